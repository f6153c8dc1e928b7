"""What takes time, or several threads; the rest of the worker is held to that of Node.js (see differential)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from async_tasks import AbortError, Task, TaskContext
from async_tasks._core.ports import Item

from ..support.surroundings import REMAINING_MS, TASK_ID, Surroundings, message
from .manual_timers import ManualTimers

_PATIENCE = 10
# When a run is told to stop, which its invocation's end is a second after, and how long it has then.
_SIGNAL_MS = REMAINING_MS - 1000
_GRACE_MS = 500


def test_one_task_at_a_time_runs_in_the_main_thread(world: Surroundings) -> None:
    threads = []
    for number in range(2):
        world.create(f"task-{number}")
    world.receive(lambda task, context: threads.append(threading.current_thread()), *(message(f"task-{number}", f"m{number}") for number in range(2)))
    assert threads == [threading.main_thread()] * 2


def test_tasks_of_a_batch_run_at_once(world: Surroundings) -> None:
    together = threading.Barrier(3)

    def handler(task: Task[Any], context: TaskContext) -> str:
        if task.id != "task-3":
            together.wait(_PATIENCE)
        if task.id == "task-1":
            raise ValueError("no picture")
        return task.id

    for number in range(4):
        world.create(f"task-{number}")
    returned = world.receive(handler, *(message(f"task-{number}", f"m{number}") for number in range(4)), parallelism=3)
    # One failure is its own.
    assert returned == ["m1"]
    assert [world.stored(f"task-{number}")["status"] for number in range(4)] == ["COMPLETED", "RETRYING", "COMPLETED", "COMPLETED"]


def test_a_worker_with_more_threads_than_messages(world: Surroundings) -> None:
    world.create()
    assert world.work(lambda task, context: None, parallelism=100) == "deleted"


def test_a_run_ends_well_after_it_was_told_to_stop(world: Surroundings) -> None:
    timers = ManualTimers()

    def handler(task: Task[Any], context: TaskContext) -> Any:
        assert not context.cancelled
        context.raise_if_cancelled()
        timers.fire(_SIGNAL_MS)
        assert context.cancelled
        with pytest.raises(TimeoutError, match=r"^the run's time of 29.0 s is over$"):
            context.raise_if_cancelled()
        return context.cancel_reason

    world.create()
    assert world.work(handler, timers=timers) == "deleted"
    assert world.stored()["result"] == '"the run\'s time of 29.0 s is over"'
    assert timers.waits == []
    assert world.exits == 0


@pytest.mark.parametrize(("task_timeout", "signal_ms"), [(None, _SIGNAL_MS), (10_000, 10_000), (29_000, 29_000)])
def test_a_run_that_does_not_stop_has_failed_and_the_process_ends(world: Surroundings, task_timeout: float | None, signal_ms: float) -> None:
    timers = ManualTimers()

    def handler(task: Task[Any], context: TaskContext) -> str:
        timers.fire(signal_ms)
        world.time += int(signal_ms) + _GRACE_MS
        timers.fire(_GRACE_MS)
        return "too late"

    for number in range(2):
        world.create(f"task-{number}")
    with pytest.raises(RuntimeError, match=r"the process ends"):
        world.receive(handler, message("task-0", "m0"), message("task-1", "m1"), timers=timers, task_timeout=task_timeout)
    record = world.stored("task-0")
    assert (record["status"], record["error"]["type"]) == ("RETRYING", "TimeoutError")
    seconds = (signal_ms + _GRACE_MS) / 1000
    assert record["error"]["message"] == (
        f"the run was still going on after {seconds} s, although it was told to stop: "
        "give it more time, or less to do, or let it end when it is told to"
    )
    # No other task was begun.
    assert world.stored("task-1")["status"] == "CREATED"
    assert world.exits == 1
    assert world.lines.messages == [
        "task started",
        "attempt failed, another follows",
        "the process ends: the code of a run goes on although its time is over",
    ]
    assert world.metrics.names == ["Started", "WaitTime", "RunTime", "Retried"]


def test_the_process_waits_for_the_neighbours(world: Surroundings) -> None:
    timers = ManualTimers()
    first_begun, second_begun, given_up, goes_on = (threading.Event() for _ in range(4))

    def let_the_first_begin(operation: str, request: Item) -> None:
        assert request["Key"]["id"] == "task-0" or first_begun.wait(_PATIENCE)

    def handler(task: Task[Any], context: TaskContext) -> Any:
        if task.id == "task-0":
            first_begun.set()
            assert second_begun.wait(_PATIENCE)
            timers.fire(_SIGNAL_MS)
            timers.fire(_GRACE_MS)
            given_up.set()
            return goes_on.wait(_PATIENCE)
        second_begun.set()
        assert given_up.wait(_PATIENCE)
        assert world.exits == 0
        return "well"

    def work() -> None:
        with pytest.raises(RuntimeError, match=r"the process ends"):
            worker.work({"Records": [message(f"task-{number}", f"m{number}") for number in range(3)]}, lambda: REMAINING_MS)
        ended.set()

    for number in range(3):
        world.create(f"task-{number}")
    world.store.before = let_the_first_begin
    worker, ended = world.worker(handler, timers=timers, parallelism=2), threading.Event()
    thread = threading.Thread(target=work)
    thread.start()
    assert world.has_left.wait(_PATIENCE)
    # In a function nothing comes after that, since the process is gone.
    assert not ended.is_set()
    goes_on.set()
    thread.join(_PATIENCE)
    assert (ended.is_set(), world.exits) == (True, 1)
    assert [world.stored(f"task-{number}")["status"] for number in range(3)] == ["RETRYING", "COMPLETED", "CREATED"]


def test_no_run_begins_beside_one_that_was_given_up_while_its_task_was_claimed(world: Surroundings) -> None:
    worker = world.worker(lambda task, context: pytest.fail("it began"))

    def give_up_another(operation: str, request: Item) -> None:
        worker._process_exit.request()

    world.store.before = give_up_another
    world.create()
    with pytest.raises(RuntimeError, match=r"the process ends"):
        worker.work({"Records": [message()]}, lambda: 30_000)
    record = world.stored()
    assert (record["status"], record["attempt"], record["attempt_limit"]) == ("RETRYING", 1, 4)
    assert record["error"]["type"] == "ProcessEnds"
    assert "Retried" not in world.metrics.names
    assert world.lines.messages[-2] == "task given back: its run could not begin"


def test_the_process_ends_even_when_the_end_cannot_be_written(world: Surroundings) -> None:
    timers = ManualTimers()

    def handler(task: Task[Any], context: TaskContext) -> None:
        def fail(operation: str, request: Item) -> None:
            raise RuntimeError("throttled")

        world.store.before = fail
        timers.fire(_SIGNAL_MS)
        timers.fire(_GRACE_MS)

    world.create()
    with pytest.raises(RuntimeError, match=r"the process ends"):
        world.work(handler, timers=timers)
    assert world.exits == 1
    assert world.stored()["status"] == "IN_PROGRESS"


def test_a_cancelled_task(world: Surroundings) -> None:
    timers = ManualTimers()

    def handler(task: Task[Any], context: TaskContext) -> None:
        world.stored()["cancel_requested"] = True
        timers.fire(5000)
        with pytest.raises(AbortError):
            context.raise_if_cancelled()
        context.raise_if_cancelled()

    world.create()
    assert world.work(handler, timers=timers) == "deleted"
    assert world.stored()["status"] == "CANCELLED"
    assert world.stored()["error"] == {"type": "AbortError", "message": "the task was cancelled"}
    assert world.metrics.names[-2:] == ["Cancelled", "TotalTime"]


def test_remaining_time(world: Surroundings) -> None:
    seen: list[float] = []

    def handler(task: Task[Any], context: TaskContext) -> None:
        seen.append(context.remaining_time())
        world.time += 12_500
        seen.append(context.remaining_time())
        world.time += 50_000
        seen.append(context.remaining_time())

    world.create()
    world.work(handler)
    assert seen == [30, 17.5, 0]
    seen.clear()
    world.create()
    world.work(handler, task_timeout=20_000)
    assert seen == [20, 7.5, 0]


def test_data_of_its_own_item(world: Surroundings) -> None:
    world.store.items["ref"] = {"id": "ref", "payload": '"large"'}
    world.create(data=None, data_ref="ref")
    assert world.work(lambda task, context: task.data * 300) == "deleted"
    record = world.stored()
    assert "result" not in record
    assert world.store.items[record["result_ref"]]["payload"] == f'"{"large" * 300}"'
    assert record["result_ref"].startswith(f"{TASK_ID}#result#")


def test_a_message_that_cannot_be_hidden_comes_back(world: Surroundings) -> None:
    def fail() -> None:
        raise RuntimeError("throttled")

    def handler(task: Task[Any], context: TaskContext) -> None:
        raise ValueError("no picture")

    world.queue.before = fail
    world.create()
    assert world.work(handler) == "returned"
    assert world.lines.messages[-1] == "message not hidden: it comes back as its queue has it"


def test_the_stack_is_in_the_log_and_nowhere_else(world: Surroundings) -> None:
    def handler(task: Task[Any], context: TaskContext) -> None:
        raise ValueError("no picture")

    world.create()
    world.work(handler)
    assert "in handler" in world.lines.fields("attempt failed, another follows")["error_stack"]
    assert world.stored()["error"] == {"type": "ValueError", "message": "no picture"}
