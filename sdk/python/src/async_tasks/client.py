"""Creates tasks from any Lambda function that was granted it: ``api.grant_create(function)`` in the CDK.

Needs boto3, which Lambda's runtimes for Python have.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from ._core.contract import ENV_CREATE_FUNCTION
from ._core.create import batches_of, id_of, request_text, without_none
from .errors import TaskRefused

if TYPE_CHECKING:
    from ._aws.creator import Creator

__all__ = ["CreateOutcome", "NewTask", "TaskClient"]


class _NewTask(TypedDict):
    task_type: str
    data: Any


class NewTask(_NewTask, total=False):
    """A task that is to be created: what ``POST /tasks`` takes, and what it takes from the request's headers and its caller."""

    idempotency_key: str
    """By which it is known when it is created again: the same key and task are the same task, as long as that is kept. 1 to 255
    printable ASCII characters; a random one when it is left out."""
    scope: str
    """Whose task it is: the scope of the clients that see it. Nobody's when it is left out, which is everybody's where clients have
    no scopes of their own."""
    lane: str
    """Which of its worker's queues it goes through; its type decides when it is left out."""
    run_at: int
    """When it may begin, in epoch seconds; at once when it is left out."""
    ttl: int
    """When it may disappear, in epoch seconds; its API decides when it is left out."""
    max_attempts: int
    """How many runs it may have, 1 to 100; its type or its worker decides when it is left out."""


class CreateOutcome(NamedTuple):
    """What became of one of several tasks."""

    id: str | None
    """Its id, when it was created, now or by an earlier request with the same key."""
    error: Exception | None
    """A TaskRefused when it was refused; another when nobody knows: then its key tells whether it was created, when it is sent again."""


class TaskClient:
    """Creates the tasks of one API.

    function_arn -- by which the api function is invoked; when it is left out, ``grant_create`` has told the function
    """

    def __init__(self, function_arn: str | None = None) -> None:
        self._function_arn = function_arn

    @cached_property
    def _creator(self) -> Creator:
        # Loads the SDK, which nobody needs who creates no task.
        from ._aws.creator import Creator

        arn = self._function_arn or os.environ.get(ENV_CREATE_FUNCTION)
        if not arn:
            raise RuntimeError(
                f"the environment variable {ENV_CREATE_FUNCTION} is not set, by which a function knows where to create tasks: "
                "call the API's grant_create with this function"
            )
        return Creator(arn)

    def create_task(
        self,
        task_type: str,
        data: Any = None,
        *,
        idempotency_key: str | None = None,
        scope: str | None = None,
        lane: str | None = None,
        run_at: int | None = None,
        ttl: int | None = None,
        max_attempts: int | None = None,
    ) -> str:
        """Creates a task, and returns its id. The arguments are explained at NewTask. Failures of the network are retried, which
        creates no second task.

        Raises TaskRefused when the API does not accept the task.
        """
        task: Any = {
            "task_type": task_type,
            "data": data,
            "idempotency_key": idempotency_key,
            "scope": scope,
            "lane": lane,
            "run_at": run_at,
            "ttl": ttl,
            "max_attempts": max_attempts,
        }
        (outcome,) = self.create_tasks([task])
        if outcome.error is not None:
            raise outcome.error
        assert outcome.id is not None
        return outcome.id

    def create_tasks(self, tasks: Sequence[NewTask]) -> list[CreateOutcome]:
        """Creates tasks, and returns what became of each, in the same order; one that is refused holds up no other. A hundred of
        them, or 5 MB, are one request."""
        requests = [_request_for(task) for task in tasks]
        return [outcome for batch in batches_of(requests) for outcome in self._send(batch)]

    def _send(self, batch: Sequence[str]) -> list[CreateOutcome]:
        try:
            return [_outcome_of(answer) for answer in self._creator.create(batch)]
        except Exception as error:
            return [CreateOutcome(None, error) for _ in batch]


def _outcome_of(answer: Mapping[str, Any]) -> CreateOutcome:
    try:
        return CreateOutcome(id_of(answer), None)
    except TaskRefused as error:
        return CreateOutcome(None, error)


def _request_for(task: NewTask) -> str:
    request = without_none(task)
    request.setdefault("idempotency_key", os.urandom(16).hex())
    return request_text("the task", request)
