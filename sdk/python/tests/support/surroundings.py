"""What a worker needs, all of it in memory."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from async_tasks import Handler
from async_tasks._aws.creator import Creator
from async_tasks._core.backoff import WorkerPolicy
from async_tasks._core.ports import Item, Ports
from async_tasks._worker.timers import Timers
from async_tasks._worker.worker import Worker, WorkerOptions

from .memory_store import MemoryStore

TASK_TYPE = "thumbnail"
NOW = 1_800_000_000_000
REMAINING_MS = 30_000
TASK_ID = "0198c0de-0000-7000-8000-000000000001"
QUEUE_ARN = "arn:aws:sqs:eu-central-1:111122223333:thumbnails"


class RecordedMetrics:
    def __init__(self) -> None:
        self.added: list[tuple[str, float]] = []
        self.flushes = 0

    def add(self, name: str, task_type: str, value: float = 1) -> None:
        assert task_type == TASK_TYPE
        self.added.append((name, value))

    def flush(self) -> None:
        self.flushes += 1

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.added]


class RecordedQueue:
    def __init__(self) -> None:
        self.hidden: list[tuple[str, str, int]] = []
        self.before: Callable[[], None] = lambda: None

    def hide(self, queue_arn: str, receipt_handle: str, seconds: int) -> None:
        self.before()
        self.hidden.append((queue_arn, receipt_handle, seconds))


class RecordedLines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def messages(self) -> list[str]:
        return [record.getMessage() for record in self.records]

    def fields(self, message: str) -> dict[str, Any]:
        """What the first line with this message says."""
        return vars(next(record for record in self.records if record.getMessage() == message))


class Surroundings:
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.time = NOW
        self.slept: list[int] = []
        self.queue = RecordedQueue()
        self.metrics = RecordedMetrics()
        self.lines = RecordedLines()
        self.logger = logging.Logger("test", logging.DEBUG)
        self.logger.addHandler(self.lines)
        self.exits = 0
        self.has_left = threading.Event()
        self.creator: Creator | None = None
        self._random = itertools.count()
        self.ports = Ports(store=self.store, table="tasks", now=lambda: self.time, sleep=self.slept.append, random=self._bytes)
        self.policy = WorkerPolicy(max_attempts=3, at_most_once=False, retry_delay=10_000, max_retry_delay=3_600_000)

    def create(self, task_id: str = TASK_ID, **attributes: Any) -> Item:
        """A task that waits for its worker. Attributes that are None are left out."""
        record = {
            "id": task_id,
            "record_version": 1,
            "scope": "shared",
            "task_type": TASK_TYPE,
            "lane": "default",
            "status": "CREATED",
            "data": '{"width":64}',
            "created_time": NOW // 1000 - 60,
            "revision": "first",
            "transition": "create",
            "attempt": 0,
            "dispatch": 1,
            "idle_dispatches": 0,
            "deadline": NOW + 86_400_000,
            "retention": 3600,
            "watch_key": "open#1",
            "watch_time": NOW + 900_000,
            **attributes,
        }
        self.store.items[task_id] = {name: value for name, value in record.items() if value is not None}
        return self.stored(task_id)

    def stored(self, task_id: str = TASK_ID) -> Item:
        return self.store.items[task_id]

    def worker(self, handler: Handler, **options: Any) -> Worker:
        return Worker(
            replace(
                WorkerOptions(
                    ports=self.ports,
                    claims=self.store,
                    queue=self.queue,
                    policy=self.policy,
                    task_types=[TASK_TYPE],
                    parallelism=1,
                    task_timeout=None,
                    handler=handler,
                    timers=Timers(),
                    creator=self.creator,
                    logger=self.logger,
                    metrics=self.metrics,
                    exit=self._exit,
                ),
                **options,
            )
        )

    def receive(self, handler: Handler, *messages: dict[str, Any], remaining: int = REMAINING_MS, **options: Any) -> list[str]:
        """Lets a worker take messages in, and returns which of them go back to the queue."""
        answer = self.worker(handler, **options).work({"Records": list(messages)}, lambda: remaining)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def work(self, handler: Handler, task_id: str = TASK_ID, **options: Any) -> str:
        """Lets a worker take one task's message in, and returns what became of it."""
        before = len(self.queue.hidden)
        returned = self.receive(handler, message(task_id), **options)
        hidden = [seconds for _, _, seconds in self.queue.hidden[before:]]
        if not returned:
            return "deleted, and yet hidden" if hidden else "deleted"
        return f"hidden for {hidden[0]} s" if hidden else "returned"

    def _bytes(self, count: int) -> bytes:
        return next(self._random).to_bytes(count, "big")

    def _exit(self) -> None:
        self.exits += 1
        self.has_left.set()


def message(task_id: str = TASK_ID, message_id: str = "message-1", task_type: str = TASK_TYPE) -> dict[str, Any]:
    """A dispatch, as the queue brings it."""
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt of {message_id}",
        "eventSourceARN": QUEUE_ARN,
        "body": "",
        "messageAttributes": {"TaskId": {"stringValue": task_id, "dataType": "String"}, "TaskType": {"stringValue": task_type, "dataType": "String"}},
    }
