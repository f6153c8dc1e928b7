from __future__ import annotations

import pytest

from async_tasks import TaskRefused
from async_tasks._core.create import NotJson, batches_of, id_of, request_text, without_none


def test_batches() -> None:
    assert batches_of([]) == []
    assert [len(batch) for batch in batches_of(["{}"] * 250)] == [100, 100, 50]
    large = "x" * (2 * 1024 * 1024)
    assert [len(batch) for batch in batches_of([large, large, large, "{}"])] == [2, 2]
    assert [len(batch) for batch in batches_of(["ä" * (3 * 1024 * 1024), "{}"])] == [1, 1]


def test_answers() -> None:
    assert id_of({"status": 201, "id": "1"}) == "1"
    with pytest.raises(TaskRefused, match=r"^no such type$") as raised:
        id_of({"status": 422, "detail": "no such type", "errors": [{"pointer": "#/task_type"}]})
    assert (raised.value.status, raised.value.retryable, raised.value.errors) == (422, False, [{"pointer": "#/task_type"}])
    with pytest.raises(TaskRefused, match=r"^the task was refused with status 503$") as raised:
        id_of({"status": 503})
    assert raised.value.retryable


def test_requests() -> None:
    assert without_none({"task_type": "x", "data": None, "lane": None}) == {"task_type": "x", "data": None}
    assert request_text("the task", {"data": 1.0}) == '{"data":1}'
    with pytest.raises(NotJson, match=r'^the task is not JSON: its member "data" is NaN$') as raised:
        request_text("the task", {"data": float("nan")})
    assert isinstance(raised.value, TypeError)
    assert raised.value.retryable is False
