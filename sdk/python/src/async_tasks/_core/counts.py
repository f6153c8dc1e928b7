"""What is counted about tasks."""

from __future__ import annotations

from .ports import Ports, TaskMetrics
from .record import Record, created_at

_END_METRICS = {"COMPLETED": "Completed", "FAILED": "Failed", "CANCELLED": "Cancelled"}


def count_start(metrics: TaskMetrics, ports: Ports, record: Record) -> None:
    """Counts that a worker has begun a task."""
    metrics.add("Started", record["task_type"])
    if record["attempt"] == 1:
        due = record.get("not_before")
        metrics.add("WaitTime", record["task_type"], ports.now() - (created_at(record) if due is None else due))


def count_end(metrics: TaskMetrics, ports: Ports, record: Record) -> None:
    """Counts that a task has settled, if it has."""
    metric = _END_METRICS.get(record["status"])
    if metric is None:
        return
    metrics.add(metric, record["task_type"])
    metrics.add("TotalTime", record["task_type"], ports.now() - created_at(record))
