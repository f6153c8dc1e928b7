"""The handler of every letter: fills the text that lies beside it with the task's data."""

from pathlib import Path
from string import Template

from async_tasks import PermanentError, Task, TaskContext

TEXT = Template(Path(__file__).with_name("letter.txt").read_text(encoding="utf-8"))


def handler(task: Task, context: TaskContext) -> str:
    try:
        return TEXT.substitute(task.data)
    except KeyError as missing:
        raise PermanentError(f"the letter needs {missing}") from missing
