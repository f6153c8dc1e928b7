"""A worker's run of a task: from its claim to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .backoff import WorkerPolicy, backoff
from .contract import CLAIM_WAITS_MS, DISPATCH_WAITS_MS, LEASE_GRACE_MS, LEAST_RUN_MS, MAX_HIDE_MS
from .lease import apply_lease
from .payload import place_result
from .ports import Ports
from .progress import Progress, as_stored
from .record import Record, has_attempts_left, is_expired
from .settle import TaskError, cut_error, failure, settled_ttl
from .transition import Transition, TransitionOutcome, apply_transition
from .transitions import CLAIM, COMPLETE, CONFIRM_CANCEL, FAIL, FAIL_ATTEMPT, PROGRESS, RELEASE


class NoTimeLeft(Exception):
    """The invocation ends too soon for a run: the task is another's."""


@dataclass(frozen=True)
class ClaimRequest:
    task_id: str
    task_type: str
    claim: str
    """The token that fences every later report of this run."""
    lease_until: Callable[[], int]
    """Until when the run would hold the task if it claimed it now, in epoch milliseconds."""
    policy: WorkerPolicy
    least_time: float = 0
    """How many milliseconds the lease has to last at least, if that is more than any run needs."""


def claim_task(ports: Ports, request: ClaimRequest) -> TransitionOutcome:
    """Takes a task for a worker, or says what stands in the way.

    A request that fails is sent again with the same token, by which its own write is recognised, and with fresh times:
    what was true of the old ones may not be any more. So the store must not repeat requests by itself. Raises NoTimeLeft
    without a claim, or with one that nobody knows of.
    """
    for wait in CLAIM_WAITS_MS:
        try:
            return _claim_once(ports, request)
        except NoTimeLeft:
            raise
        except Exception:
            ports.sleep(wait)
    return _claim_once(ports, request)


def _claim_once(ports: Ports, request: ClaimRequest) -> TransitionOutcome:
    return apply_lease(ports, CLAIM, request.task_id, lambda: _claim_values(ports, request))


def _claim_values(ports: Ports, request: ClaimRequest) -> dict[str, Any]:
    now = ports.now()
    lease_until = request.lease_until()
    if lease_until - now < max(LEAST_RUN_MS, request.least_time):
        raise NoTimeLeft("there is no time left for a run")
    return {
        "task_type": request.task_type,
        "claim": request.claim,
        "lease_until": lease_until,
        "over": now - LEASE_GRACE_MS,
        "max_attempts": request.policy.max_attempts,
        "at_most_once": True if request.policy.at_most_once else None,
    }


def may_start(ports: Ports, record: Record) -> bool:
    """Whether the handler may start: nobody else can have the task yet, it is not too late for it, and the task is still there."""
    now = ports.now()
    return bool(now < record["lease_until"] and now < record["deadline"] and not is_expired(record, now))


def progress_run(ports: Ports, record: Record, claim: str, progress: Progress | None = None) -> TransitionOutcome:
    """Says that a claimed task's run is alive, and how far it is, which stays as it was said last when it is left out; its lease
    stays what it is. The record says whether the run was asked to stop."""
    values = {"claim": claim, "lease_until": record["lease_until"], "progress": None if progress is None else as_stored(progress)}
    return apply_lease(ports, PROGRESS, record["id"], lambda: values, record)


def complete_run(ports: Ports, record: Record, claim: str, result: str) -> TransitionOutcome:
    """Settles a claimed task with its result, as JSON text."""
    ttl = settled_ttl(ports, record)
    place = place_result(ports, record["id"], result, ttl)
    return apply_transition(ports, COMPLETE, record["id"], {"claim": claim, "ttl": ttl, **place})


def fail_run(ports: Ports, policy: WorkerPolicy, record: Record, claim: str, error: TaskError, retryable: bool) -> TransitionOutcome:
    """Ends a claimed task's run with an error: another attempt follows if it may go better and there is one left. If the run
    was asked to stop, this is how it did."""
    if retryable and has_attempts_left(record) and not record.get("at_most_once"):
        outcome = _end_attempt(ports, policy, FAIL_ATTEMPT, record, claim, error)
    else:
        outcome = apply_transition(ports, FAIL, record["id"], {**failure(ports, record, error), "claim": claim})
    return _or_cancelled(ports, record, claim, error, outcome)


def release_run(ports: Ports, policy: WorkerPolicy, record: Record, claim: str, error: TaskError) -> TransitionOutcome:
    """Gives a claimed task back whose run surely did not begin: it costs no attempt, and is taken up again later."""
    return _or_cancelled(ports, record, claim, error, _end_attempt(ports, policy, RELEASE, record, claim, error))


def _or_cancelled(ports: Ports, record: Record, claim: str, error: TaskError, outcome: TransitionOutcome) -> TransitionOutcome:
    """What became of a run that ended badly: cancelled, if that is why the transition was refused."""
    if outcome.applied or outcome.record is None:
        return outcome
    if _has_stopped(outcome.record, claim):
        return TransitionOutcome(True, outcome.record)
    if not outcome.record.get("cancel_requested"):
        return outcome
    return apply_transition(ports, CONFIRM_CANCEL, record["id"], {**failure(ports, record, error), "claim": claim})


def _has_stopped(record: Record, claim: str) -> bool:
    """Whether the run said already that it has stopped, and says so again."""
    return record["status"] == CONFIRM_CANCEL.to and record["transition"] == CONFIRM_CANCEL.name and record.get("claim") == claim


def _end_attempt(ports: Ports, policy: WorkerPolicy, transition: Transition, record: Record, claim: str, error: TaskError) -> TransitionOutcome:
    now = ports.now()
    not_before = now + backoff(ports, policy, record)
    # A short wait is spent by the message itself, hidden; the watchdog looks whether it came. A long one ends by the watchdog.
    watch_time = not_before + DISPATCH_WAITS_MS[0] if not_before - now <= MAX_HIDE_MS else not_before
    return apply_transition(
        ports,
        transition,
        record["id"],
        {
            "claim": claim,
            "error": cut_error(error),
            "not_before": not_before,
            "watch_time": min(watch_time, record["deadline"]),
        },
    )
