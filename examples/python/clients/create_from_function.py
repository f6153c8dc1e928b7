from async_tasks.client import TaskClient

tasks = TaskClient()


def handler(event: dict, context: object) -> str:
    """Lambda invokes it for each picture that was uploaded."""
    return tasks.create_task("thumbnail", {"key": event["key"], "width": 128})
