"""Looks every few seconds whether a running task is to be cancelled, or is another's."""

from __future__ import annotations

from .._core.contract import CANCELLATION_POLL_MS, TABLE_KEY
from .._core.ports import Ports
from .._core.record import Record
from ..errors import AbortError
from .run_control import RunControl
from .stop_reason import stop_reason

_ATTRIBUTES = ("attempt", "claim", "status", "cancel_requested")


def watch_cancellation(ports: Ports, record: Record, run: RunControl) -> None:
    """Tells the run to stop then. A read that fails is the next one's."""

    def look() -> None:
        try:
            reason = _why_stop(ports, record)
            if reason is not None:
                run.stop(reason)
        except Exception:
            pass
        if run.may_go_on:
            run.after(CANCELLATION_POLL_MS, look)

    run.after(CANCELLATION_POLL_MS, look)


def _why_stop(ports: Ports, record: Record) -> AbortError | None:
    """Eventually consistent, at half the price of a consistent read: some seconds do not matter."""
    now = ports.store.get(
        {
            "TableName": ports.table,
            "Key": {TABLE_KEY: record["id"]},
            "ProjectionExpression": ", ".join(f"#{name}" for name in _ATTRIBUTES),
            "ExpressionAttributeNames": {f"#{name}": name for name in _ATTRIBUTES},
        }
    )
    # A read may be older than the claim, which began this attempt; only what comes after it counts.
    return stop_reason(record, now) if now is not None and now["attempt"] >= record["attempt"] else None
