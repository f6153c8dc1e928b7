"""Calls the handler for a task that was claimed, with all that it may use, until it ends or its time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._aws.creator import Creator
from .._core.contract import TIMEOUT_GRACE_MS, TIMEOUT_SIGNAL_MS
from .._core.outcome import RunOutcome, call_handler
from .._core.ports import Ports
from .._core.record import Record
from .._core.settle import TaskError
from ..types import Handler, Task, TaskLogger
from .cancellation import watch_cancellation
from .children import Children
from .context import RunContext
from .run_control import RunControl
from .run_reports import RunReports
from .timers import Timers


@dataclass(frozen=True)
class TaskRunOptions:
    ports: Ports
    handler: Handler
    timers: Timers
    creator: Creator | None
    """What creates child tasks; None when the worker does not know."""
    task_timeout: float | None
    """How long a run may take, in milliseconds; as long as its invocation when it is None."""


def run_task(
    options: TaskRunOptions,
    record: Record,
    task: Task[Any],
    logger: TaskLogger,
    remaining: Callable[[], int],
    give_up: Callable[[], None],
) -> RunOutcome | None:
    """Returns what came of the run; None when ``give_up`` was called, from another thread: its code went on although its time
    was over."""
    ports = options.ports
    run = RunControl(options.timers)
    left = remaining()
    time = left if options.task_timeout is None else min(options.task_timeout, left)
    end = ports.now() + time
    context = RunContext(
        run,
        RunReports(ports, record, run, logger),
        Children(record, options.creator, run),
        logger,
        remaining_time=lambda: max(0, end - ports.now()) / 1000,
    )
    watch_cancellation(ports, record, run)
    _limit_time(run, max(0, min(time, left - TIMEOUT_SIGNAL_MS)), give_up)
    outcome = call_handler(options.handler, task, context)
    return outcome if run.end() else None


def timed_out(milliseconds: float) -> RunOutcome:
    """How a run has failed whose code went on for so many milliseconds."""
    message = (
        f"the run was still going on after {_in_seconds(milliseconds)}, although it was told to stop: "
        "give it more time, or less to do, or let it end when it is told to"
    )
    return RunOutcome(error=TaskError("TimeoutError", message), retryable=True)


def _limit_time(run: RunControl, milliseconds: float, give_up: Callable[[], None]) -> None:
    """When the run's time is over, it is told to stop, and gets a moment for that."""

    def stop() -> None:
        run.stop(TimeoutError(f"the run's time of {_in_seconds(milliseconds)} is over"))
        run.after(TIMEOUT_GRACE_MS, end)

    def end() -> None:
        if run.end():
            give_up()

    run.after(milliseconds, stop)


def _in_seconds(milliseconds: float) -> str:
    """A time for people."""
    return f"{milliseconds / 1000:.1f} s"
