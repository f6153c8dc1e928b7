"""Ends the process when the code of a run goes on although its time is over: it must not meet another task."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_REASON = "the process ends: the code of a run goes on although its time is over"


class ProcessExit:
    def __init__(self, logger: logging.Logger, exit: Callable[[], None]) -> None:
        self._logger = logger
        self._exit = exit
        self._lock = threading.Lock()
        self._messages = 0
        self._has_exited = threading.Event()
        self.is_due = False
        """Whether the process is to end, so that nothing more is begun."""

    def begin_message(self) -> None:
        with self._lock:
            self._messages += 1

    def finish_message(self) -> None:
        """With the last message under way, the process ends if it is to."""
        with self._lock:
            self._messages -= 1
            exits = self.is_due and self._messages == 0
        if exits:
            # The messages come back by their queue's visibility time-out; those of tasks that have ended are deleted then.
            self._logger.error(_REASON)
            self._exit()
            self._has_exited.set()

    def request(self) -> None:
        """Ends the process as soon as no message is under way."""
        self.is_due = True

    def wait_if_due(self) -> None:
        """Does not return when the process is to end."""
        if self.is_due:
            self._has_exited.wait()
            raise RuntimeError(_REASON)
