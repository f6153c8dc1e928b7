"""Loads the user's handler."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..types import Handler, Task, TaskContext


def load_user_handler(name: str) -> Handler:
    """Loads the user's module while the function starts. A failure to load is kept, and becomes the outcome of the tasks that
    are claimed: a broken deployment fails them with its reason instead of leaving them where they are.

    name -- ``<module>.<function>``, in which the module may have dots or slashes
    """
    try:
        return _load(name)
    except BaseException as error:
        return _failing(error)


def _load(name: str) -> Handler:
    module_name, _, function_name = name.replace("/", ".").rpartition(".")
    if not module_name:
        raise ValueError(f'the handler is named "{name}", which is not of the form <module>.<function>')
    handler: Handler | None = getattr(import_module(module_name), function_name, None)
    if not callable(handler):
        raise TypeError(f'the handler\'s module {module_name} has no function named "{function_name}"')
    return handler


def _failing(error: BaseException) -> Handler:
    def handler(task: Task[Any], context: TaskContext) -> Any:
        raise error

    return handler
