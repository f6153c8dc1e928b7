"""Does the tasks of type `summarize`: what is in a column of a CSV file."""

import csv
from io import StringIO
from typing import TypedDict

from async_tasks import PermanentError, Task, TaskContext


class Summarize(TypedDict):
    """What a client posts as `data`."""

    csv: str
    column: str


class Summary(TypedDict):
    """What a client reads as `result`."""

    rows: int
    minimum: float
    maximum: float
    mean: float


def handler(task: Task[Summarize], context: TaskContext) -> Summary:
    column = task.data["column"]
    rows = list(csv.DictReader(StringIO(task.data["csv"])))
    if not rows or column not in rows[0]:
        # Another attempt would not help: the task is FAILED at once, and this is its message.
        raise PermanentError(f"the file has no column {column}")
    context.logger.info("file read", extra={"rows": len(rows)})

    values = []
    for done, row in enumerate(rows):
        context.raise_if_cancelled()
        context.progress(100 * done / len(rows), f"{done} of {len(rows)} rows")
        values.append(number(row[column]))
    return {"rows": len(values), "minimum": min(values), "maximum": max(values), "mean": sum(values) / len(values)}


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise PermanentError(f"{text!r} is no number") from error
