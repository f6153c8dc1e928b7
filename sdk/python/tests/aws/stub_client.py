from __future__ import annotations

from typing import Any


class StubClient:
    """A client of AWS that keeps what it is asked, and answers what it was given, in turns."""

    def __init__(self, *answers: Any) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self._answers = list(answers)

    def __getattr__(self, operation: str) -> Any:
        def call(**parameters: Any) -> Any:
            self.requests.append((operation, parameters))
            answer = self._answers.pop(0) if self._answers else {}
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call
