"""The worker takes batches in as that of Node.js does: it asks the same, in the same order, and says the same."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from async_tasks import Task, TaskContext
from async_tasks._aws.creator import Creator
from async_tasks._aws.logs import level_name
from async_tasks._aws.sqs_queue import queue_url
from async_tasks._core.ports import Item
from async_tasks._worker.worker import Worker, WorkerOptions

from ..support.surroundings import RecordedLines
from ..worker.manual_timers import ManualTimers
from .replay import Replay, policy_of

# What Node.js says in another way: where an error was raised, and what the logger adds by itself. It leaves out what is empty.
_OTHERWISE = {"timestamp", "service", "sampling_rate", "error", "error_stack"}


class _Case:
    """A case, and what became of it here."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.tasks: list[Any] = []
        self.hidden: list[Any] = []
        self.metrics: list[Any] = []
        self.created: list[Any] = []

    def handle(self, task: Task[Any], context: TaskContext) -> Any:
        self.tasks.append(asdict(task))
        behaviour = self.case["behaviour"]
        for name, *args in behaviour["calls"]:
            if name == "log":
                context.logger.info(args[0], extra=args[1])
            elif name == "create_task":
                context.create_task(**args[0])
            elif name != "meanwhile":
                getattr(context, name)(*args)
        if "raised" not in behaviour:
            return json.loads(behaviour["result"])
        raised = behaviour["raised"]
        error = type(raised["name"], (Exception,), {})(raised["message"])
        if "retryable" in raised:
            error.retryable = raised["retryable"]
        raise error

    def hide(self, queue_arn: str, receipt_handle: str, seconds: int) -> None:
        self.hidden.append({"QueueUrl": queue_url(queue_arn), "ReceiptHandle": receipt_handle, "VisibilityTimeout": seconds})

    def add(self, name: str, task_type: str, value: float = 1) -> None:
        self.metrics.append({"name": name, "taskType": task_type, "value": value})

    def flush(self) -> None:
        raise AssertionError("that is the function's")


class _Creator(Creator):
    def __init__(self, case: _Case) -> None:
        super().__init__("the api function")
        self._case = case

    def create(self, requests: Sequence[str]) -> list[dict[str, Any]]:
        self._case.created += [json.loads(request) for request in requests]
        return [self._case.case["create_answer"] for _ in requests]


def test_batches(cases: dict[str, Any]) -> None:
    said: set[str] = set()
    for case in cases["batches"]:
        said |= {line["message"] for line in case["expected"]["lines"]}
        _replay(case)
    # The cases show everything that a worker can say of a task, but for what takes time.
    assert said == {
        "hello",
        "progress not written",
        "task started",
        "task completed",
        "task failed",
        "task cancelled",
        "task lapsed",
        "task not claimed",
        "attempt failed, another follows",
        "outcome refused: the claim is no longer the task's",
        "message dropped: it is not a dispatch of this worker",
        "message returned: the table could not be read or written",
        "message returned: there is no time left to run its task",
    }


def _replay(case: dict[str, Any]) -> None:
    here, replay, lines = _Case(case), Replay(case), RecordedLines()
    logger = logging.Logger("test", logging.DEBUG)
    logger.addHandler(lines)
    worker = Worker(
        WorkerOptions(
            ports=replay.ports,
            claims=replay,
            queue=here,
            policy=policy_of(case["policy"]),
            task_types=case["task_types"],
            parallelism=1,
            task_timeout=case["task_timeout"],
            handler=here.handle,
            timers=ManualTimers(),
            creator=_Creator(here),
            logger=logger,
            metrics=here,
            exit=_never,
        )
    )
    answer = worker.work({"Records": case["messages"]}, lambda: case["now"] + int(case["remaining"]) - replay.time)
    replay.check_done()
    expected = case["expected"]
    assert answer == expected["answer"]
    assert here.tasks == expected["tasks"]
    assert here.created == expected["created"]
    assert here.hidden == expected["hidden"]
    assert here.metrics == expected["metrics"]
    assert [_plain(record) for record in lines.records] == [_shared(line) for line in expected["lines"]]


def _plain(record: logging.LogRecord) -> Item:
    own = vars(logging.makeLogRecord({}))
    extra = {name: value for name, value in vars(record).items() if name not in own}
    return _shared({"level": level_name(record), "message": record.getMessage(), **extra})


def _shared(line: Item) -> Item:
    return {name: value for name, value in line.items() if name not in _OTHERWISE and value not in (None, "")}


def _never() -> None:
    raise AssertionError("no run is long enough")
