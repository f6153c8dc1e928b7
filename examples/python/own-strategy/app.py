"""A worker whose handler comes from a strategy that the app defines itself: see letter_handler.py."""

from aws_cdk import App, CfnOutput, Stack
from cdk_async_tasks import AsyncTaskApi, TaskType, TaskWorker

from letter_handler import LetterHandler

app = App()
stack = Stack(app, "OwnStrategy")

welcome = TaskType.named("welcome")
tasks = AsyncTaskApi(stack, "Tasks", task_types=[welcome])
TaskWorker(
    stack,
    "Welcome",
    api=tasks,
    task_types=[welcome],
    handler=LetterHandler("Dear $name,\n\nwelcome to $place!\n"),
)

CfnOutput(stack, "ApiUrl", value=tasks.api_url)
app.synth()
