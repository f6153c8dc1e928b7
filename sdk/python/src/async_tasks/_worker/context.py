"""The handler's second argument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..types import ChildTask, TaskLogger
from .children import Children
from .run_control import RunControl
from .run_reports import RunReports


class RunContext:
    """A TaskContext."""

    def __init__(self, run: RunControl, reports: RunReports, children: Children, logger: TaskLogger, remaining_time: Callable[[], float]) -> None:
        self._run = run
        self._children = children
        self.logger = logger
        self.remaining_time = remaining_time
        self.progress = reports.progress
        self.heartbeat = reports.heartbeat

    @property
    def cancelled(self) -> bool:
        return self._run.stop_reason is not None

    @property
    def cancel_reason(self) -> str | None:
        reason = self._run.stop_reason
        return None if reason is None else str(reason)

    def raise_if_cancelled(self) -> None:
        reason = self._run.stop_reason
        if reason is not None:
            raise reason

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
        return self._children.create(tasks)
