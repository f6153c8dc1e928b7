from __future__ import annotations

import logging
from typing import Any

import pytest

from async_tasks import PermanentError, Task, TaskContext, TaskRefused
from async_tasks.testing import FakeContext, Progress, TaskError, run_handler


def test_a_result() -> None:
    async def handler(task: Task[Any], context: TaskContext) -> Any:
        context.progress(33.333, "loading")
        return {"width": task.data["width"] * 2.0, "sizes": (1, 2)}

    run = run_handler(handler, {"width": 32})
    assert (run.status, run.result, run.error) == ("COMPLETED", {"width": 64, "sizes": [1, 2]}, None)
    assert run.progress == [Progress(33.33, "loading")]


@pytest.mark.parametrize(
    ("error", "attempt", "status"),
    [
        (ValueError("x"), 1, "RETRYING"),
        (ValueError("x"), 3, "FAILED"),
        (PermanentError("x"), 1, "FAILED"),
        (SystemExit("x"), 2, "RETRYING"),
    ],
)
def test_failures(error: BaseException, attempt: int, status: str) -> None:
    def handler(task: Task[Any], context: TaskContext) -> None:
        raise error

    run = run_handler(handler, attempt=attempt)
    assert (run.status, run.error) == (status, TaskError(type(error).__name__, "x"))
    assert run.retryable is not isinstance(error, PermanentError)


def test_what_is_not_json() -> None:
    assert run_handler(lambda task, context: {1, 2}).error == TaskError("TypeError", "the result is not JSON: it is a set")
    with pytest.raises(TypeError, match=r"^the data is not JSON"):
        run_handler(lambda task, context: None, object())


def test_the_task() -> None:
    run = run_handler(
        lambda task, context: [task.id, task.task_type, task["scope"], task.attempt, task.max_attempts, task.lane, task.created_time, task.parent_id],
        id="7",
        task_type="thumbnail",
        scope="tenant",
        attempt=2,
        max_attempts=5,
        lane="fast",
        created_time=9,
        parent_id="6",
    )
    assert run.result == ["7", "thumbnail", "tenant", 2, 5, "fast", 9, "6"]


def test_cancellation() -> None:
    def handler(task: Task[Any], context: TaskContext) -> str:
        while context.heartbeat():
            context.progress(50)
            fake.cancel()
        context.raise_if_cancelled()
        return "never"

    fake = FakeContext()
    run = run_handler(handler, context=fake)
    assert (run.status, run.error) == ("CANCELLED", TaskError("AbortError", "the task was cancelled"))
    assert (fake.cancel_reason, fake.heartbeats, run.progress) == ("the task was cancelled", 2, [Progress(50)])


def test_the_end_of_its_time() -> None:
    fake = FakeContext(remaining=2.5)
    fake.time_out()
    run = run_handler(lambda task, context: context.raise_if_cancelled(), context=fake)
    assert (run.status, run.error) == ("RETRYING", TaskError("TimeoutError", "the run's time is over"))
    assert run_handler(lambda task, context: context.remaining_time(), context=fake).result == 2.5


def test_children() -> None:
    def handler(task: Task[Any], context: TaskContext) -> list[str]:
        again = [context.create_task("report", {"page": 1}, key="first") for _ in range(2)]
        return [*again, *context.create_tasks([{"task_type": "report", "data": None, "lane": "fast"}])]

    run = run_handler(handler)
    assert run.result == ["child-1", "child-1", "child-2"]
    assert run.children == [{"task_type": "report", "data": {"page": 1}, "key": "first"}, {"task_type": "report", "data": None, "lane": "fast"}]


def test_a_refused_child() -> None:
    run = run_handler(lambda task, context: context.create_task("repot", {}), context=FakeContext(refusal=TaskRefused("no such type", 422)))
    assert (run.status, run.error) == ("FAILED", TaskError("TaskRefused", "no such type"))


def test_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    run_handler(lambda task, context: context.logger.info("loaded %d", 3, extra={"rows": 3}))
    assert caplog.messages == ["loaded 3"]
    assert vars(caplog.records[0])["rows"] == 3
