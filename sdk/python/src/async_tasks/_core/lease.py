"""Takes steps that take or extend a lease."""

from __future__ import annotations

from collections.abc import Callable

from .ports import Ports
from .record import Record
from .step import LeaseStep, StepOutcome, Values, take


def take_lease(ports: Ports, step: LeaseStep, task_id: str, values: Callable[[], Values], known: Record | None = None) -> StepOutcome:
    """As a rule the watch entry covers the lease; where it does not, the step is refused, and taken again with the entry moved.

    ``values`` is called for each write, since times grow old; ``known`` is the record, if it was read already: that saves
    the refused write.
    """
    first = values()
    if known is not None and not _is_covered(known, first["lease_until"]):
        return take(ports, step.moved, task_id, first)

    outcome = take(ports, step.covered, task_id, first)
    if outcome.applied or outcome.record is None or _is_covered(outcome.record, first["lease_until"]):
        return outcome
    return take(ports, step.moved, task_id, values())


def _is_covered(record: Record, lease_until: int) -> bool:
    """Whether the watchdog looks at the task after the lease, and soon."""
    watch_time = record.get("watch_time")
    return watch_time is None or (watch_time >= lease_until and record["waits"] == 0)
