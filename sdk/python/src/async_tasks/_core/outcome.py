"""Calls a handler, whatever it does."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any

from ..types import Handler, Task, TaskContext
from .contract import MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES
from .json_text import is_deeper_than, to_json
from .settle import TaskError

# How much of a stack is logged, in characters: its end, where the error is.
_MAX_STACK_LENGTH = 8 * 1024


@dataclass(frozen=True)
class RunOutcome:
    """What came of a run: the result as JSON text, or why there is none."""

    result: str = "null"
    error: TaskError | None = None
    retryable: bool = False
    """Whether another attempt may go better."""
    is_started: bool = True
    """False when the handler has surely not begun: that costs no attempt."""
    stack: str | None = None
    """Where the error was raised: for the log, and never for the record."""


def call_handler(handler: Handler, task: Task[Any], context: TaskContext) -> RunOutcome:
    try:
        value = handler(task, context)
        if hasattr(value, "__await__"):
            value = _await(value)
    # The process is the worker's: a handler that ends it with sys.exit() has failed, and so has one that is interrupted.
    except BaseException as error:
        return RunOutcome(error=_describe(error), retryable=_is_retryable(error), stack=_stack_of(error))
    return _outcome_of(value)


def _await(value: Any) -> Any:
    # Loaded with the first handler that needs it: it takes as long as all of the worker.
    import asyncio

    async def wait() -> Any:
        return await value

    return asyncio.run(wait())


def _outcome_of(value: Any) -> RunOutcome:
    """A handler that returns what cannot be stored would do so again."""
    try:
        result = to_json("the result", value)
    except Exception as error:
        return RunOutcome(error=_describe(error), stack=_stack_of(error))
    size = len(result.encode())
    if size > MAX_PAYLOAD_BYTES:
        message = f"the result has {size} bytes as JSON, and may have {MAX_PAYLOAD_BYTES}; put more into a bucket and return its key"
        return RunOutcome(error=TaskError("ResultTooLarge", message))
    # A look at the text is all that most results need.
    if result.count("[") + result.count("{") > MAX_JSON_DEPTH and is_deeper_than(value, MAX_JSON_DEPTH):
        return RunOutcome(error=TaskError("ResultTooDeep", f"the result is nested deeper than {MAX_JSON_DEPTH} levels, the most it may have"))
    return RunOutcome(result)


def _is_retryable(error: BaseException) -> bool:
    """Any error may be gone the next time, unless it says itself that it will not."""
    try:
        return getattr(error, "retryable", True) is not False
    except BaseException:
        return True


def _describe(error: BaseException) -> TaskError:
    """What was raised, as the record keeps it. An exception can be of any class, which can do anything when it is asked."""
    try:
        message = str(error)
    except BaseException:
        message = "the handler raised something that cannot be described"
    return TaskError(type(error).__name__, message)


def _stack_of(error: BaseException) -> str | None:
    try:
        return "".join(traceback.format_exception(type(error), error, error.__traceback__))[-_MAX_STACK_LENGTH:]
    except BaseException:
        return None
