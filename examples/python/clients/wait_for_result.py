import time
from typing import Any

import requests


def wait_for_result(api: str, task_id: str) -> Any:
    """Waits until a task has settled, and returns its result."""
    while True:
        response = requests.get(f"{api}/tasks/{task_id}")
        response.raise_for_status()
        task = response.json()
        if task["status"] == "COMPLETED":
            return task.get("result")
        if task["status"] in ("FAILED", "CANCELLED"):
            raise RuntimeError(task["status_msg"])
        time.sleep(int(response.headers.get("retry-after", 1)))
