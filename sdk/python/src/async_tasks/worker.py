"""The Lambda entry point of a worker whose handler is Python code: ``async_tasks.worker.handler``.

The worker's construct lays this package beside the user's code and says which function of it runs the tasks.
"""

from ._aws.environment import required
from ._core.contract import ENV_HANDLER
from ._worker.user_handler import load_user_handler
from ._worker.worker_function import worker_function

handler = worker_function(load_user_handler(required(ENV_HANDLER)))
