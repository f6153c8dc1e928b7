"""What a run says of itself while it goes on."""

from __future__ import annotations

import threading
from typing import Any

from .._core.contract import PROGRESS_INTERVAL_MS
from .._core.ports import Ports
from .._core.progress import Progress, progress_of
from .._core.record import Record
from .._core.run import progress_run
from ..errors import AbortError
from ..types import TaskLogger
from .run_control import RunControl
from .stop_reason import stop_reason


class RunReports:
    """At most one write a second, of what was said last. The writes also tell the run whether it is to stop. None of them fails
    it."""

    def __init__(self, ports: Ports, record: Record, run: RunControl, logger: TaskLogger) -> None:
        self._ports = ports
        self._record = record
        self._run = run
        self._logger = logger
        self._state = threading.Condition()
        self._pending: Progress | None = None
        self._is_writing = False
        self._is_scheduled = False
        self._next_write = 0

    def progress(self, percent: Any, message: Any = None) -> None:
        """What comes too soon after a write waits for the next one, and is dropped when the run ends before that."""
        said = progress_of(percent, message)
        if said is None:
            self._logger.warning("progress ignored: it has no percentage", extra={"percent": str(percent)})
            return
        with self._state:
            self._pending = said
        if not self._write():
            self._write_later()

    def heartbeat(self) -> bool:
        """Whether the run may go on: asks the table, unless it was asked a moment ago."""
        if not self._write():
            with self._state:
                self._state.wait_for(lambda: not self._is_writing)
        return self._run.may_go_on

    def _write(self) -> bool:
        """Writes what was said last, unless it is too soon."""
        with self._state:
            now = self._ports.now()
            if self._is_writing or now < self._next_write or self._run.has_ended:
                return False
            self._is_writing = True
            self._next_write = now + PROGRESS_INTERVAL_MS
            progress, self._pending = self._pending, None
        try:
            self._send(progress)
        finally:
            with self._state:
                self._is_writing = False
                self._state.notify_all()
        return True

    def _write_later(self) -> None:
        with self._state:
            if self._is_scheduled or self._run.has_ended:
                return
            self._is_scheduled = True
            wait = max(0, self._next_write - self._ports.now())
        self._run.after(wait, self._write_pending)

    def _write_pending(self) -> None:
        with self._state:
            self._is_scheduled = False
            self._state.wait_for(lambda: not self._is_writing)
            if self._pending is None:
                return
        if not self._write():
            self._write_later()

    def _send(self, progress: Progress | None) -> None:
        try:
            outcome = progress_run(self._ports, self._record, self._record["claim"], progress)
            reason = stop_reason(self._record, outcome.record)
            if reason is None and not outcome.applied:
                reason = AbortError("the task is past its deadline")
            if reason is not None:
                self._run.stop(reason)
        except Exception:
            if not self._run.has_ended:
                self._logger.warning("progress not written", exc_info=True)
