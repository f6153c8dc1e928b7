"""What a user of a generated client writes; the package `printing` is made of an API's description.

The types are checked, and it is run, against answers as the API gives them.
"""

import json

import httpx
from printing import Client
from printing.api.tasks import create_task, list_tasks, read_task
from printing.api.workers import report_task
from printing.models import (
    CreatedTask,
    FailedReport,
    NewPrintLabelTask,
    PrintLabelData,
    PrintLabelDataAddress,
    PrintLabelTask,
    Problem,
    ReportedError,
    TaskPage,
    TaskStatus,
)
from printing.types import Unset

TASK = {
    "id": "x",
    "task_type": "print-label",
    "status": "COMPLETED",
    "status_msg": "",
    "created_time": 1795259143,
    "updated_time": None,
    "attempt": 1,
    "result": {"labels": 2},
}

sent: list[tuple[str, object]] = []


def answer(request: httpx.Request) -> httpx.Response:
    sent.append((f"{request.method} {request.url.path}", json.loads(request.content or "null")))
    if request.method == "POST":
        return httpx.Response(201, json={"id": "x"})
    if request.method == "PATCH":
        problem = {"type": "about:blank", "title": "Conflict", "status": 409, "detail": "The task is COMPLETED."}
        return httpx.Response(409, json=problem)
    if request.url.path.endswith("/tasks"):
        return httpx.Response(200, json={"tasks": [TASK, {**TASK, "task_type": "feed.paper"}], "next_token": None})
    return httpx.Response(200, json=TASK)


client = Client(base_url="https://host/stage", httpx_args={"transport": httpx.MockTransport(answer)})

data = PrintLabelData(address=PrintLabelDataAddress(street="High Street 1"), copies=2)
created = create_task.sync(client=client, body=NewPrintLabelTask(task_type="print-label", data=data, ttl="4102444800"))
assert isinstance(created, CreatedTask), created

task = read_task.sync(created.id, client=client)
assert isinstance(task, PrintLabelTask), task
assert task.status == TaskStatus.COMPLETED, task
assert task.updated_time is None, task
assert not isinstance(task.result, Unset), task
assert task.result.labels == 2, task

page = list_tasks.sync(client=client)
assert isinstance(page, TaskPage), page
assert [task.task_type for task in page.tasks] == ["print-label", "feed.paper"], page
assert page.next_token is None, page

error = ReportedError(message="out of paper", retryable=True)
refused = report_task.sync(created.id, client=client, body=FailedReport(status="FAILED", claim="worker-7", error=error))
assert isinstance(refused, Problem), refused
assert refused.detail == "The task is COMPLETED.", refused

address = {"street": "High Street 1"}
assert sent == [
    ("POST /stage/tasks", {"task_type": "print-label", "data": {"address": address, "copies": 2}, "ttl": "4102444800"}),
    ("GET /stage/tasks/x", None),
    ("GET /stage/tasks", None),
    ("PATCH /stage/tasks/x", {"status": "FAILED", "claim": "worker-7", "error": {"message": "out of paper", "retryable": True}}),
], sent
