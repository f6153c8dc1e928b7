from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from async_tasks import PermanentError, Task, TaskContext
from async_tasks._core.outcome import call_handler
from async_tasks._core.settle import TaskError
from async_tasks.testing import FakeContext

TASK: Task[Any] = Task(
    id="1",
    task_type="thumbnail",
    scope="shared",
    data={"width": 64},
    attempt=1,
    max_attempts=3,
    lane="default",
    created_time=0,
    parent_id=None,
)


def raising(error: BaseException) -> Any:
    def handler(task: Task[Any], context: TaskContext) -> None:
        raise error

    return handler


def test_results() -> None:
    async def later(task: Task[Any], context: TaskContext) -> Any:
        await asyncio.sleep(0)
        return task["data"]

    def soon(task: Task[Any], context: TaskContext) -> Any:
        return later(task, context)

    assert call_handler(lambda task, context: None, TASK, FakeContext()).result == "null"
    assert call_handler(later, TASK, FakeContext()).result == '{"width":64}'
    assert call_handler(soon, TASK, FakeContext()).result == '{"width":64}'


class Unprintable(Exception):
    @property
    def retryable(self) -> bool:
        raise RuntimeError("no")

    def __str__(self) -> str:
        raise RuntimeError("no")


class Final(Exception):
    retryable = False


@pytest.mark.parametrize(
    ("error", "described", "retryable"),
    [
        (ValueError("bad"), TaskError("ValueError", "bad"), True),
        (KeyError("width"), TaskError("KeyError", "'width'"), True),
        (PermanentError("never"), TaskError("PermanentError", "never"), False),
        (Final("never"), TaskError("Final", "never"), False),
        (SystemExit(3), TaskError("SystemExit", "3"), True),
        (KeyboardInterrupt(), TaskError("KeyboardInterrupt", ""), True),
        (asyncio.CancelledError(), TaskError("CancelledError", ""), True),
        (Unprintable(), TaskError("Unprintable", "the handler raised something that cannot be described"), True),
    ],
)
def test_errors(error: BaseException, described: TaskError, retryable: bool) -> None:
    outcome = call_handler(raising(error), TASK, FakeContext())
    assert (outcome.error, outcome.retryable) == (described, retryable)
    assert outcome.stack is None or "test_outcome.py" in outcome.stack


def test_leaving_the_process_is_a_failure() -> None:
    assert call_handler(lambda task, context: sys.exit("done"), TASK, FakeContext()).error == TaskError("SystemExit", "done")


def test_an_error_of_async_code() -> None:
    async def handler(task: Task[Any], context: TaskContext) -> None:
        raise ValueError("later")

    outcome = call_handler(handler, TASK, FakeContext())
    assert outcome.error == TaskError("ValueError", "later")
    assert outcome.stack is not None
    assert "in handler" in outcome.stack


def test_the_stack_is_cut_where_it_begins() -> None:
    outcome = call_handler(raising(ValueError("x" * 20_000)), TASK, FakeContext())
    assert outcome.stack is not None
    assert len(outcome.stack) == 8192


@pytest.mark.parametrize(
    ("size", "error"),
    [
        (262_142, None),
        (262_143, TaskError("ResultTooLarge", "the result has 262145 bytes as JSON, and may have 262144; put more into a bucket and return its key")),
    ],
)
def test_sizes(size: int, error: TaskError | None) -> None:
    outcome = call_handler(lambda task, context: "ä" * (size // 2) + "x" * (size % 2), TASK, FakeContext())
    assert (outcome.error, outcome.retryable) == (error, False)


@pytest.mark.parametrize(
    ("depth", "error"),
    [
        (100, None),
        (101, TaskError("ResultTooDeep", "the result is nested deeper than 100 levels, the most it may have")),
    ],
)
def test_depths(depth: int, error: TaskError | None) -> None:
    result: Any = "deep"
    for level in range(depth):
        result = (result,) if level % 2 else {"x": result}
    outcome = call_handler(lambda task, context: result, TASK, FakeContext())
    assert (outcome.error, outcome.retryable) == (error, False)
    # Many beside each other are not deep.
    assert call_handler(lambda task, context: [{}] * 1000, TASK, FakeContext()).error is None


def test_what_is_not_json_will_not_be_the_next_time() -> None:
    outcome = call_handler(lambda task, context: {"when": object()}, TASK, FakeContext())
    assert (outcome.error, outcome.retryable) == (TaskError("TypeError", 'the result is not JSON: its member "when" is a object'), False)
