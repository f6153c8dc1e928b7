from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from async_tasks import PermanentError, TaskRefused
from async_tasks._aws.creator import Creator
from async_tasks._worker.children import Children
from async_tasks._worker.run_control import RunControl

from .manual_timers import ManualTimers

PARENT = {"id": "parent", "created_time": 7}


class RecordedCreator(Creator):
    def __init__(self, refusal: dict[str, Any] | None = None) -> None:
        super().__init__("the api function")
        self.batches: list[list[dict[str, Any]]] = []
        self._refusal = refusal

    def create(self, requests: Sequence[str]) -> list[dict[str, Any]]:
        self.batches.append([json.loads(request) for request in requests])
        return [self._refusal or {"status": 201, "id": f"of {json.loads(request)['idempotency_key']}"} for request in requests]


def children(creator: Creator | None) -> Children:
    return Children(PARENT, creator, RunControl(ManualTimers()))


def test_keys() -> None:
    creator = RecordedCreator()
    it = children(creator)
    assert it.create([{"task_type": "a", "data": 1}, {"task_type": "b", "data": None, "key": "last", "lane": "fast"}]) == ["of #1", "of key:last"]
    assert it.create([{"task_type": "a", "data": 2}]) == ["of #2"]
    assert creator.batches == [
        [
            {"task_type": "a", "data": 1, "parent_id": "parent", "parent_created_time": 7, "idempotency_key": "#1"},
            {"task_type": "b", "data": None, "lane": "fast", "parent_id": "parent", "parent_created_time": 7, "idempotency_key": "key:last"},
        ],
        [{"task_type": "a", "data": 2, "parent_id": "parent", "parent_created_time": 7, "idempotency_key": "#2"}],
    ]


def test_batches() -> None:
    creator = RecordedCreator()
    ids = children(creator).create([{"task_type": "a", "data": number} for number in range(150)])
    assert ids == [f"of #{number}" for number in range(1, 151)]
    assert [len(batch) for batch in creator.batches] == [100, 50]


def test_refusals() -> None:
    with pytest.raises(TaskRefused, match="no such lane"):
        children(RecordedCreator({"status": 422, "detail": "no such lane"})).create([{"task_type": "a", "data": 1}])


def test_what_cannot_be_created() -> None:
    with pytest.raises(RuntimeError, match="this worker may not create tasks: the environment variable ASYNC_TASKS_CREATE_FUNCTION is not set"):
        children(None).create([{"task_type": "a", "data": 1}])
    with pytest.raises(PermanentError, match='the child task is not JSON: its member "data" is a set'):
        children(RecordedCreator()).create([{"task_type": "a", "data": {1}}])
    run = RunControl(ManualTimers())
    run.end()
    with pytest.raises(RuntimeError, match="the run has ended"):
        Children(PARENT, RecordedCreator(), run).create([{"task_type": "a", "data": 1}])
