"""The logger that a handler gets."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _LoggerAdapter = logging.LoggerAdapter[logging.Logger]
else:
    _LoggerAdapter = logging.LoggerAdapter


RECORD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What a record of a line has by itself."""


class TaskLogger(_LoggerAdapter):
    """A logger each of whose lines says which task it is about, whatever else it says."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        # The standard logger raises an error when a name is its own; a line of a log is not worth an attempt.
        said = {f"{name}_" if name in RECORD_ATTRIBUTES else name: value for name, value in (kwargs.get("extra") or {}).items()}
        kwargs["extra"] = {**said, **(self.extra or {})}
        return msg, kwargs
