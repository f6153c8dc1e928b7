"""How far a run is."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from .text import cut_text


class Progress(NamedTuple):
    percent: float
    """0 to 100."""
    message: str | None = None


def progress_of(percent: Any, message: Any) -> Progress | None:
    """What a handler says, whatever that is; None when it has no percentage."""
    try:
        number = float(percent)
    except (TypeError, ValueError, OverflowError):
        return None
    if math.isnan(number):
        return None
    return Progress(min(100.0, max(0.0, number)), None if message is None else str(message))


def as_stored(progress: Progress) -> dict[str, Any]:
    """Progress as the record keeps it: the percentage to hundredths, since nobody sees more; the message cut to what a record has
    room for."""
    stored: dict[str, Any] = {"percent": math.floor(progress.percent * 100 + 0.5) / 100}
    if progress.message is not None:
        stored["message"] = cut_text(progress.message)
    return stored
