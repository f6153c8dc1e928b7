"""The entry point of a function that a worker's queue feeds."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .._aws.clients import new_client
from .._aws.creator import Creator
from .._aws.dynamo_store import DynamoStore
from .._aws.environment import listed, number, required
from .._aws.logs import new_logger
from .._aws.metrics import EmbeddedMetrics
from .._aws.sqs_queue import SqsQueue
from .._aws.system import now, sleep
from .._core.backoff import WorkerPolicy
from .._core.contract import (
    ENV_API_NAME,
    ENV_AT_MOST_ONCE,
    ENV_CREATE_FUNCTION,
    ENV_MAX_ATTEMPTS,
    ENV_MAX_RETRY_DELAY,
    ENV_PARALLELISM,
    ENV_RETRY_DELAY,
    ENV_TABLE_NAME,
    ENV_TASK_TIMEOUT,
    ENV_TASK_TYPES,
)
from .._core.ports import Ports
from ..types import Handler
from .timers import Timers
from .worker import Worker, WorkerOptions


def worker_function(handler: Handler) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Makes the function that runs a handler for the tasks that the queue brings."""
    logger, lines = new_logger("worker")
    metrics = EmbeddedMetrics(required(ENV_API_NAME))
    parallelism = int(os.environ.get(ENV_PARALLELISM, "1"))
    create_function = os.environ.get(ENV_CREATE_FUNCTION)
    task_timeout = os.environ.get(ENV_TASK_TIMEOUT)
    # Each run may read and write from its own thread, and from those of its timers.
    connections = 10 + parallelism

    def exit_process() -> None:
        metrics.flush()
        # Nothing else ends a process whose handler does not.
        os._exit(1)

    worker = Worker(
        WorkerOptions(
            ports=Ports(
                store=DynamoStore(new_client("dynamodb", connections=connections)),
                table=required(ENV_TABLE_NAME),
                now=now,
                sleep=sleep,
                random=os.urandom,
            ),
            claims=DynamoStore(new_client("dynamodb", attempts=1, connections=connections)),
            queue=SqsQueue(lambda: new_client("sqs")),
            policy=WorkerPolicy(
                max_attempts=int(required(ENV_MAX_ATTEMPTS)),
                at_most_once=os.environ.get(ENV_AT_MOST_ONCE) == "true",
                retry_delay=number(required(ENV_RETRY_DELAY)) * 1000,
                max_retry_delay=number(required(ENV_MAX_RETRY_DELAY)) * 1000,
            ),
            task_types=listed(ENV_TASK_TYPES),
            parallelism=parallelism,
            task_timeout=number(task_timeout) * 1000 if task_timeout else None,
            handler=handler,
            timers=Timers(),
            creator=Creator(create_function) if create_function else None,
            logger=logger,
            metrics=metrics,
            exit=exit_process,
        )
    )

    def function(event: dict[str, Any], context: Any) -> dict[str, Any]:
        lines.begin_invocation(context)
        try:
            return worker.work(event, context.get_remaining_time_in_millis)
        finally:
            metrics.flush()

    return function
