from async_tasks import Task, TaskContext


def handler(task: Task, context: TaskContext) -> dict:
    return {"value": task.data["value"], "lane": task.lane}
