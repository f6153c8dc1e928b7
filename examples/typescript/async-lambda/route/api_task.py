"""Answers GET /test, on the HTTP API that has the routes of the tasks, and creates a task.

`pip install --target route async-tasks` brings `async_tasks.client`, which does the same in one line and repeats what
failed. Without it, a task is an invocation of the API's function, by the name that `grant_create` has put here.
"""

import json
import os

import boto3

lambda_client = boto3.client("lambda")


def handler(event: dict, context: object) -> dict:
    query = event.get("queryStringParameters") or {}
    task = create_task("SwitchBoard", {"value": int(query.get("value", "0"))})
    answer = {"agent": event["headers"].get("user-agent"), "query": query, "body": event.get("body"), "task": task}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(answer)}


def create_task(task_type: str, data: dict) -> str:
    response = lambda_client.invoke(
        FunctionName=os.environ["ASYNC_TASKS_CREATE_FUNCTION"],
        Payload=json.dumps([{"task_type": task_type, "data": data}]),
    )
    [answer] = json.load(response["Payload"])
    if answer["status"] != 201:
        raise RuntimeError(answer["detail"])
    return answer["id"]
