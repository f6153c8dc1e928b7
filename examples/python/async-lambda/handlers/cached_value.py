import functools
import os
import random

from async_tasks import Task, TaskContext


@functools.cache
def a_value() -> int:
    """Called once an execution environment, and later calls get the same."""
    return random.randint(10, 100)


# What a module does while it is loaded is done while the function starts. Each worker has a function and a module of its
# own, so that this runs for the tasks of this one only.
a_value()
STAGE = os.environ["STAGE"]


def handler(task: Task, context: TaskContext) -> dict:
    return {"value": a_value(), "stage": STAGE}
