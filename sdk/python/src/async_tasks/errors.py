"""Errors that handlers raise or meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class PermanentError(Exception):
    """Raise it when another attempt would fail as well: the task fails at once.

    Any other exception with an attribute ``retryable`` that is False does the same.
    """

    retryable = False


class AbortError(Exception):
    """The run is to stop: a client has cancelled its task, or the task is no longer this run's."""


class TaskRefused(Exception):
    """The API does not accept a task. Its message is the problem's detail."""

    def __init__(self, detail: str, status: int, errors: Sequence[Any] = ()) -> None:
        super().__init__(detail)
        self.status = status
        """As over HTTP: 422 when the request is not one that the API accepts."""
        self.errors = errors
        """The places of the request that are wrong, as in an answer over HTTP."""
        self.retryable = status < 400 or status >= 500
        """Whether the API may accept the same task later."""
