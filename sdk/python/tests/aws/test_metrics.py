from __future__ import annotations

import json
import time

import pytest

from async_tasks._aws.metrics import EmbeddedMetrics


def test_the_embedded_metric_format(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = EmbeddedMetrics("tasks")
    metrics.add("Started", "thumbnail")
    metrics.add("RunTime", "thumbnail", 12)
    metrics.add("Started", "thumbnail")
    metrics.add("Completed", "report")
    assert capsys.readouterr().out == ""
    metrics.flush()
    metrics.flush()
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert abs(first["_aws"].pop("Timestamp") - time.time() * 1000) < 60_000
    assert first == {
        "_aws": {
            "CloudWatchMetrics": [
                {
                    "Namespace": "AsyncTasks",
                    "Dimensions": [["Api", "TaskType"]],
                    "Metrics": [{"Name": "Started", "Unit": "Count"}, {"Name": "RunTime", "Unit": "Milliseconds"}],
                }
            ]
        },
        "Api": "tasks",
        "TaskType": "thumbnail",
        "Started": [1, 1],
        "RunTime": 12,
    }
    assert (second["TaskType"], second["Completed"]) == ("report", 1)


def test_a_line_has_a_hundred_values_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = EmbeddedMetrics("tasks")
    for _ in range(205):
        metrics.add("Started", "thumbnail")
    metrics.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [len(line["Started"]) for line in lines] == [100, 100, 5]
    assert {line["TaskType"] for line in lines} == {"thumbnail"}


def test_metrics_are_the_contracts() -> None:
    metrics = EmbeddedMetrics("tasks")
    metrics.add("Unknown", "thumbnail")
    with pytest.raises(KeyError):
        metrics.flush()
