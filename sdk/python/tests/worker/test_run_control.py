from __future__ import annotations

from async_tasks._worker.run_control import RunControl

from .manual_timers import ManualTimers


def test_the_first_reason_counts() -> None:
    run = RunControl(ManualTimers())
    assert run.may_go_on
    for reason in ("first", "second"):
        run.stop(RuntimeError(reason))
    assert str(run.stop_reason) == "first"
    assert not run.may_go_on
    assert not run.has_ended


def test_a_run_ends_once_and_then_nothing_stops_it() -> None:
    run = RunControl(ManualTimers())
    assert [run.end(), run.end()] == [True, False]
    run.stop(RuntimeError("too late"))
    assert run.stop_reason is None
    assert not run.may_go_on


def test_its_end_calls_off_what_waits() -> None:
    timers = ManualTimers()
    run = RunControl(timers)
    run.after(5, lambda: None)
    assert timers.waits == [5]
    run.end()
    run.after(7, lambda: None)
    assert timers.waits == []
