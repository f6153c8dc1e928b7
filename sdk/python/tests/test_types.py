from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from async_tasks import AbortError, PermanentError, Task

TASK: Task[Any] = Task(
    id="1", task_type="thumbnail", scope="shared", data=[1], attempt=1, max_attempts=3, lane="default", created_time=0, parent_id=None
)


def test_a_task_is_read_either_way() -> None:
    assert (TASK.data, TASK["data"], TASK["parent_id"]) == ([1], [1], None)
    for name in ("size", "__class__"):
        with pytest.raises(KeyError, match=name):
            TASK[name]


def test_a_task_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        TASK.data = 2  # type: ignore[misc]


def test_what_is_permanent() -> None:
    assert PermanentError("x").retryable is False
    assert not hasattr(AbortError("x"), "retryable")
