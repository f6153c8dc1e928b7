"""The world of a case, as it was when Node.js was in it: each request has to be the same, and gets the same answer."""

from __future__ import annotations

import copy
from collections import deque
from typing import Any

from async_tasks._core.backoff import WorkerPolicy
from async_tasks._core.ports import ConditionFailed, Item, Ports


class Replay:
    def __init__(self, case: dict[str, Any]) -> None:
        self._calls = deque(case["calls"])
        self._drawn = deque(case["drawn"])
        self.time: int = case["now"]
        self.ports = Ports(store=self, table="tasks", now=lambda: self.time, sleep=self._sleep, random=self._random)

    def get(self, request: Item) -> Item | None:
        return self._answer("get", request)

    def put(self, request: Item) -> None:
        self._answer("put", request)

    def update(self, request: Item) -> Item:
        item = self._answer("update", request)
        assert item is not None
        return item

    def check_done(self) -> None:
        assert not self._calls, "Node.js asked for more"
        assert not self._drawn, "Node.js drew more"

    def _answer(self, operation: str, request: Item) -> Item | None:
        assert self._calls, f"Node.js did not ask for {operation} {request}"
        call = self._calls.popleft()
        assert (operation, request) == (call["operation"], call["input"])
        self.time = call["time"]
        answer = copy.deepcopy(call["answer"])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        if "refusedBy" in answer:
            raise ConditionFailed(answer["refusedBy"])
        item: Item | None = answer.get("item")
        return item

    def _sleep(self, milliseconds: int) -> None:
        self.time += milliseconds

    def _random(self, count: int) -> bytes:
        drawn = bytes.fromhex(self._drawn.popleft())
        assert len(drawn) == count
        return drawn


def policy_of(policy: dict[str, Any]) -> WorkerPolicy:
    return WorkerPolicy(
        max_attempts=policy["maxAttempts"],
        at_most_once=policy["atMostOnce"],
        retry_delay=policy["retryDelay"],
        max_retry_delay=policy["maxRetryDelay"],
    )
