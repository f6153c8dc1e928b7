"""Requests for tasks, and the api function's answers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import PermanentError, TaskRefused
from .contract import MAX_BATCH_BODY_BYTES, MAX_CREATES
from .json_text import to_json


class NotJson(PermanentError, TypeError):
    """What is to be sent would be no JSON the next time either."""


def without_none(request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says; its data may be None."""
    return {name: value for name, value in request.items() if value is not None or name == "data"}


def request_text(what: str, request: Mapping[str, Any]) -> str:
    """A request as JSON text; what it is begins the error's sentence."""
    try:
        return to_json(what, request)
    except TypeError as error:
        raise NotJson(str(error)) from None


def batches_of(requests: Sequence[str]) -> list[list[str]]:
    """As many requests together as one invocation takes."""
    batches: list[list[str]] = []
    room = 0
    for request in requests:
        size = len(request.encode()) + 1
        if not batches or len(batches[-1]) == MAX_CREATES or size > room:
            batches.append([])
            room = MAX_BATCH_BODY_BYTES
        batches[-1].append(request)
        room -= size
    return batches


def id_of(answer: Mapping[str, Any]) -> str:
    """The id of the task that was created. Raises TaskRefused when there is none."""
    task_id = answer.get("id")
    if task_id is not None:
        return str(task_id)
    status = answer["status"]
    raise TaskRefused(answer.get("detail") or f"the task was refused with status {status}", status, answer.get("errors", ()))
