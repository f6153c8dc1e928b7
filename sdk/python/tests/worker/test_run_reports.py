from __future__ import annotations

import threading
from typing import Any

import pytest

from async_tasks._core.ports import Item
from async_tasks._core.task_logger import TaskLogger
from async_tasks._worker.run_control import RunControl
from async_tasks._worker.run_reports import RunReports

from ..support.surroundings import NOW, Surroundings
from .manual_timers import ManualTimers

_PATIENCE = 10


class Reporting:
    def __init__(self, world: Surroundings) -> None:
        self.world = world
        self.timers = ManualTimers()
        self.run = RunControl(self.timers)
        record = world.create(status="IN_PROGRESS", claim="mine", attempt=1, lease_until=NOW + 30_000)
        self.reports = RunReports(world.ports, dict(record), self.run, TaskLogger(world.logger, {}))

    @property
    def written(self) -> list[Any]:
        return [request["ExpressionAttributeValues"].get(":progress") for _, request in self.world.store.requests]


@pytest.fixture
def it(world: Surroundings) -> Reporting:
    return Reporting(world)


def test_at_most_one_write_a_second_of_what_was_said_last(it: Reporting) -> None:
    for percent in (10, 20, 30):
        it.reports.progress(percent, f"{percent} %")
    assert it.written == [{"percent": 10, "message": "10 %"}]
    assert it.timers.waits == [1000]
    it.world.time += 1000
    it.timers.fire(1000)
    assert it.written[1:] == [{"percent": 30, "message": "30 %"}]
    it.world.time += 500
    it.reports.progress(40)
    assert it.timers.waits == [500]
    assert it.world.stored()["progress"] == {"percent": 30, "message": "30 %"}


def test_what_waits_is_dropped_when_the_run_ends(it: Reporting) -> None:
    it.reports.progress(10)
    it.reports.progress(20)
    it.run.end()
    assert it.timers.waits == []
    it.world.time += 1000
    it.reports.progress(30)
    assert not it.reports.heartbeat()
    assert (it.written, it.timers.waits) == ([{"percent": 10}], [])


def test_a_heartbeat_takes_along_what_waits(it: Reporting) -> None:
    it.reports.progress(10)
    it.reports.progress(20)
    assert it.reports.heartbeat()
    assert len(it.written) == 1
    it.world.time += 1000
    assert it.reports.heartbeat()
    assert it.written[1:] == [{"percent": 20}]
    it.world.time += 1000
    it.timers.fire(1000)
    assert it.reports.heartbeat()
    assert it.written[2:] == [None]


def test_a_heartbeat_alone_leaves_the_progress_as_it_is(it: Reporting) -> None:
    it.reports.progress(10, "loading")
    it.world.time += 1000
    assert it.reports.heartbeat()
    assert it.world.stored()["progress"] == {"percent": 10, "message": "loading"}
    assert it.world.stored()["lease_until"] == NOW + 30_000


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"cancel_requested": True}, "the task was cancelled"),
        ({"claim": "another's"}, "the task is no longer this run's"),
        ({"deadline": NOW}, "the task is past its deadline"),
    ],
)
def test_a_write_tells_the_run_to_stop(it: Reporting, attributes: Item, reason: str) -> None:
    it.world.stored().update(attributes)
    it.reports.progress(10)
    assert str(it.run.stop_reason) == reason
    assert not it.reports.heartbeat()


def test_a_write_that_fails_is_logged_and_nothing_else(it: Reporting) -> None:
    def fail(operation: str, request: Item) -> None:
        raise RuntimeError("throttled")

    it.world.store.before = fail
    it.reports.progress(10)
    it.world.time += 1000
    assert it.reports.heartbeat()
    assert it.world.lines.messages == ["progress not written"] * 2


def test_what_has_no_percentage_is_ignored(it: Reporting) -> None:
    it.reports.progress("half")
    assert it.world.lines.messages == ["progress ignored: it has no percentage"]
    assert it.written == []


def test_two_threads_never_write_at_once(it: Reporting) -> None:
    begun, goes_on, answers = threading.Event(), threading.Event(), []

    def wait(operation: str, request: Item) -> None:
        begun.set()
        assert goes_on.wait(_PATIENCE)

    it.world.store.before = wait
    writer = threading.Thread(target=lambda: it.reports.progress(10))
    writer.start()
    assert begun.wait(_PATIENCE)
    it.world.time += 5000
    asker = threading.Thread(target=lambda: answers.append(it.reports.heartbeat()))
    asker.start()
    it.reports.progress(20)
    assert (it.written, answers) == ([{"percent": 10}], [])
    goes_on.set()
    writer.join(_PATIENCE)
    asker.join(_PATIENCE)
    assert answers == [True]
    it.timers.fire(0)
    assert it.written == [{"percent": 10}, {"percent": 20}]
