from __future__ import annotations

from typing import Any

import pytest

from async_tasks import AbortError
from async_tasks._core.ports import Item
from async_tasks._worker.cancellation import watch_cancellation
from async_tasks._worker.run_control import RunControl

from ..support.surroundings import TASK_ID, Surroundings
from .manual_timers import ManualTimers

POLL_MS = 5000


@pytest.fixture
def timers() -> ManualTimers:
    return ManualTimers()


@pytest.fixture
def run(world: Surroundings, timers: ManualTimers) -> RunControl:
    record = world.create(status="IN_PROGRESS", claim="mine", attempt=2)
    run = RunControl(timers)
    watch_cancellation(world.ports, dict(record), run)
    return run


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"cancel_requested": True}, "the task was cancelled"),
        ({"claim": "another's"}, "the task is no longer this run's"),
        ({"status": "FAILED", "cancel_requested": True}, "the task is no longer this run's"),
        ({}, None),
        # A read that is older than the claim.
        ({"attempt": 1, "status": "RETRYING", "claim": "the last one's"}, None),
    ],
)
def test_what_is_seen(world: Surroundings, run: RunControl, timers: ManualTimers, attributes: dict[str, Any], reason: str | None) -> None:
    world.stored().update(attributes)
    timers.fire(POLL_MS)
    assert (None if run.stop_reason is None else str(run.stop_reason)) == reason
    assert run.stop_reason is None or isinstance(run.stop_reason, AbortError)
    # It looks again while the run may go on.
    assert timers.waits == ([POLL_MS] if reason is None else [])


def test_the_read_is_a_small_cheap_one(world: Surroundings, run: RunControl, timers: ManualTimers) -> None:
    timers.fire(POLL_MS)
    ((operation, request),) = world.store.requests
    assert operation == "get"
    assert request["Key"] == {"id": TASK_ID}
    assert "ConsistentRead" not in request
    assert request["ProjectionExpression"] == "#attempt, #claim, #status, #cancel_requested"


def test_a_read_that_fails_is_the_next_ones(world: Surroundings, run: RunControl, timers: ManualTimers) -> None:
    def fail(operation: str, request: Item) -> None:
        raise RuntimeError("throttled")

    world.store.before = fail
    timers.fire(POLL_MS)
    assert run.may_go_on
    world.store.before = lambda operation, request: None
    world.stored()["cancel_requested"] = True
    timers.fire(POLL_MS)
    assert str(run.stop_reason) == "the task was cancelled"


def test_a_record_that_is_gone_says_nothing(world: Surroundings, run: RunControl, timers: ManualTimers) -> None:
    del world.store.items[TASK_ID]
    timers.fire(POLL_MS)
    assert run.may_go_on


def test_nobody_looks_after_its_end(world: Surroundings, run: RunControl, timers: ManualTimers) -> None:
    run.end()
    assert timers.waits == []
