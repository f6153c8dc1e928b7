"""A worker whose handler is written in Python."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from cdk_async_tasks import AsyncTaskApi, TaskHandler, TaskType, TaskWorker

app = App()
stack = Stack(app, "PythonWorker")

summarize = TaskType.from_schema_file("summarize", "schemas/summarize.json")
tasks = AsyncTaskApi(stack, "Tasks", task_types=[summarize])
TaskWorker(
    stack,
    "Summaries",
    api=tasks,
    task_types=[summarize],
    # The folder goes to Lambda as it is, beside the package async_tasks that the handler imports.
    handler=TaskHandler.code("handlers", runtime=lambda_.Runtime.PYTHON_3_13, handler="summary.handler"),
)

CfnOutput(stack, "ApiUrl", value=tasks.api_url)
app.synth()
