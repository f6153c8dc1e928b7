from async_tasks import Task, TaskContext


def handler(task: Task, context: TaskContext) -> None:
    context.create_task("AsyncTask1", {"foo": "bar"})
