"""Creates the children of a run's task."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from .._aws.creator import Creator
from .._core.contract import ENV_CREATE_FUNCTION
from .._core.create import batches_of, id_of, request_text, without_none
from .._core.record import Record
from ..types import ChildTask
from .run_control import RunControl


class Children:
    """Each child gets a key by which it is known when the task is run again: the handler's, or its number among those without
    one."""

    def __init__(self, parent: Record, creator: Creator | None, run: RunControl) -> None:
        # An id comes again with its key when its task has expired: a run that has outlived that creates nothing for the next one.
        self._parent = {"parent_id": parent["id"], "parent_created_time": parent["created_time"]}
        self._creator = creator
        self._run = run
        self._numbers: Iterator[int] = itertools.count(1)

    def create(self, tasks: Sequence[ChildTask]) -> list[str]:
        """Returns the children's ids. Raises TaskRefused."""
        if self._run.has_ended:
            raise RuntimeError("the run has ended: it can create no more tasks")
        if self._creator is None:
            raise RuntimeError(
                f"this worker may not create tasks: the environment variable {ENV_CREATE_FUNCTION} is not set, "
                "since its API was imported without a createFunctionArn"
            )

        requests = [self._request_for(task) for task in tasks]
        answers = [answer for batch in batches_of(requests) for answer in self._creator.create(batch)]
        return [id_of(answer) for answer in answers]

    def _request_for(self, task: ChildTask) -> str:
        request = without_none(task)
        key = request.pop("key", None)
        idempotency_key = f"#{next(self._numbers)}" if key is None else f"key:{key}"
        return request_text("the child task", {**request, **self._parent, "idempotency_key": idempotency_key})
