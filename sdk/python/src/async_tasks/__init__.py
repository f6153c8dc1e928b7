"""Handlers of asynchronous tasks, for workers of the AWS CDK construct library cdk-async-tasks.

``async_tasks.testing`` runs a handler in a unit test, ``async_tasks.client`` creates tasks from any Lambda function.
"""

from .errors import AbortError, PermanentError, TaskRefused
from .types import ChildTask, Handler, Task, TaskContext, TaskLogger

__all__ = ["AbortError", "ChildTask", "Handler", "PermanentError", "Task", "TaskContext", "TaskLogger", "TaskRefused"]
