"""Log lines, each a JSON object with the same keys as those of the library's other functions."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .._core.record import Record, task_keys
from .._core.task_logger import RECORD_ATTRIBUTES, TaskLogger

# What Lambda calls them.
_LEVELS = {"TRACE": 5, "DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARN": logging.WARNING, "ERROR": logging.ERROR, "FATAL": logging.CRITICAL}
_LEVEL_NAMES = {logging.WARNING: "WARN"}


class JsonLines(logging.Handler):
    """Writes a line of JSON to the standard output for each record, with what its ``extra`` has."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._invocation: dict[str, Any] = {}
        self._has_started = False

    def begin_invocation(self, context: Any) -> None:
        """Has each line say which invocation it is from."""
        self._invocation = {
            "cold_start": not self._has_started,
            "function_arn": context.invoked_function_arn,
            "function_memory_size": str(context.memory_limit_in_mb),
            "function_name": context.function_name,
            "function_request_id": context.aws_request_id,
        }
        self._has_started = True
        trace = _trace_id()
        if trace:
            self._invocation["xray_trace_id"] = trace

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = {
                "level": level_name(record),
                "message": record.getMessage(),
                "timestamp": _timestamp(record.created),
                "service": self._service,
                **self._invocation,
                **{name: value for name, value in vars(record).items() if name not in RECORD_ATTRIBUTES and value is not None},
            }
            if record.exc_info and record.exc_info[1] is not None:
                line["error"] = describe_exception(record.exc_info[1])
            sys.stdout.write(_encoded(line) + "\n")
            sys.stdout.flush()
        except Exception:
            self.handleError(record)


def level_name(record: logging.LogRecord) -> str:
    """As the library's other functions call it."""
    return _LEVEL_NAMES.get(record.levelno, record.levelname)


def describe_exception(error: BaseException) -> dict[str, str]:
    """An exception as a log line has it, with its stack."""
    try:
        message = str(error)
    except Exception:
        message = ""
    return {"name": type(error).__name__, "message": message, "stack": "".join(traceback.format_exception(type(error), error, error.__traceback__))}


def new_logger(service: str) -> tuple[logging.Logger, JsonLines]:
    """The package's logger, whose service is the function's part in the system."""
    lines = JsonLines(service)
    logger = logging.getLogger("async_tasks")
    logger.handlers = [lines]
    logger.setLevel(_LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper(), logging.INFO))
    # The runtime's own handler would write each line a second time.
    logger.propagate = False
    return logger, lines


def task_logger(logger: logging.Logger, record: Record) -> TaskLogger:
    """The logger that a handler gets: each of its lines says which task it is about."""
    return TaskLogger(logger, task_keys(record))


def _encoded(line: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(line, default=str, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
        return text
    except (ValueError, TypeError, RecursionError):
        return json.dumps({name: value if isinstance(value, (str, int, dict)) else str(value) for name, value in line.items()}, default=str)


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace_id() -> str | None:
    """``Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…``"""
    parts = os.environ.get("_X_AMZN_TRACE_ID", "").split(";")
    return next((part[len("Root=") :] for part in parts if part.startswith("Root=")), None)
