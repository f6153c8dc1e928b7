"""What the life cycle needs of the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Item = dict[str, Any]
"""An item of the table, or a request to it, with plain Python values."""


class Store(Protocol):
    """The task table. It takes the parameters that DynamoDB's operations of these names take."""

    def get(self, request: Item) -> Item | None: ...

    def put(self, request: Item) -> None:
        """Writes an item, or raises ConditionFailed."""

    def update(self, request: Item) -> Item:
        """Changes an item, or raises ConditionFailed. Returns what ``ReturnValues`` asks for."""


class ConditionFailed(Exception):
    """A conditional write was refused, by the item as it stands in the table; by none when there is none."""

    def __init__(self, old: Item | None = None) -> None:
        super().__init__("the condition of the write does not hold")
        self.old = old


class Queue(Protocol):
    def hide(self, queue_arn: str, receipt_handle: str, seconds: int) -> None:
        """Shows a message again after some time."""


class TaskMetrics(Protocol):
    def add(self, name: str, task_type: str, value: float = 1) -> None: ...

    def flush(self) -> None:
        """Writes what was added; to be called before an invocation ends."""


@dataclass(frozen=True)
class Ports:
    store: Store
    table: str
    """The table's name."""
    now: Callable[[], int]
    """Epoch milliseconds."""
    sleep: Callable[[int], None]
    """Waits so many milliseconds."""
    random: Callable[[int], bytes]
    """So many bytes that nobody can guess: they fence."""
