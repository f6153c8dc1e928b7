"""Runs a handler in a unit test, without AWS: what comes of it is what would come of it in a worker."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ._core.create import request_text, without_none
from ._core.json_text import from_json, to_json
from ._core.outcome import call_handler
from ._core.progress import Progress, as_stored, progress_of
from ._core.settle import TaskError, cut_error
from ._core.task_logger import TaskLogger as _TaskLogger
from .errors import AbortError, TaskRefused
from .types import ChildTask, Handler, Task, TaskLogger

__all__ = ["FakeContext", "HandlerRun", "Progress", "TaskError", "run_handler"]


@dataclass
class FakeContext:
    """A TaskContext that only keeps what it is told.

    ``cancel`` may be called before the run, by the handler itself, or by another thread.
    """

    remaining: float = 30.0
    """What ``remaining_time`` answers, in seconds."""
    refusal: TaskRefused | None = None
    """What is raised instead of creating tasks."""
    logger: TaskLogger = field(default_factory=lambda: _TaskLogger(logging.getLogger("async_tasks.testing"), {}))
    """Where the handler's lines go, for pytest's ``caplog`` for instance."""
    reports: list[Progress] = field(default_factory=list)
    """Each progress that was reported, as the table would have it. (A worker writes one a second.)"""
    heartbeats: int = 0
    children: list[ChildTask] = field(default_factory=list)
    """The tasks that were created; their ids are ``child-1`` and so on."""
    _reason: Exception | None = None
    _ids: dict[str, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def cancel(self, reason: str = "the task was cancelled") -> None:
        """Cancels the task, as a client does."""
        self._stop(AbortError(reason))

    def time_out(self) -> None:
        """Lets the run's time be over."""
        self._stop(TimeoutError("the run's time is over"))

    @property
    def cancelled(self) -> bool:
        return self._reason is not None

    @property
    def cancel_reason(self) -> str | None:
        return None if self._reason is None else str(self._reason)

    def raise_if_cancelled(self) -> None:
        if self._reason is not None:
            raise self._reason

    def remaining_time(self) -> float:
        return self.remaining

    def progress(self, percent: float, message: str | None = None) -> None:
        said = progress_of(percent, message)
        if said is not None:
            self.reports.append(Progress(**as_stored(said)))

    def heartbeat(self) -> bool:
        self.heartbeats += 1
        return not self.cancelled

    def create_task(
        self,
        task_type: str,
        data: Any = None,
        *,
        key: str | None = None,
        lane: str | None = None,
        run_at: int | None = None,
        ttl: int | None = None,
        max_attempts: int | None = None,
    ) -> str:
        task: Any = {"task_type": task_type, "data": data, "key": key, "lane": lane, "run_at": run_at, "ttl": ttl, "max_attempts": max_attempts}
        return self.create_tasks([task])[0]

    def create_tasks(self, tasks: Sequence[ChildTask]) -> list[str]:
        if self.refusal is not None:
            raise self.refusal
        return [self._create(from_json(request_text("the child task", without_none(task)))) for task in tasks]

    def _create(self, task: ChildTask) -> str:
        key = task.get("key")
        if key is not None and key in self._ids:
            return self._ids[key]
        child = f"child-{next(self._numbers)}"
        self.children.append(task)
        if key is not None:
            self._ids[key] = child
        return child

    def _stop(self, reason: Exception) -> None:
        if self._reason is None:
            self._reason = reason


@dataclass(frozen=True)
class HandlerRun:
    """What came of a run."""

    status: Literal["COMPLETED", "RETRYING", "FAILED", "CANCELLED"]
    """What the task would be now. RETRYING is one that failed, and would be tried again."""
    result: Any
    """What the handler returned, as JSON gives it back."""
    error: TaskError | None
    """What the handler raised, as the task would show it; None of a task that is COMPLETED."""
    retryable: bool
    """Whether the error is one after which the task is tried again, if it has attempts left."""
    context: FakeContext
    """What the handler had as its second argument."""

    @property
    def progress(self) -> list[Progress]:
        """Each progress that the handler reported."""
        return self.context.reports

    @property
    def children(self) -> list[ChildTask]:
        """The tasks that the handler created."""
        return self.context.children


def run_handler(
    handler: Handler,
    data: Any = None,
    *,
    context: FakeContext | None = None,
    id: str = "task-1",
    task_type: str = "task",
    scope: str = "shared",
    attempt: int = 1,
    max_attempts: int = 3,
    lane: str = "default",
    created_time: int | None = None,
    parent_id: str | None = None,
) -> HandlerRun:
    """Runs a handler, which may be ``async``, with a task that has this data.

    data -- anything that JSON can have
    context -- what the handler gets as its second argument; a new one, unless it is given
    """
    context = FakeContext() if context is None else context
    task = Task(
        id=id,
        task_type=task_type,
        scope=scope,
        data=from_json(to_json("the data", data)),
        attempt=attempt,
        max_attempts=max_attempts,
        lane=lane,
        created_time=int(time.time()) if created_time is None else created_time,
        parent_id=parent_id,
    )
    outcome = call_handler(handler, task, context)
    if outcome.error is None:
        return HandlerRun("COMPLETED", from_json(outcome.result), None, False, context)
    failed = "RETRYING" if outcome.retryable and attempt < max_attempts else "FAILED"
    status: Any = "CANCELLED" if isinstance(context._reason, AbortError) else failed
    return HandlerRun(status, None, TaskError(**cut_error(outcome.error)), outcome.retryable, context)
