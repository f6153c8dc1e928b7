import time


def handler(task, context):
    """Does what the task's data say."""
    match task["data"]["do"]:
        case "answer":
            return {"attempt": task["attempt"], "text": task["data"]["text"]}
        case "answer nothing":
            pass
        case "fail":
            raise RuntimeError("not today")
        case "fail for good":
            raise ValueError("no such number")
        case "take too long":
            time.sleep(10)
    return None
