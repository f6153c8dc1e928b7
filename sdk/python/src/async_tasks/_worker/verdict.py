"""What becomes of a queue's message."""

from __future__ import annotations

from typing import Literal, NamedTuple

from .._core.contract import LEASE_GRACE_MS, MAX_HIDE_MS
from .._core.lapse import Lapse, lapse_of
from .._core.record import Record, is_due, is_live, is_settled


class Hide(NamedTuple):
    """The queue shows it again after so many milliseconds."""

    milliseconds: int


Verdict = Literal["delete", "return"] | Hide
"""It is done with, or the queue shows it again, as a rule or after some time."""


def verdict_on(record: Record | None, task_type: str, message_id: str, now: int) -> Verdict | Lapse:
    """What becomes of the message of a task that was not claimed: somebody else has it, or nobody may, or not yet; or it is
    over, and has to be settled.

    record -- the task; None when there is none
    """
    if record is None or is_settled(record) or record["status"] == "SCHEDULED" or record["task_type"] != task_type:
        return "delete"
    if is_live(record, now):
        # The watchdog finds the task if its holder is lost, but the holder's own message comes sooner.
        is_holders = record["claim"].startswith(f"{message_id}:")
        return Hide(record["lease_until"] + LEASE_GRACE_MS - now) if is_holders else "delete"
    lapse = lapse_of(record, now)
    if lapse is not None:
        return lapse
    return "return" if is_due(record, now) else hide_until(record["not_before"], now)


def hide_until(time: int, now: int) -> Verdict:
    """What becomes of the message of a task that is not due: hidden messages fill a queue, so that long waits are the watchdog's."""
    return Hide(time - now) if time - now <= MAX_HIDE_MS else "delete"
