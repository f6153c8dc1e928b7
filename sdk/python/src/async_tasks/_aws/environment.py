"""What the construct has told the function."""

from __future__ import annotations

import os


def required(name: str) -> str:
    """The value of a variable that the construct has set."""
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"the environment variable {name} is not set: this function is meant to be deployed by cdk-async-tasks")
    return value


def number(text: str) -> float:
    """A number; an int if it is whole."""
    value = float(text)
    return int(value) if value.is_integer() else value


def listed(name: str) -> list[str]:
    """The values of a variable that the construct has joined with commas; none when it is not set."""
    return [value for value in os.environ.get(name, "").split(",") if value]
