from async_tasks import Task, TaskContext


def handler(task: Task, context: TaskContext) -> dict:
    lane = "bulk" if task.data["value"] > 50_000 else "default"
    return {"lane": lane, "task": context.create_task("ProcessingTask", task.data, lane=lane)}
