from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from cdk_async_tasks import AsyncTaskApi, TaskHandler, TaskType, TaskWorker
from constructs import Construct


class QuickstartStack(Stack):
    """A bucket of pictures, and an API that makes thumbnails of them."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        pictures = s3.Bucket(self, "Pictures")

        thumbnail = TaskType.from_schema_file("thumbnail", "schemas/thumbnail.json")
        tasks = AsyncTaskApi(self, "Tasks", task_types=[thumbnail])
        worker = TaskWorker(
            self,
            "Thumbnails",
            api=tasks,
            task_types=[thumbnail],
            handler=TaskHandler.nodejs("handlers/thumbnail.ts"),
            function_options=lambda_.FunctionOptions(environment={"BUCKET": pictures.bucket_name}),
        )
        pictures.grant_read_write(worker)

        CfnOutput(self, "ApiUrl", value=tasks.api_url)
        CfnOutput(self, "BucketName", value=pictures.bucket_name)
