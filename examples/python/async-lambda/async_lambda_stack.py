from aws_cdk import CfnOutput, Duration, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from cdk_async_tasks import (
    AsyncTaskApi,
    TaskHandler,
    TaskLane,
    TaskQueueSource,
    TaskSchedule,
    TaskType,
    TaskWorker,
)
from constructs import Construct

from settings import settings_of

RUNTIME = lambda_.Runtime.PYTHON_3_13


class AsyncLambdaStack(Stack):
    """An app of every kind of task: created by a schedule, by other tasks, by messages of a queue that there is, and, on
    the same HTTP API, by a function that is no task itself.
    """

    def __init__(self, scope: Construct, id: str, *, stage: str) -> None:
        super().__init__(scope, id)

        scheduled_task_1 = TaskType.named("ScheduledTask1")
        async_task_1 = TaskType.named("AsyncTask1")
        switch_board = TaskType.named("SwitchBoard")
        bulk = TaskLane("bulk", max_concurrency=2)
        processing_task = TaskType.named("ProcessingTask", lanes=[bulk])
        cached_value = TaskType.named("CachedValue")
        sqs_task = TaskType.named("SqsTask")

        tasks = AsyncTaskApi(
            self,
            "Tasks",
            task_types=[scheduled_task_1, async_task_1, switch_board, processing_task, cached_value, sqs_task],
        )

        def add_worker(task_type: TaskType, handler: str, max_concurrency: int | None = None) -> TaskWorker:
            """A worker with the settings of its task type and this stage, and an alarm on each of its queues."""
            settings = settings_of(stage, task_type.name)
            worker = TaskWorker(
                self,
                task_type.name,
                api=tasks,
                task_types=[task_type],
                handler=TaskHandler.code("handlers", runtime=RUNTIME, handler=f"{handler}.handler"),
                max_concurrency=max_concurrency,
                function_options=lambda_.FunctionOptions(
                    memory_size=settings.memory_size,
                    timeout=Duration.seconds(settings.timeout_seconds),
                    environment=settings.environment,
                    layers=[
                        lambda_.LayerVersion.from_layer_version_arn(self, f"{task_type.name}Layer{n}", arn) for n, arn in enumerate(settings.layers)
                    ],
                ),
            )
            for n, arn in enumerate(settings.policies):
                policy = iam.ManagedPolicy.from_managed_policy_arn(self, f"{task_type.name}Policy{n}", arn)
                worker.handler_function.role.add_managed_policy(policy)
            for lane in worker.lane_names:
                add_extras(worker, lane)
            return worker

        def add_extras(worker: TaskWorker, lane: str) -> None:
            """What each queue gets beside it: whatever the CDK can make, told which queue it is about."""
            queue = worker.queue_of(lane)
            Tags.of(queue).add("lane", lane)
            queue.metric_approximate_age_of_oldest_message().create_alarm(
                worker,
                f"Late-{lane}",
                threshold=Duration.minutes(15).to_seconds(),
                evaluation_periods=3,
            )

        add_worker(scheduled_task_1, "scheduled_task_1")
        add_worker(async_task_1, "async_task_1")
        add_worker(switch_board, "switch_board")
        add_worker(processing_task, "processing_task", max_concurrency=10)
        add_worker(cached_value, "cached_value")
        add_worker(sqs_task, "sqs_task")

        TaskSchedule(
            self,
            "EveryQuarterHour",
            api=tasks,
            schedule=scheduler.ScheduleExpression.rate(Duration.minutes(15)),
            task_type=scheduled_task_1,
        )

        # Stands for a queue that others have made: sqs.Queue.from_queue_arn().
        orders = sqs.Queue(self, "Orders", visibility_timeout=Duration.minutes(5), enforce_ssl=True)
        TaskQueueSource(self, "FromOrders", api=tasks, queue=orders, task_type=sqs_task)

        api_task = lambda_.Function(
            self,
            "ApiTask",
            runtime=RUNTIME,
            code=lambda_.Code.from_asset("route"),
            handler="api_task.handler",
        )
        tasks.grant_create(api_task)
        apigatewayv2.HttpRoute(
            self,
            "ApiTaskRoute",
            http_api=tasks.http_api,
            route_key=apigatewayv2.HttpRouteKey.with_("/test", apigatewayv2.HttpMethod.GET),
            integration=integrations.HttpLambdaIntegration("ApiTaskIntegration", api_task),
            authorizer=authorizers.HttpIamAuthorizer(),
        )

        Tags.of(self).add("stage", stage)

        CfnOutput(self, "ApiUrl", value=tasks.api_url)
        CfnOutput(self, "OrdersUrl", value=orders.queue_url)
