"""The function as Lambda runs it: its real entry point, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .support.dynamodb_server import serve
from .support.memory_store import MemoryStore
from .support.surroundings import Surroundings, message

_SOURCE = Path(__file__).parents[1] / "src"

# What Lambda's runtime does: loads the function, gives it an event, prints its answer.
_RUNTIME = """
import json, sys, time
from async_tasks import worker

event, seconds = json.loads(sys.argv[1]), float(sys.argv[2])
end = time.time() + seconds

class Context:
    function_name, memory_limit_in_mb, aws_request_id, invoked_function_arn = "worker", 512, "request-1", "arn:worker"

    def get_remaining_time_in_millis(self):
        return int((end - time.time()) * 1000)

print(json.dumps({"answer": worker.handler(event, Context())}))
"""

_HANDLERS = """
import asyncio, os, sys, threading, time

def thumbnail(task, context):
    context.progress(50, "half")
    context.logger.info("drawing", extra={"width": task.data["width"]})
    return {"drawn": task["data"], "left": 0 < context.remaining_time() <= 30, "main": threading.current_thread() is threading.main_thread()}

async def later(task, context):
    await asyncio.sleep(0.01)
    return "later"

def leaves(task, context):
    sys.exit(3)

def never_ends(task, context):
    while True:
        time.sleep(0.05)

def kills(task, context):
    os._exit(9)
"""


class Function:
    def __init__(self, world: Surroundings, folder: Path, endpoint: str) -> None:
        self.world = world
        self._folder = folder
        self._environment = {
            "PYTHONPATH": os.pathsep.join([str(_SOURCE), str(folder)]),
            "AWS_REGION": "eu-central-1",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": endpoint,
            "ASYNC_TASKS_TABLE_NAME": "tasks",
            "ASYNC_TASKS_API_NAME": "tasks",
            "ASYNC_TASKS_TASK_TYPES": "thumbnail",
            "ASYNC_TASKS_MAX_ATTEMPTS": "3",
            "ASYNC_TASKS_RETRY_DELAY": "0",
            "ASYNC_TASKS_MAX_RETRY_DELAY": "3600",
        }

    def create(self, *ids: str) -> None:
        now = time.time_ns() // 1_000_000
        for task_id in ids:
            self.world.create(task_id, created_time=now // 1000, deadline=now + 86_400_000, watch_time=now + 900_000)

    def invoke(self, handler: str, *ids: str, seconds: float = 30, **environment: str) -> tuple[int, list[dict[str, Any]]]:
        """The process's exit code, and the lines that it wrote."""
        event = {"Records": [message(task_id, f"message of {task_id}") for task_id in ids]}
        ended = subprocess.run(
            [sys.executable, "-c", _RUNTIME, json.dumps(event), str(seconds)],
            cwd=self._folder,
            env={**self._environment, "ASYNC_TASKS_HANDLER": handler, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Error" not in ended.stderr or ended.returncode, ended.stderr
        return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.fixture
def function(world: Surroundings, tmp_path: Path) -> Iterator[Function]:
    (tmp_path / "tasks.py").write_text(_HANDLERS)
    assert isinstance(world.store, MemoryStore)
    with serve(world.store) as endpoint:
        yield Function(world, tmp_path, endpoint)


def test_a_task(function: Function) -> None:
    function.create("t1")
    code, lines = function.invoke("tasks.thumbnail", "t1")
    assert (code, lines[-1]) == (0, {"answer": {"batchItemFailures": []}})
    record = function.world.stored("t1")
    assert record["status"] == "COMPLETED"
    assert json.loads(record["result"]) == {"drawn": {"width": 64}, "left": True, "main": True}
    assert [operation for operation, _ in function.world.store.requests] == ["update", "update", "update"]
    said = {line["message"]: line for line in lines if "message" in line}
    assert list(said) == ["task started", "drawing", "task completed"]
    drawing = {"level": "INFO", "service": "worker", "task_id": "t1", "attempt": 1, "width": 64, "function_request_id": "request-1"}
    assert drawing.items() <= said["drawing"].items()
    (metrics,) = (line for line in lines if "_aws" in line)
    assert {"Api": "tasks", "TaskType": "thumbnail", "Started": 1, "Completed": 1}.items() <= metrics.items()


def test_a_batch_of_async_runs(function: Function) -> None:
    ids = [f"t{number}" for number in range(6)]
    function.create(*ids)
    code, _ = function.invoke("tasks.later", *ids, ASYNC_TASKS_PARALLELISM="4")
    assert code == 0
    assert [function.world.stored(task_id)["result"] for task_id in ids] == ['"later"'] * 6


def test_a_module_that_does_not_load(function: Function) -> None:
    function.create("t1")
    code, lines = function.invoke("no_such_module.handler", "t1")
    # Hidden until it is due, which there is no queue for here.
    assert (code, lines[-1]) == (0, {"answer": {"batchItemFailures": [{"itemIdentifier": "message of t1"}]}})
    record = function.world.stored("t1")
    assert (record["status"], record["error"]) == ("RETRYING", {"type": "ModuleNotFoundError", "message": "No module named 'no_such_module'"})


def test_leaving_the_process_is_a_failure(function: Function) -> None:
    function.create("t1")
    code, _ = function.invoke("tasks.leaves", "t1")
    assert code == 0
    assert function.world.stored("t1")["error"] == {"type": "SystemExit", "message": "3"}


@pytest.mark.parametrize("parallelism", ["1", "2"])
def test_a_run_that_never_ends(function: Function, parallelism: str) -> None:
    function.create("t1", "t2")
    code, lines = function.invoke("tasks.never_ends", "t1", "t2", ASYNC_TASKS_TASK_TIMEOUT="1", ASYNC_TASKS_PARALLELISM=parallelism)
    assert code == 1
    begun = ["t1", "t2"][: int(parallelism)]
    for task_id in begun:
        record = function.world.stored(task_id)
        assert (record["status"], record["error"]["type"]) == ("RETRYING", "TimeoutError")
    assert [line["message"] for line in lines if "message" in line][-1] == "the process ends: the code of a run goes on although its time is over"
    assert sum(1 for line in lines if "Retried" in line) == 1


def test_a_process_that_dies_leaves_its_claim(function: Function) -> None:
    function.create("t1")
    code, lines = function.invoke("tasks.kills", "t1")
    assert code == 9
    assert function.world.stored("t1")["status"] == "IN_PROGRESS"
    assert [line["message"] for line in lines] == ["task started"]


def test_an_environment_that_no_construct_made(function: Function) -> None:
    function.create("t1")
    code, _ = function.invoke("tasks.thumbnail", "t1", ASYNC_TASKS_TABLE_NAME="")
    assert code == 1
    assert function.world.store.requests == []
