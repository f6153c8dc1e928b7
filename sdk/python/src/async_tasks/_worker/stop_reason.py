"""Why a run is to stop, by what the table holds."""

from __future__ import annotations

from .._core.record import Record
from ..errors import AbortError


def stop_reason(record: Record, now: Record | None) -> AbortError | None:
    """None when the run may go on that has claimed the record, of which ``now`` says what became."""
    if now is None or now.get("status") != "IN_PROGRESS" or now.get("claim") != record["claim"]:
        return AbortError("the task is no longer this run's")
    return AbortError("the task was cancelled") if now.get("cancel_requested") else None
