from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from async_tasks._aws.dynamo_store import DynamoStore, marshal, unmarshal
from async_tasks._core.ports import ConditionFailed

from .stub_client import StubClient

_ITEM = {"id": "1", "attempt": 2, "at_most_once": True, "progress": {"percent": 12.5, "message": "ä"}}
_TYPED = {
    "id": {"S": "1"},
    "attempt": {"N": "2"},
    "at_most_once": {"BOOL": True},
    "progress": {"M": {"percent": {"N": "12.5"}, "message": {"S": "ä"}}},
}


def refused(**more: Any) -> ClientError:
    response: Any = {"Error": {"Code": "ConditionalCheckFailedException"}, **more}
    return ClientError(response, "UpdateItem")


def test_reads_items() -> None:
    client = StubClient({"Item": _copy(_TYPED)}, {})
    store = DynamoStore(client)
    assert store.get({"TableName": "tasks", "Key": {"id": "1"}, "ConsistentRead": True}) == _ITEM
    assert store.get({"TableName": "tasks", "Key": {"id": "1"}}) is None
    assert client.requests[0] == ("get_item", {"TableName": "tasks", "Key": {"id": {"S": "1"}}, "ConsistentRead": True})


def test_writes_items() -> None:
    client = StubClient({}, {"Attributes": _copy(_TYPED)})
    store = DynamoStore(client)
    store.put({"TableName": "tasks", "Item": _ITEM, "ExpressionAttributeValues": {":ttl": 5}})
    assert store.update({"TableName": "tasks", "Key": {"id": "1"}, "ExpressionAttributeValues": {":claim": "x"}}) == _ITEM
    assert client.requests == [
        ("put_item", {"TableName": "tasks", "Item": _TYPED, "ExpressionAttributeValues": {":ttl": {"N": "5"}}}),
        ("update_item", {"TableName": "tasks", "Key": {"id": {"S": "1"}}, "ExpressionAttributeValues": {":claim": {"S": "x"}}}),
    ]


def test_a_refusal_says_what_refused() -> None:
    store = DynamoStore(StubClient(refused(Item=_copy(_TYPED)), refused()))
    for old in (_ITEM, None):
        with pytest.raises(ConditionFailed) as raised:
            store.update({"Key": {"id": "1"}})
        assert raised.value.old == old


def test_other_errors_are_errors() -> None:
    store = DynamoStore(StubClient(ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem")))
    with pytest.raises(ClientError, match="ThrottlingException"):
        store.put({"Item": {}})


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (2**60, "1152921504606846976"), (0.5, "0.5"), (12.0, "12"), (1e-7, "1e-7")])
def test_numbers(value: float, text: str) -> None:
    assert marshal(value) == {"N": text}
    assert unmarshal({"x": {"N": text}}) == {"x": value}


def test_what_others_may_have_added_is_left_alone() -> None:
    assert unmarshal({"a": {"NULL": True}, "b": {"L": [{"N": "1"}, {"S": "x"}]}, "c": {"SS": ["y"]}}) == {"a": None, "b": [1, "x"], "c": ["y"]}


def test_what_a_record_cannot_have() -> None:
    with pytest.raises(TypeError, match="a record cannot have a list"):
        marshal([])


def _copy(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: {kind: _copy(value) if kind == "M" else value for kind, value in member.items()} for name, member in typed.items()}
