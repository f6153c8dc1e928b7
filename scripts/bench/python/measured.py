"""Does what it is told so many times, and tells how much CPU time that took: `measured.py <scenario> shim|bare`.

Counts are lines of the standard input; the answers, microseconds for each, are lines of file descriptor 3. The logs go where the
standard output goes. It says `ready` first, after it has loaded what it measures.
"""

import json
import os
import sys
import time

with open(sys.argv[1], encoding="utf-8") as file:
    scenario = json.load(file)


def shim():
    """A worker's function, as it is published, with a handler that does nothing."""
    from async_tasks.worker import handler

    class Context:
        function_name = "tasks-worker-1A2B3C4D5E6F"
        memory_limit_in_mb = 512
        aws_request_id = "5f84c7a9-606d-41f3-9d9e-7b4a0c1d2e3f"
        invoked_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:tasks-worker-1A2B3C4D5E6F"

        def get_remaining_time_in_millis(self):
            return 30_000

    event, context = {"Records": [scenario["message"]]}, Context()

    def run():
        if handler(event, context)["batchItemFailures"]:
            raise RuntimeError("the worker gave the measured message back")

    return run


def bare():
    """The SDK's calls with nothing around them, with the inputs that a worker sends for a task."""
    import boto3

    client = boto3.client("dynamodb")

    def run():
        for request in scenario["typed_inputs"]:
            client.update_item(**request)

    return run


run = {"shim": shim, "bare": bare}[sys.argv[2]]()
with os.fdopen(3, "w", buffering=1) as answers:
    print("ready", file=answers)
    for line in sys.stdin:
        before = time.process_time_ns()
        for _ in range(int(line)):
            run()
        print((time.process_time_ns() - before) / int(line) / 1000, file=answers)
