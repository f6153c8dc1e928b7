"""One thread that waits for all."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Timer:
    """Something that is done when its time has come, unless it was called off."""

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class Timers:
    """Does things later, each in a thread of its own. The thread that waits is not woken before something is due: runs that
    end sooner cost nothing."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._wakes_at: float | None = None
        """When the thread looks again; None while it does not run."""

    def after(self, milliseconds: float, action: Callable[[], None]) -> Timer:
        timer = Timer(action)
        due = time.monotonic() + milliseconds / 1000
        with self._changed:
            heapq.heappush(self._waiting, (due, next(self._order), timer))
            if self._wakes_at is None:
                self._wakes_at = due
                threading.Thread(target=self._serve, name="async-tasks-timers", daemon=True).start()
            elif due < self._wakes_at:
                self._wakes_at = due
                self._changed.notify()
        return timer

    def _serve(self) -> None:
        with self._changed:
            while True:
                due = self._start_due()
                if due is None:
                    self._wakes_at = None
                    return
                self._wakes_at = due
                self._changed.wait(due - time.monotonic())

    def _start_due(self) -> float | None:
        """Starts what is due, and says when the next is; None when there is no other."""
        while self._waiting:
            due, _, timer = self._waiting[0]
            action = timer.action
            if action is not None:
                if due > time.monotonic():
                    return due
                threading.Thread(target=action, name="async-tasks-timer", daemon=True).start()
            heapq.heappop(self._waiting)
        return None
