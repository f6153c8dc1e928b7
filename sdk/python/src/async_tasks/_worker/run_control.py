"""A run that is under way: it can be told to stop, and it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .timers import Timer, Timers


class RunControl:
    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._lock = threading.Lock()
        self._waiting: list[Timer] = []
        self.stop_reason: Exception | None = None
        """Why the run is to stop; None while it is not."""
        self.has_ended = False
        """Nothing is done any more for a run that has ended."""

    @property
    def may_go_on(self) -> bool:
        return self.stop_reason is None and not self.has_ended

    def stop(self, reason: Exception) -> None:
        """Tells the run to stop, unless it was told already, or has ended."""
        with self._lock:
            if self.may_go_on:
                self.stop_reason = reason

    def end(self) -> bool:
        """Whether it is the caller who ends the run: nobody has before."""
        with self._lock:
            if self.has_ended:
                return False
            self.has_ended = True
        for timer in self._waiting:
            timer.cancel()
        return True

    def after(self, milliseconds: float, action: Callable[[], None]) -> None:
        """Does something later, unless the run has ended by then."""
        timer = self._timers.after(milliseconds, action)
        with self._lock:
            self._waiting.append(timer)
            if self.has_ended:
                timer.cancel()
