from async_tasks import Task, TaskContext


def handler(task: Task, context: TaskContext) -> dict:
    context.logger.info("payload: %s", task.data)  # {"foo": "bar"}
    return {"payload": task.data, "parent_id": task.parent_id}
