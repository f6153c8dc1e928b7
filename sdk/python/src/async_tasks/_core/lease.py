"""Applies transitions that take or extend a lease."""

from __future__ import annotations

from collections.abc import Callable

from .ports import Ports
from .record import Record
from .transition import LeaseTransition, TransitionOutcome, TransitionValues, apply_transition


def apply_lease(
    ports: Ports, transition: LeaseTransition, task_id: str, values: Callable[[], TransitionValues], known: Record | None = None
) -> TransitionOutcome:
    """As a rule the watch entry covers the lease; where it does not, the transition is refused, and applied
    again with the entry moved.

    ``values`` is called for each write, since times grow old; ``known`` is the record, if it was read already: that saves
    the refused write.
    """
    first = values()
    if known is not None and not _is_covered(known, first["lease_until"]):
        return apply_transition(ports, transition.moved, task_id, first)

    outcome = apply_transition(ports, transition.covered, task_id, first)
    if outcome.applied or outcome.record is None or _is_covered(outcome.record, first["lease_until"]):
        return outcome
    return apply_transition(ports, transition.moved, task_id, values())


def _is_covered(record: Record, lease_until: int) -> bool:
    """Whether the watchdog looks at the task after the lease, and soon."""
    watch_time = record.get("watch_time")
    return watch_time is None or (watch_time >= lease_until and record["idle_dispatches"] == 0)
