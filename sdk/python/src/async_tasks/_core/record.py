"""A task as the table holds it. Times ending in ``_time`` and ``ttl`` are epoch seconds, the others epoch milliseconds."""

from __future__ import annotations

from typing import Any

from .contract import BARE_CLAIM, LEASE_GRACE_MS, TERMINAL_STATUSES

Record = dict[str, Any]
"""Attributes by their names; what a record does not have is not there."""


def is_settled(record: Record) -> bool:
    """Whether nobody changes the task's status any more."""
    return record["status"] in TERMINAL_STATUSES


def is_live(record: Record, now: int) -> bool:
    """Whether a run may still hold the task. Everybody but its holder waits a little longer, since clocks disagree."""
    return bool(record["status"] == "IN_PROGRESS" and record["lease_until"] + LEASE_GRACE_MS >= now)


def is_due(record: Record, now: int) -> bool:
    """Whether the task's time to begin has come."""
    not_before = record.get("not_before")
    return not_before is None or not_before <= now


def has_attempts_left(record: Record) -> bool:
    """Whether another attempt may follow."""
    limit = record.get("attempt_limit")
    return limit is None or record["attempt"] < limit


def is_bare(record: Record) -> bool:
    """Whether the worker that holds the task reports over HTTP, and gave no token."""
    return record.get("claim") == BARE_CLAIM


def is_expired(record: Record, now: int) -> bool:
    """Whether the record is to be read as absent: DynamoDB deletes expired items within days, not at once."""
    ttl = record.get("ttl")
    return ttl is not None and ttl * 1000 <= now


def created_at(record: Record) -> int:
    """When the task was created, in epoch milliseconds, as exactly as the record knows it."""
    list_sort = record.get("list_sort")
    return int(list_sort.split("#", 1)[0]) if list_sort else int(record["created_time"] * 1000)


def task_keys(record: Record) -> dict[str, Any]:
    """What a log line about a task carries; never its data, its result or its claim."""
    return {"task_id": record["id"], "task_type": record["task_type"], "scope": record["scope"], "attempt": record["attempt"]}
