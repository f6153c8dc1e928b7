"""Tasks that nobody may run any more although they have not settled."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

from .ports import Ports
from .record import Record, has_attempts_left, is_bare, is_live, is_settled
from .settle import TaskError, failure, settled_ttl
from .transition import TransitionOutcome, apply_transition
from .transitions import LAPSE, LAPSE_CANCELLED


class Lapse(NamedTuple):
    """How such a task ends: with an error, else cancelled."""

    error: TaskError | None


def lapse_of(record: Record, now: int) -> Lapse | None:
    """How the task ends if nobody may run it any more."""
    if is_settled(record) or is_live(record, now):
        return None
    if record.get("cancel_requested"):
        return Lapse(None)

    error = _deadline_exceeded(record) if record["deadline"] <= now else _lost(record)
    return None if error is None else Lapse(_with_cause(error, record))


def apply_lapse(ports: Ports, record: Record, lapse: Lapse) -> TransitionOutcome:
    """Settles the task, unless it has changed since it was read."""
    if lapse.error is None:
        return apply_transition(ports, LAPSE_CANCELLED, record["id"], {"read": record["revision"], "ttl": settled_ttl(ports, record)})
    return apply_transition(ports, LAPSE, record["id"], {"read": record["revision"], **failure(ports, record, lapse.error)})


def _deadline_exceeded(record: Record) -> TaskError:
    return TaskError(
        "DeadlineExceeded",
        f"the task was {record['status']} at its deadline, {_iso(record['deadline'])}, after {record['attempt']} attempts",
    )


def _iso(milliseconds: int) -> str:
    seconds, rest = divmod(int(milliseconds), 1000)
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{rest:03}Z"


def _lost(record: Record) -> TaskError | None:
    """Why a run that is lost is the last one; None if it is not."""
    what = f"attempt {record['attempt']} ended without a report: its worker crashed, was stopped or ran out of time"
    why = _why_last(record)
    return None if why is None else TaskError("LeaseExpired", f"{what}. {why}")


def _why_last(record: Record) -> str | None:
    if not has_attempts_left(record):
        return "It was the last attempt"
    if record["status"] != "IN_PROGRESS":
        return None
    if record.get("at_most_once"):
        return "It may have done its work, and the task runs at most once"
    if is_bare(record):
        return "It gave no claim token, by which another worker could take over safely"
    return None


def _with_cause(error: TaskError, record: Record) -> TaskError:
    cause = record.get("error")
    if not cause:
        return error
    return TaskError(error.type, f"{error.message}; before that: {cause['type']}: {cause['message']}")
