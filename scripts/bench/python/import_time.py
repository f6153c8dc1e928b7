"""Milliseconds that something takes to load in this fresh process: `import_time.py shim|bare`."""

import sys
import time

started = time.perf_counter()
if sys.argv[1] == "shim":
    import async_tasks.worker  # noqa: F401
else:
    import boto3

    boto3.client("dynamodb")
print((time.perf_counter() - started) * 1000)
