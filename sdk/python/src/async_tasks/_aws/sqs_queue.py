"""A worker's queues on Amazon SQS."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

_QUEUE_ARN = re.compile(r"arn:([^:]+):sqs:([^:]+):(\d{12}):([^:]+)")


class SqsQueue:
    def __init__(self, new_client: Callable[[], Any]) -> None:
        self._new_client = new_client

    @cached_property
    def _client(self) -> Any:
        """Most functions never need it."""
        return self._new_client()

    def hide(self, queue_arn: str, receipt_handle: str, seconds: int) -> None:
        self._client.change_message_visibility(QueueUrl=queue_url(queue_arn), ReceiptHandle=receipt_handle, VisibilityTimeout=seconds)


def queue_url(arn: str) -> str:
    """The URL by which SQS knows a queue; a message says only its queue's ARN."""
    match = _QUEUE_ARN.fullmatch(arn)
    if match is None:
        raise ValueError(f"{arn} is not the ARN of a queue: arn:<partition>:sqs:<region>:<account>:<name>")
    partition, region, account, name = match.groups()
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return f"https://sqs.{region}.{suffix}/{account}/{name}"
