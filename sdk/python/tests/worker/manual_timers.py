from __future__ import annotations

from collections.abc import Callable

from async_tasks._worker.timers import Timer, Timers


class ManualTimers(Timers):
    """Timers that come when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.set: list[tuple[float, Timer]] = []

    def after(self, milliseconds: float, action: Callable[[], None]) -> Timer:
        timer = Timer(action)
        self.set.append((milliseconds, timer))
        return timer

    @property
    def waits(self) -> list[float]:
        """How long those wait that were not called off."""
        return [milliseconds for milliseconds, timer in self.set if timer.action is not None]

    def fire(self, milliseconds: float) -> None:
        """Lets the first that waits so long come."""
        timer = next(timer for wait, timer in self.set if wait == milliseconds and timer.action is not None)
        action = timer.action
        timer.cancel()
        assert action is not None
        action()
