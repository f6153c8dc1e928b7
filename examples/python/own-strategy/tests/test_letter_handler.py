"""`python -m unittest discover tests`"""

import unittest

from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from cdk_async_tasks import AsyncTaskApi, TaskType, TaskWorker

from letter_handler import LetterHandler


class LetterHandlerTest(unittest.TestCase):
    def test_the_worker_runs_the_strategys_function(self):
        stack = Stack(App(), "Stack")
        letter = TaskType.named("letter")
        worker = TaskWorker(
            stack,
            "Letters",
            api=AsyncTaskApi(stack, "Tasks", task_types=[letter]),
            task_types=[letter],
            handler=LetterHandler("Dear $name"),
        )
        Template.from_stack(stack).has_resource_properties("AWS::Lambda::Function", {"Runtime": "python3.13"})
        Template.from_stack(stack).has_resource_properties(
            "AWS::Lambda::EventSourceMapping",
            {"FunctionName": stack.resolve(worker.handler_function.function_name)},
        )


if __name__ == "__main__":
    unittest.main()
