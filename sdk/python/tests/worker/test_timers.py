from __future__ import annotations

import queue
import threading
import time

from async_tasks._worker.timers import Timers

_PATIENCE = 10


def test_what_is_due_first_comes_first() -> None:
    timers, done = Timers(), queue.Queue[str]()
    timers.after(60_000, lambda: done.put("much later"))
    timers.after(150, lambda: done.put("later"))
    timers.after(20, lambda: done.put("soon"))
    assert [done.get(timeout=_PATIENCE) for _ in range(2)] == ["soon", "later"]
    assert done.empty()


def test_what_is_called_off_does_not_come() -> None:
    timers, done = Timers(), queue.Queue[str]()
    timers.after(10, lambda: done.put("called off")).cancel()
    timers.after(60, lambda: done.put("the other"))
    assert done.get(timeout=_PATIENCE) == "the other"
    assert done.empty()


def test_the_thread_ends_when_nothing_waits_and_comes_again() -> None:
    timers, done = Timers(), threading.Event()
    timers.after(1, done.set)
    assert done.wait(_PATIENCE)
    while timers._wakes_at is not None:
        time.sleep(0.001)
    done.clear()
    timers.after(1, done.set)
    assert done.wait(_PATIENCE)


def test_an_action_that_takes_long_holds_nobody_up() -> None:
    timers, goes_on, done = Timers(), threading.Event(), threading.Event()

    def wait() -> None:
        goes_on.wait(_PATIENCE)

    timers.after(1, wait)
    timers.after(5, done.set)
    assert done.wait(_PATIENCE)
    goes_on.set()
