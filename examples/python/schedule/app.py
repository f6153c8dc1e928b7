"""Tasks that no client creates: every firing of a schedule makes one, and a firing that is repeated no second one."""

from datetime import datetime, timezone

from aws_cdk import App, CfnOutput, Duration, Stack, TimeZone
from aws_cdk.aws_scheduler import ScheduleExpression
from cdk_async_tasks import AsyncTaskApi, TaskHandler, TaskSchedule, TaskType, TaskWorker

app = App()
stack = Stack(app, "Schedule")

report = TaskType.named("report")
tasks = AsyncTaskApi(stack, "Tasks", task_types=[report])
TaskWorker(
    stack,
    "Reports",
    api=tasks,
    task_types=[report],
    handler=TaskHandler.nodejs("handlers/report.ts"),
)

# At six in the morning, in summer and in winter.
TaskSchedule(
    stack,
    "Daily",
    api=tasks,
    schedule=ScheduleExpression.cron(minute="0", hour="6", time_zone=TimeZone.EUROPE_BERLIN),
    task_type=report,
    data={"report": "sales of the day before"},
)

TaskSchedule(
    stack,
    "Often",
    api=tasks,
    schedule=ScheduleExpression.rate(Duration.minutes(15)),
    task_type=report,
    data={"report": "open orders"},
)

TaskSchedule(
    stack,
    "Once",
    api=tasks,
    schedule=ScheduleExpression.at(datetime(2035, 1, 1, 8, tzinfo=timezone.utc), TimeZone.EUROPE_BERLIN),
    task_type=report,
    data={"report": "ten years"},
)

CfnOutput(stack, "ApiUrl", value=tasks.api_url)
app.synth()
