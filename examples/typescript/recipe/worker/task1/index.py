"""Does the tasks of type TASK1, and says so to the task API."""

import base64
import json
import os
import time
import urllib.request

API_URL = os.environ["TASKS_API_URL"]


def handler(event, context):
    for message in event["Records"]:
        task_id = message["messageAttributes"]["TaskId"]["stringValue"]
        data = json.loads(base64.b64decode(message["body"]))

        report(task_id, "IN_PROGRESS", "Task started")
        try:
            do_task(data)
        except Exception as error:
            report(task_id, "FAILED", str(error))
        else:
            report(task_id, "COMPLETED", "Task completed")


def do_task(data):
    """Sleeps as long as the data says; a negative time shows what a failure looks like."""
    seconds = data.get("seconds", 1)
    if seconds < 0:
        raise ValueError(f"cannot sleep for {seconds} seconds")
    time.sleep(seconds)


def report(task_id, status, status_msg):
    request = urllib.request.Request(
        f"{API_URL}/tasks/{task_id}",
        data=json.dumps({"status": status, "status_msg": status_msg}).encode(),
        headers={"Content-Type": "application/json"},
        method="PATCH",
    )
    with urllib.request.urlopen(request, timeout=10):
        pass
