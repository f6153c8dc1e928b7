from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from async_tasks._aws.logs import JsonLines, new_logger, task_logger

from ..support.surroundings import RecordedLines

_RECORD = {"id": "1", "task_type": "thumbnail", "scope": "shared", "attempt": 2, "data": "secret", "claim": "secret"}
_INVOCATION = SimpleNamespace(invoked_function_arn="arn:x", memory_limit_in_mb=512, function_name="f", aws_request_id="r")


@pytest.fixture
def logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[logging.Logger, JsonLines]]:
    monkeypatch.delenv("AWS_LAMBDA_LOG_LEVEL", raising=False)
    monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
    yield new_logger("worker")
    logging.getLogger("async_tasks").handlers = []


def read(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line(logger: tuple[logging.Logger, JsonLines], capsys: pytest.CaptureFixture[str]) -> None:
    logger[0].info("it is %s", "here", extra={"message_id": "m", "nothing": None})
    (line,) = read(capsys)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {"level": "INFO", "message": "it is here", "service": "worker", "message_id": "m"}


def test_the_runtimes_own_handler_does_not_write_it_again(logger: tuple[logging.Logger, JsonLines], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = RecordedLines()
    monkeypatch.setattr(logging.getLogger(), "handlers", [lines])
    logger[0].warning("once")
    assert lines.records == []


def test_the_invocation(logger: tuple[logging.Logger, JsonLines], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    for _ in range(2):
        logger[1].begin_invocation(_INVOCATION)
        logger[0].warning("x")
    first, second = read(capsys)
    assert (first["level"], first["cold_start"], second["cold_start"]) == ("WARN", True, False)
    assert {name: first[name] for name in ("function_arn", "function_memory_size", "function_name", "function_request_id", "xray_trace_id")} == {
        "function_arn": "arn:x",
        "function_memory_size": "512",
        "function_name": "f",
        "function_request_id": "r",
        "xray_trace_id": "1-5759e988-bd862e3fe1be46a994272793",
    }


def test_a_tasks_logger(logger: tuple[logging.Logger, JsonLines], capsys: pytest.CaptureFixture[str]) -> None:
    its = task_logger(logger[0], _RECORD)
    its.info("loaded", extra={"rows": 3, "task_id": "another", "name": "the logger's own"})
    its.error("not loaded", extra=None)
    first, second = read(capsys)
    assert {
        "rows": 3,
        "task_id": "1",
        "task_type": "thumbnail",
        "scope": "shared",
        "attempt": 2,
        "name_": "the logger's own",
    }.items() <= first.items()
    assert second["task_id"] == "1"
    assert "secret" not in json.dumps([first, second])


def test_an_exception(logger: tuple[logging.Logger, JsonLines], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("bad ä")
    except ValueError:
        logger[0].exception("it failed")
    (line,) = read(capsys)
    assert (line["level"], line["error"]["name"], line["error"]["message"]) == ("ERROR", "ValueError", "bad ä")
    assert "test_logs.py" in line["error"]["stack"]


@pytest.mark.parametrize(("level", "said"), [("DEBUG", 4), ("INFO", 3), ("warn", 2), ("ERROR", 1), ("nonsense", 3), ("", 3)])
def test_levels(level: str, said: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AWS_LAMBDA_LOG_LEVEL", level)
    logger, _ = new_logger("worker")
    for say in (logger.debug, logger.info, logger.warning, logger.error):
        say("x")
    assert len(read(capsys)) == said


@pytest.mark.parametrize("value", [float("nan"), object(), "\ud83d", {1: {2}}, [float("inf")]])
def test_a_line_may_say_anything(value: Any, logger: tuple[logging.Logger, JsonLines], capsys: pytest.CaptureFixture[str]) -> None:
    logger[0].info("said", extra={"value": value, "count": 1})
    (line,) = read(capsys)
    assert (line["message"], line["count"]) == ("said", 1)
    assert "value" in line
