from async_tasks import Task, TaskContext


def handler(task: Task, context: TaskContext) -> dict:
    return {"body": task.data}
