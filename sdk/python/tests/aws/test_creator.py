from __future__ import annotations

import io
import json
from typing import Any

import pytest

from async_tasks._aws import creator
from async_tasks._aws.creator import Creator

from .stub_client import StubClient


def answered(payload: Any, **more: Any) -> dict[str, Any]:
    return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(payload).encode()), **more}


def creating(monkeypatch: pytest.MonkeyPatch, *answers: Any) -> tuple[Creator, StubClient]:
    client = StubClient(*answers)
    monkeypatch.setattr(creator, "new_client", lambda service: client if service == "lambda" else None)
    return Creator("arn:create"), client


def test_invokes_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    it, client = creating(monkeypatch, answered([{"status": 201, "id": "1"}, {"status": 422}]))
    assert it.create(['{"task_type":"ä"}', "{}"]) == [{"status": 201, "id": "1"}, {"status": 422}]
    assert client.requests == [("invoke", {"FunctionName": "arn:create", "Payload": '[{"task_type":"ä"},{}]'.encode()})]


def test_a_function_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    it, _ = creating(monkeypatch, answered({"errorMessage": "out of memory"}, FunctionError="Unhandled"))
    with pytest.raises(RuntimeError, match=r"^the api function failed: out of memory$"):
        it.create(["{}"])


@pytest.mark.parametrize("answer", [[], {}, [{"status": 201}, {"status": 201}]])
def test_an_answer_to_something_else(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    it, _ = creating(monkeypatch, answered(answer))
    with pytest.raises(RuntimeError, match=r"has not answered each request"):
        it.create(["{}"])
