from __future__ import annotations

import pytest

from async_tasks._aws.sqs_queue import SqsQueue, queue_url

from .stub_client import StubClient


def test_hides_messages() -> None:
    client, made = StubClient(), []

    def new_client() -> StubClient:
        made.append(client)
        return client

    queue = SqsQueue(new_client)
    assert made == []
    for receipt in ("r1", "r2"):
        queue.hide("arn:aws:sqs:eu-central-1:111122223333:thumbnails", receipt, 7)
    assert len(made) == 1
    assert client.requests == [
        (
            "change_message_visibility",
            {"QueueUrl": "https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails", "ReceiptHandle": receipt, "VisibilityTimeout": 7},
        )
        for receipt in ("r1", "r2")
    ]


@pytest.mark.parametrize(
    ("arn", "url"),
    [
        ("arn:aws-cn:sqs:cn-north-1:111122223333:q", "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q"),
        ("arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q.fifo", "https://sqs.us-gov-west-1.amazonaws.com/111122223333/q.fifo"),
    ],
)
def test_urls(arn: str, url: str) -> None:
    assert queue_url(arn) == url


def test_what_is_no_queue() -> None:
    with pytest.raises(ValueError, match="arn:aws:s3:::bucket is not the ARN of a queue"):
        queue_url("arn:aws:s3:::bucket")
