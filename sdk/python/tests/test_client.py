from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from async_tasks import TaskRefused
from async_tasks._aws import creator
from async_tasks.client import CreateOutcome, TaskClient

CREATED: list[tuple[str, list[dict[str, Any]]]] = []


class RecordedCreator:
    def __init__(self, function_arn: str) -> None:
        self._function_arn = function_arn

    def create(self, requests: Sequence[str]) -> list[dict[str, Any]]:
        tasks = [json.loads(request) for request in requests]
        if any(task["task_type"] == "fails" for task in tasks):
            raise RuntimeError("the api function failed")
        CREATED.append((self._function_arn, tasks))
        return [
            {"status": 422, "detail": "no such type"} if task["task_type"] == "unknown" else {"status": 201, "id": f"task {task['data']}"}
            for task in tasks
        ]


@pytest.fixture(autouse=True)
def _recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    CREATED.clear()
    monkeypatch.setattr(creator, "Creator", RecordedCreator)
    monkeypatch.setenv("ASYNC_TASKS_CREATE_FUNCTION", "arn:granted")


def test_one_task() -> None:
    created = TaskClient().create_task("thumbnail", 7, idempotency_key="order-7", scope="tenant", lane="fast", run_at=1, ttl=2, max_attempts=3)
    assert created == "task 7"
    assert CREATED == [
        (
            "arn:granted",
            [
                {
                    "task_type": "thumbnail",
                    "data": 7,
                    "idempotency_key": "order-7",
                    "scope": "tenant",
                    "lane": "fast",
                    "run_at": 1,
                    "ttl": 2,
                    "max_attempts": 3,
                }
            ],
        )
    ]


def test_a_repeated_request_makes_no_second_task() -> None:
    client = TaskClient("arn:another")
    for _ in range(2):
        client.create_task("thumbnail")
    (first, [one]), (second, [other]) = CREATED
    assert (first, second) == ("arn:another", "arn:another")
    assert one["data"] is None
    assert len({one["idempotency_key"], other["idempotency_key"]}) == 2


def test_many_tasks() -> None:
    outcomes = TaskClient().create_tasks([{"task_type": "thumbnail", "data": number} for number in range(120)])
    assert outcomes == [CreateOutcome(f"task {number}", None) for number in range(120)]
    assert [len(tasks) for _, tasks in CREATED] == [100, 20]


def test_a_refusal_holds_up_no_other() -> None:
    refused, created = TaskClient().create_tasks([{"task_type": "unknown", "data": 1}, {"task_type": "thumbnail", "data": 2}])
    assert isinstance(refused.error, TaskRefused)
    assert refused.id is None
    assert created == CreateOutcome("task 2", None)
    with pytest.raises(TaskRefused, match=r"no such type"):
        TaskClient().create_task("unknown")


def test_a_request_that_fails_holds_up_no_other() -> None:
    outcomes = TaskClient().create_tasks([{"task_type": "fails" if number < 3 else "thumbnail", "data": number} for number in range(101)])
    assert [str(outcome.error) for outcome in outcomes[:100]] == ["the api function failed"] * 100
    assert outcomes[100:] == [CreateOutcome("task 100", None)]


def test_without_a_grant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASYNC_TASKS_CREATE_FUNCTION")
    client = TaskClient()
    with pytest.raises(RuntimeError, match=r"ASYNC_TASKS_CREATE_FUNCTION is not set.*call the API's grant_create with this function"):
        client.create_task("thumbnail")
