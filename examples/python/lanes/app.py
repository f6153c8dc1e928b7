"""A search index that follows every edit at once, also while the whole site is indexed anew: what is edited goes through
the lane `default`, the backlog of all pages through the lane `bulk`.
"""

from aws_cdk import App, CfnOutput, Stack
from cdk_async_tasks import AsyncTaskApi, TaskHandler, TaskLane, TaskType, TaskWorker

app = App()
stack = Stack(app, "Lanes")

# At most two pages of the backlog at a time.
bulk = TaskLane("bulk", max_concurrency=2)

# A client may ask for `"lane": "bulk"`; without a word, a page goes through the lane `default`.
index_page = TaskType.named("index-page", lanes=[bulk])
# This one goes through its bulk lane by itself, and the tasks that its handler creates inherit the lane.
index_site = TaskType.named("index-site", lanes=[bulk], default_lane="bulk")

tasks = AsyncTaskApi(stack, "Tasks", task_types=[index_page, index_site])

# One function, with a queue for each lane.
pages = TaskWorker(
    stack,
    "Pages",
    api=tasks,
    task_types=[index_page],
    handler=TaskHandler.nodejs("handlers/index-page.ts"),
    max_concurrency=10,  # of the lane `default`
)
TaskWorker(
    stack,
    "Site",
    api=tasks,
    task_types=[index_site],
    handler=TaskHandler.nodejs("handlers/index-site.ts"),
)

CfnOutput(stack, "ApiUrl", value=tasks.api_url)
CfnOutput(stack, "BulkQueueUrl", value=pages.queue_of("bulk").queue_url)
app.synth()
