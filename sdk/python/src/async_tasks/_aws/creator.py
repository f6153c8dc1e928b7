"""What creates tasks for those who may do so without HTTP: the api function, invoked directly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from .clients import new_client


class Creator:
    """The api function. There is no client until a task is created: most workers create none."""

    def __init__(self, function_arn: str) -> None:
        self._function_arn = function_arn

    @cached_property
    def _client(self) -> Any:
        return new_client("lambda")

    def create(self, requests: Sequence[str]) -> list[dict[str, Any]]:
        """Sends requests, each JSON text, and returns an answer to each, in the same order. Repeats are safe: tasks have keys."""
        response = self._client.invoke(FunctionName=self._function_arn, Payload=f"[{','.join(requests)}]".encode())
        answers = json.loads(response["Payload"].read())
        if "FunctionError" in response:
            raise RuntimeError(f"the api function failed: {answers.get('errorMessage')}")
        if not isinstance(answers, list) or len(answers) != len(requests):
            raise RuntimeError("the api function has not answered each request for a task")
        return answers
