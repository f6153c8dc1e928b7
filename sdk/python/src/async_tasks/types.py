"""What a handler gets, and what it may use."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypedDict

if TYPE_CHECKING:
    # Only type checkers look, and they bring it with them.
    from typing_extensions import TypeVar

    Data = TypeVar("Data", default=Any)
    TaskLogger = logging.LoggerAdapter[logging.Logger]
else:
    from typing import TypeVar

    Data = TypeVar("Data")
    TaskLogger = logging.LoggerAdapter


@dataclass(frozen=True)
class Task(Generic[Data]):
    """The task, as a handler sees it. ``task["data"]`` is ``task.data``.

    In annotations, ``Task[Order]`` says what its data is.
    """

    id: str
    task_type: str
    scope: str
    """Whose task it is."""
    data: Data
    """What the client posted."""
    attempt: int
    """Which run this is: 1, 2, 3…"""
    max_attempts: int
    """How many runs the task may have."""
    lane: str
    """Which of the worker's queues the task came through."""
    created_time: int
    """Epoch seconds."""
    parent_id: str | None
    """The task that created this one; None when a client did."""

    def __getitem__(self, name: str) -> Any:
        if name in self.__dataclass_fields__:
            return getattr(self, name)
        raise KeyError(name)


class _ChildTask(TypedDict):
    task_type: str
    data: Any


class ChildTask(_ChildTask, total=False):
    """A task that a handler creates: what ``POST /tasks`` takes, and a key. Its scope is that of the task that creates it."""

    key: str
    """What tells this child from the other children of the task: when the task is run again, the child with the same key is
    there already, and no second one is created. Children without a key are told apart by their order, so give them keys
    if a rerun may create them in another one."""
    lane: str
    """Which of its worker's queues the child goes through; that of the task that creates it when it is left out."""
    run_at: int
    """When the child may begin, in epoch seconds; at once when it is left out."""
    ttl: int
    """When the child may disappear, in epoch seconds; its API decides when it is left out."""
    max_attempts: int
    """How many runs the child may have, 1 to 100; its type or its worker decides when it is left out."""


class TaskContext(Protocol):
    """What a handler can use while it runs. It may be used from any thread."""

    @property
    def logger(self) -> TaskLogger:
        """Writes log lines in JSON that carry the task's id, type and attempt, and what a line's ``extra`` has."""

    @property
    def cancelled(self) -> bool:
        """Whether the run is to stop: return what there is then, or raise.

        It is when a client has cancelled the task, which is noticed within seconds, when the task is no longer this run's,
        and when the run's time is over. Half a second after that, a run that has not ended is recorded as failed, and
        its process ends.
        """

    @property
    def cancel_reason(self) -> str | None:
        """Why the run is to stop; None while it is not."""

    def raise_if_cancelled(self) -> None:
        """Raises what ends the run when it is to stop: an AbortError, or a TimeoutError when its time is over."""

    def remaining_time(self) -> float:
        """How many seconds the run has left: until its worker's ``task_timeout`` is over, or its function times out. In the
        latter case it is told to stop a second before."""

    def progress(self, percent: float, message: str | None = None) -> None:
        """Says how far the run is, for clients that read the task. Call it as often as you like: at most one write a second is
        made, of what was said last. A write that fails is logged, and nothing else.

        percent -- 0 to 100
        message -- up to 1 KB; longer is cut
        """

    def heartbeat(self) -> bool:
        """Says that the run is alive, and asks whether it may go on; at most once a second, the table is asked. False once the
        run is to stop."""

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
        """Creates a task, whose parent is this one, and returns its id. A rerun of this task creates no second child.

        The arguments are explained at ChildTask. Raises TaskRefused when the API does not accept the child; that is permanent
        unless it may be accepted later.
        """

    def create_tasks(self, tasks: Sequence[ChildTask]) -> list[str]:
        """Creates tasks, a hundred with each request, and returns their ids in the same order.

        Raises TaskRefused for the first that is refused. Others may have been created then; as long as their keys or their
        order stay the same, creating all of them again is harmless.
        """


Handler = Callable[[Task[Any], TaskContext], Any | Awaitable[Any]]
"""A handler: one JSON document in, one JSON document out; raise to fail. The result's JSON text can have 256 KB. It may be
``async``.

A task whose handler raises is tried again after a while, as often as its worker's ``max_attempts`` says; not if the exception
has an attribute ``retryable`` that is False, as PermanentError has.
"""
