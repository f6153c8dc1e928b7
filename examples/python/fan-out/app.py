"""A task that creates others, and the last of them continues the work."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from cdk_async_tasks import AsyncTaskApi, TaskHandler, TaskType, TaskWorker

app = App()
stack = Stack(app, "FanOut")

count_book = TaskType.named("count-book")
count_chapter = TaskType.named("count-chapter")
sum_up = TaskType.named("sum-up")
tasks = AsyncTaskApi(stack, "Tasks", task_types=[count_book, count_chapter, sum_up])

# Which chapters are done is the app's own knowledge, in a table of its own.
jobs = dynamodb.Table(
    stack,
    "Jobs",
    partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
    billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
)


def add_worker(id: str, task_type: TaskType, handler: str) -> None:
    """A worker of a task type, whose handler is a function of `handlers/count.py`."""
    worker = TaskWorker(
        stack,
        id,
        api=tasks,
        task_types=[task_type],
        handler=TaskHandler.code("handlers", runtime=lambda_.Runtime.PYTHON_3_13, handler=f"count.{handler}"),
        function_options=lambda_.FunctionOptions(environment={"JOBS_TABLE": jobs.table_name}),
    )
    jobs.grant_read_write_data(worker)


add_worker("Books", count_book, "split")
add_worker("Chapters", count_chapter, "count")
add_worker("Sums", sum_up, "sum_up")

CfnOutput(stack, "ApiUrl", value=tasks.api_url)
CfnOutput(stack, "JobsTable", value=jobs.table_name)
app.synth()
