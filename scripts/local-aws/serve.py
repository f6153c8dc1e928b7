"""Serves the local AWS until the process that started it lets go of standard input.

Whatever ends that process, SIGKILL included, closes the pipe: the engine and the functions that it runs never outlive it.
"""

import os
import re
import shutil
import signal
import sys
import threading

from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.services import lambda_svc


def end_with_starter() -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def count_loopback_as_tls() -> None:
    """Policies that demand TLS (`aws:SecureTransport`), the CDK's own among them, would refuse every call on 127.0.0.1."""
    pin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: pin(source_ip, True)


def authorize_batches_like_single_calls() -> None:
    """AWS has no permission named `sns:PublishBatch` or `sqs:SendMessageBatch`: `sns:Publish` and `sqs:SendMessage` cover them."""
    extract = iam_actions.extract_iam_action

    def extract_without_batch(*args, **kwargs):
        action = extract(*args, **kwargs)
        return action and re.sub(r"^((?:sns|sqs):\w+)Batch$", r"\1", action)

    iam_actions.extract_iam_action = extract_without_batch


def omit_absent_path_parameters() -> None:
    """API Gateway leaves `pathParameters` out where a route has none; the engine's null is refused by Powertools' router."""
    execute = lambda_svc._execute_function_with_config_scope

    def execute_without_null(function, event, *args, **kwargs):
        if isinstance(event, dict) and event.get("version") == "2.0" and event.get("pathParameters", "") is None:
            event = {name: value for name, value in event.items() if name != "pathParameters"}
        return execute(function, event, *args, **kwargs)

    lambda_svc._execute_function_with_config_scope = execute_without_null


def wait_less_for_logs() -> None:
    """After each invocation the engine waits for log lines; of a function that writes none, 50 ms."""
    wait = os.environ.get("LOG_WAIT_SECONDS")
    if wait is not None:
        _, *others = lambda_runtime.Worker._drain_stderr_bounded.__defaults__
        lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (float(wait), *others)


def name_errors() -> None:
    """Lambda tells the class of an error that a function throws, and of a process that has ended; the engine, neither."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(
        '"trace": traceback.format_exc()', '"trace": traceback.format_exc(), "type": type(e).__name__'
    )
    lambda_runtime._NODEJS_WORKER_SCRIPT = re.sub(
        r"trace: (\w+)\.stack", r"type: \1 instanceof Error ? \1.name : typeof \1, trace: \1.stack", lambda_runtime._NODEJS_WORKER_SCRIPT
    )
    answered = threading.local()
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def invoke_with_type(*args, **kwargs):
        answer = invoke(*args, **kwargs)
        answered.type = "Runtime.ExitError" if answer.get("error") == "Worker process died" else answer.get("type")
        return answer

    def execute_with_type(*args, **kwargs):
        result = execute(*args, **kwargs)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and body.get("errorType") == "Runtime.HandlerError":
            body["errorType"] = answered.type or body["errorType"]
        return result

    lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm = invoke_with_type, execute_with_type


threading.Thread(target=end_with_starter, daemon=True).start()
count_loopback_as_tls()
authorize_batches_like_single_calls()
omit_absent_path_parameters()
wait_less_for_logs()
name_errors()
app.main()
