"""How long a task waits after a failed attempt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .ports import Ports
from .record import Record


@dataclass(frozen=True)
class WorkerPolicy:
    """What a worker decides for tasks whose clients leave it open."""

    max_attempts: int
    at_most_once: bool
    """Whether a run that may have started is never started again."""
    retry_delay: float
    """The longest wait before a second attempt, in milliseconds; it doubles with each further one."""
    max_retry_delay: float
    """The longest wait before any attempt, in milliseconds."""


def backoff(ports: Ports, policy: WorkerPolicy, record: Record) -> int:
    """Milliseconds, anything up to a bound that doubles with each attempt: tasks that failed together do not come back together."""
    bound = min(policy.max_retry_delay, policy.retry_delay * 2.0 ** (_attempts_since_retry(record) - 1))
    return math.floor(_fraction(ports) * bound)


def _attempts_since_retry(record: Record) -> int:
    """Attempts count on when a client starts the task again; the waits begin anew."""
    return int(record["attempt"] - (record.get("attempt_limit", 0) - record.get("max_attempts", 0)))


def _fraction(ports: Ports) -> float:
    return int.from_bytes(ports.random(4), "big") / 2**32
