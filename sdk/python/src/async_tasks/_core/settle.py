"""What every settled task has in common."""

from __future__ import annotations

from typing import Any, NamedTuple

from .contract import WATCH_PREFIX_FAILED, WATCH_PREFIX_OPEN
from .ports import Ports
from .record import Record
from .text import cut_text


class TaskError(NamedTuple):
    """What went wrong: the error's class, and its message."""

    type: str
    message: str


def settled_ttl(ports: Ports, record: Record) -> int:
    """When a task that settles now may disappear: when its client said, else after its retention."""
    client_ttl = record.get("client_ttl")
    return int(ports.now() // 1000 + record["retention"] if client_ttl is None else client_ttl)


def failure(ports: Ports, record: Record, error: TaskError) -> dict[str, Any]:
    """What a task gets that fails for good."""
    return {"error": cut_error(error), "ttl": settled_ttl(ports, record), "failed": _failed_key(record)}


def cut_error(error: TaskError) -> dict[str, str]:
    """An error, cut to what a record has room for."""
    return {"type": cut_text(error.type), "message": cut_text(error.message)}


def _failed_key(record: Record) -> str | None:
    """The key of the watch entry that an open task gets when it fails: in the bucket that it is in."""
    watch_key = record.get("watch_key")
    return None if watch_key is None else watch_key.replace(WATCH_PREFIX_OPEN, WATCH_PREFIX_FAILED, 1)
