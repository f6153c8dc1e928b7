"""Runs a user's handler for the tasks that a queue makes available: claims each, calls the handler, records its outcome."""

from __future__ import annotations

import logging
import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._aws.logs import task_logger
from .._core.backoff import WorkerPolicy
from .._core.contract import MESSAGE_ATTRIBUTE_TASK_ID, MESSAGE_ATTRIBUTE_TASK_TYPE, TIMEOUT_SIGNAL_MS
from .._core.counts import count_end, count_start
from .._core.json_text import from_json
from .._core.lapse import Lapse, apply_lapse
from .._core.outcome import RunOutcome
from .._core.payload import PayloadMissing, read_data
from .._core.ports import Queue, Store, TaskMetrics
from .._core.record import Record, task_keys
from .._core.run import ClaimRequest, NoTimeLeft, claim_task, complete_run, fail_run, may_start, release_run
from .._core.settle import TaskError, cut_error
from .._core.transition import TransitionOutcome, token
from ..types import Task
from .process_exit import ProcessExit
from .task_run import TaskRunOptions, run_task, timed_out
from .verdict import Hide, Verdict, hide_until, verdict_on

Message = dict[str, Any]
"""A record of the function's event."""

Remaining = Callable[[], int]
"""How many milliseconds the invocation has left."""


# While the task was claimed, a run beside it was given up whose code goes on: this one is not begun.
_OCCUPIED = RunOutcome(
    error=TaskError("ProcessEnds", "its process ended before the run began: the code of another run went on although its time was over"),
    retryable=True,
    is_started=False,
)


@dataclass(frozen=True)
class WorkerOptions(TaskRunOptions):
    claims: Store
    """The same table through a client that sends each request once: a claim is repeated with fresh times."""
    queue: Queue
    policy: WorkerPolicy
    task_types: Sequence[str]
    """The task types that this worker serves."""
    parallelism: int
    """How many tasks of a batch are run at once."""
    logger: logging.Logger
    metrics: TaskMetrics
    exit: Callable[[], None]
    """Ends the process, whose invocation has failed then."""


