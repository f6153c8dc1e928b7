import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from cdk_async_tasks import IAsyncTaskApi, TaskHandler, TaskHandlerConfig
from constructs import Construct


class LetterHandler(TaskHandler):
    """A strategy of our own: its users write a letter and no code.

    `$name` stands for the member `name` of a task's data, and the filled letter is the task's result.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def bind(
        self,
        scope: Construct,
        *,
        api: IAsyncTaskApi,
        environment: Mapping[str, str],
        timeout: Duration,
        batch_size: int,
        parallelism: int,
        function_options: lambda_.FunctionOptions,
        task_timeout: Duration | None = None,
    ) -> TaskHandlerConfig:
        """Called by the worker, with what it has decided. A strategy makes the function that the worker's queues feed; most
        leave the rest of that to one that there is.
        """
        with TemporaryDirectory() as scratch:
            folder = shutil.copytree("letter", Path(scratch, "letter"))
            Path(folder, "letter.txt").write_text(self._text, encoding="utf-8")
            code = TaskHandler.code(str(folder), runtime=lambda_.Runtime.PYTHON_3_13, handler="letter.handler")
            return code.bind(
                scope,
                api=api,
                environment=environment,
                timeout=timeout,
                batch_size=batch_size,
                parallelism=parallelism,
                function_options=function_options,
                task_timeout=task_timeout,
            )
