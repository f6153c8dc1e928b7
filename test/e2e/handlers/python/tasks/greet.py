from async_tasks import Task, TaskContext


def main(task: Task, context: TaskContext) -> dict:
    """Says how often it was run, and what its data say."""
    context.logger.info("greeting")
    if task.data["do"] == "fail":
        raise RuntimeError("not today")
    return {"attempt": task.attempt, "text": task.data["text"]}