class Worker:
    def __init__(self, options: WorkerOptions) -> None:
        self._options = options
        self._claim_ports = replace(options.ports, store=options.claims)
        self._process_exit = ProcessExit(options.logger, options.exit)

    def work(self, event: dict[str, Any], remaining: Remaining) -> dict[str, Any]:
        """Takes the messages in their order, so many at once; a task is claimed only when its turn has come."""
        messages: list[Message] = event["Records"]
        waiting = deque(messages)
        done: set[str] = set()
        parallelism = min(self._options.parallelism, len(messages))
        if parallelism <= 1:
            self._serve(waiting, done, remaining)
        else:
            threads = [threading.Thread(target=self._serve, args=(waiting, done, remaining), daemon=True) for _ in range(parallelism)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self._process_exit.wait_if_due()
        return {"batchItemFailures": [{"itemIdentifier": message["messageId"]} for message in messages if message["messageId"] not in done]}

    def _serve(self, waiting: deque[Message], done: set[str], remaining: Remaining) -> None:
        while not self._process_exit.is_due:
            try:
                message = waiting.popleft()
            except IndexError:
                return
            self._process_exit.begin_message()
            verdict = self._receive(message, remaining)
            if verdict is None:
                # The thread that gave the run up does the rest.
                return
            if verdict == "delete":
                done.add(message["messageId"])
            self._finish(message, verdict)

    def _finish(self, message: Message, verdict: Verdict) -> None:
        if isinstance(verdict, Hide):
            self._hide(message, verdict.milliseconds)
        self._process_exit.finish_message()

    def _receive(self, message: Message, remaining: Remaining) -> Verdict | None:
        """None when the run was given up."""
        logger = self._options.logger
        task_id = _attribute(message, MESSAGE_ATTRIBUTE_TASK_ID)
        task_type = _attribute(message, MESSAGE_ATTRIBUTE_TASK_TYPE)
        if not task_id or not task_type or task_type not in self._options.task_types:
            logger.error("message dropped: it is not a dispatch of this worker", extra={"message_id": message["messageId"], "task_type": task_type})
            return "delete"
        try:
            return self._attempt(task_id, task_type, message, remaining)
        except NoTimeLeft:
            logger.info("message returned: there is no time left to run its task", extra={"task_id": task_id, "task_type": task_type})
        except Exception:
            logger.error(
                "message returned: the table could not be read or written", extra={"task_id": task_id, "task_type": task_type}, exc_info=True
            )
        return "return"

    def _attempt(self, task_id: str, task_type: str, message: Message, remaining: Remaining) -> Verdict | None:
        options = self._options
        ports = options.ports
        outcome = claim_task(
            self._claim_ports,
            ClaimRequest(
                task_id=task_id,
                task_type=task_type,
                claim=f"{message['messageId']}:{token(ports.random(8))}",
                lease_until=lambda: ports.now() + remaining(),
                least_time=0 if options.task_timeout is None else options.task_timeout + TIMEOUT_SIGNAL_MS,
                policy=options.policy,
            ),
        )
        record = outcome.record
        if not outcome.applied or record is None:
            return self._judge(task_id, task_type, message["messageId"], record)

        options.logger.info("task started", extra=task_keys(record))
        count_start(options.metrics, ports, record)
        try:
            task = self._read_task(record)
        except PayloadMissing as error:
            # No later run would find what is gone.
            return self._end(record, RunOutcome(error=TaskError("PayloadMissing", str(error))), ports.now())
        if not may_start(ports, record):
            return "return"
        if self._process_exit.is_due:
            return self._end(record, _OCCUPIED, ports.now())
        return self._run(record, task, message, remaining)

    def _judge(self, task_id: str, task_type: str, message_id: str, record: Record | None) -> Verdict:
        """A claim that was refused."""
        found = verdict_on(record, task_type, message_id, self._options.ports.now())
        if isinstance(found, Lapse) and record is not None:
            self._log_lapse(apply_lapse(self._options.ports, record, found))
        verdict: Verdict = "delete" if isinstance(found, Lapse) else found
        keys = {"task_id": task_id, "task_type": task_type} if record is None else task_keys(record)
        shown = {"hideFor": verdict.milliseconds} if isinstance(verdict, Hide) else verdict
        self._options.logger.info("task not claimed", extra={**keys, "status": record["status"] if record else "absent", "verdict": shown})
        return verdict

    def _read_task(self, record: Record) -> Task[Any]:
        return Task(
            id=record["id"],
            task_type=record["task_type"],
            scope=record["scope"],
            data=from_json(read_data(self._options.ports, record)),
            attempt=record["attempt"],
            max_attempts=record["max_attempts"],
            lane=record["lane"],
            created_time=record["created_time"],
            parent_id=record.get("parent_id"),
        )

    def _run(self, record: Record, task: Task[Any], message: Message, remaining: Remaining) -> Verdict | None:
        ports = self._options.ports
        started = ports.now()

        def give_up() -> None:
            self._process_exit.request()
            verdict: Verdict = "return"
            try:
                verdict = self._end(record, timed_out(ports.now() - started), started)
            except Exception:
                self._options.logger.error("message returned: the table could not be read or written", extra=task_keys(record), exc_info=True)
            self._finish(message, verdict)

        outcome = run_task(self._options, record, task, task_logger(self._options.logger, record), remaining, give_up)
        return None if outcome is None else self._end(record, outcome, started)

    def _end(self, record: Record, outcome: RunOutcome, started: int) -> Verdict:
        ports, policy = self._options.ports, self._options.policy
        if outcome.error is None:
            ended = complete_run(ports, record, record["claim"], outcome.result)
        elif not outcome.is_started:
            ended = release_run(ports, policy, record, record["claim"], outcome.error)
        else:
            ended = fail_run(ports, policy, record, record["claim"], outcome.error, outcome.retryable)
        self._log_end(record, outcome, ended, started)
        # The message of a task that is tried again soon is also that of its next attempt.
        if ended.applied and ended.record and ended.record["status"] == "RETRYING":
            return hide_until(ended.record["not_before"], ports.now())
        return "delete"

    def _log_end(self, record: Record, outcome: RunOutcome, ended: TransitionOutcome, started: int) -> None:
        ports, logger, metrics = self._options.ports, self._options.logger, self._options.metrics
        metrics.add("RunTime", record["task_type"], ports.now() - started)
        fields = {**task_keys(record), **_error_fields(outcome)}
        if not ended.applied or ended.record is None:
            status = ended.record["status"] if ended.record else "absent"
            logger.warning("outcome refused: the claim is no longer the task's", extra={**fields, "status": status})
            metrics.add("LeaseLost", record["task_type"])
            return
        status = ended.record["status"]
        if outcome.error is None:
            logger.info("task completed", extra=fields)
        elif status == "RETRYING" and not outcome.is_started:
            logger.warning("task given back: its run could not begin", extra=fields)
        elif status == "RETRYING":
            logger.warning("attempt failed, another follows", extra=fields)
            metrics.add("Retried", record["task_type"])
        elif status == "CANCELLED":
            logger.info("task cancelled", extra=fields)
        else:
            logger.error("task failed", extra=fields)
        count_end(metrics, ports, ended.record)

    def _log_lapse(self, outcome: TransitionOutcome) -> None:
        record = outcome.record
        if not outcome.applied or record is None:
            return
        error = record.get("error", {})
        fields = {**task_keys(record), "status": record["status"], "error_type": error.get("type"), "error_message": error.get("message")}
        self._options.logger.error("task lapsed", extra={name: value for name, value in fields.items() if value is not None})
        count_end(self._options.metrics, self._options.ports, record)

    def _hide(self, message: Message, milliseconds: int) -> None:
        """A message that cannot be hidden comes back by its queue's visibility time-out, which is as good."""
        try:
            self._options.queue.hide(message["eventSourceARN"], message["receiptHandle"], max(0, math.ceil(milliseconds / 1000)))
        except Exception:
            self._options.logger.warning(
                "message not hidden: it comes back as its queue has it", extra={"message_id": message["messageId"]}, exc_info=True
            )


def _attribute(message: Message, name: str) -> str | None:
    value: str | None = message["messageAttributes"].get(name, {}).get("stringValue")
    return value


def _error_fields(outcome: RunOutcome) -> dict[str, str]:
    """What a log line says of an error: its stack, too, which the record never has."""
    if outcome.error is None:
        return {}
    cut = cut_error(outcome.error)
    stack = {} if outcome.stack is None else {"error_stack": outcome.stack}
    return {"error_type": cut["type"], "error_message": cut["message"], **stack}
