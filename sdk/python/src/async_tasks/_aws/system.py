"""The clock of the machine."""

from __future__ import annotations

import time


def now() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


def sleep(milliseconds: int) -> None:
    time.sleep(milliseconds / 1000)
