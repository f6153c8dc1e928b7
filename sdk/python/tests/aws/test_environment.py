from __future__ import annotations

import pytest

from async_tasks._aws.environment import listed, number, required


def test_what_the_construct_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNC_TASKS_X", "a,b")
    assert required("ASYNC_TASKS_X") == "a,b"
    assert listed("ASYNC_TASKS_X") == ["a", "b"]
    assert listed("ASYNC_TASKS_Y") == []
    with pytest.raises(RuntimeError, match="ASYNC_TASKS_Y is not set: this function is meant to be deployed by cdk-async-tasks"):
        required("ASYNC_TASKS_Y")


def test_numbers() -> None:
    assert [number("10"), number("0.5")] == [10, 0.5]
    assert isinstance(number("10"), int)
