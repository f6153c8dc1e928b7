"""Ends the process when the code of a run goes on that is over: it must not meet another task."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_REASON = "the process ends: the code of a run goes on although its time is over"


class Leaving:
    def __init__(self, logger: logging.Logger, exit: Callable[[], None]) -> None:
        self._logger = logger
        self._exit = exit
        self._lock = threading.Lock()
        self._under_way = 0
        self._has_left = threading.Event()
        self.is_due = False
        """Whether the process is to end, so that nothing more is begun."""

    def begin(self) -> None:
        """Another message is taken."""
        with self._lock:
            self._under_way += 1

    def finish(self) -> None:
        """A message is done with. With the last of them, the process ends if it is to."""
        with self._lock:
            self._under_way -= 1
            leaves = self.is_due and self._under_way == 0
        if leaves:
            # The messages come back by their queue's visibility time-out; those of tasks that have ended are deleted then.
            self._logger.error(_REASON)
            self._exit()
            self._has_left.set()

    def demand(self) -> None:
        """The process is to end, once what is under way has ended."""
        self.is_due = True

    def check(self) -> None:
        """Does not return when the process is to end."""
        if self.is_due:
            self._has_left.wait()
            raise RuntimeError(_REASON)
