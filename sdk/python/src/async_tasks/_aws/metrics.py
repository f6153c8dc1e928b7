"""Metrics in the embedded metric format: log lines that CloudWatch reads, so that they need no call and no permission."""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from .._core.contract import METRIC_DIMENSION_API, METRIC_DIMENSION_TASK_TYPE, METRIC_NAMESPACE, METRIC_UNIT

# CloudWatch's limit for one line.
_MOST_VALUES = 100


class EmbeddedMetrics:
    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self._waiting: dict[str, dict[str, list[float]]] = {}
        self._lock = threading.Lock()

    def add(self, name: str, task_type: str, value: float = 1) -> None:
        with self._lock:
            values = self._waiting.setdefault(task_type, {}).setdefault(name, [])
            values.append(value)
            if len(values) == _MOST_VALUES:
                self._write(task_type, self._waiting.pop(task_type))

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            for task_type, metrics in waiting.items():
                self._write(task_type, metrics)

    def _write(self, task_type: str, metrics: dict[str, list[float]]) -> None:
        line: dict[str, Any] = {
            "_aws": {
                "Timestamp": time.time_ns() // 1_000_000,
                "CloudWatchMetrics": [
                    {
                        "Namespace": METRIC_NAMESPACE,
                        "Dimensions": [[METRIC_DIMENSION_API, METRIC_DIMENSION_TASK_TYPE]],
                        "Metrics": [{"Name": name, "Unit": METRIC_UNIT[name]} for name in metrics],
                    }
                ],
            },
            METRIC_DIMENSION_API: self._api_name,
            METRIC_DIMENSION_TASK_TYPE: task_type,
            **{name: values[0] if len(values) == 1 else values for name, values in metrics.items()},
        }
        sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
        sys.stdout.flush()
