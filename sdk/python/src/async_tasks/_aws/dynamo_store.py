"""The task table in DynamoDB."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from .._core.json_text import number_text
from .._core.ports import ConditionFailed, Item

_WITH_VALUES = ("Key", "Item", "ExpressionAttributeValues")


class DynamoStore:
    def __init__(self, client: Any) -> None:
        self._client = client

    def get(self, request: Item) -> Item | None:
        item = self._client.get_item(**_marshalled(request)).get("Item")
        return None if item is None else unmarshal(item)

    def put(self, request: Item) -> None:
        self._conditional(self._client.put_item, request)

    def update(self, request: Item) -> Item:
        return unmarshal(self._conditional(self._client.update_item, request).get("Attributes", {}))

    def _conditional(self, operation: Any, request: Item) -> Any:
        try:
            return operation(**_marshalled(request))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            # The service's answer has the item; the SDK's type of it does not say so.
            item: Any = error.response.get("Item")
            raise ConditionFailed(None if item is None else unmarshal(item)) from None


def _marshalled(request: Item) -> Item:
    return {**request, **{name: {key: marshal(value) for key, value in request[name].items()} for name in _WITH_VALUES if name in request}}


def marshal(value: Any) -> dict[str, Any]:
    """A value as DynamoDB's API has it. Those that a record can have, and no others."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, float):
        return {"N": number_text(value)}
    if isinstance(value, dict):
        return {"M": {key: marshal(member) for key, member in value.items()}}
    raise TypeError(f"a record cannot have a {type(value).__name__}")


def unmarshal(item: dict[str, dict[str, Any]]) -> Item:
    """An item from DynamoDB's API. Attributes of a type that no record has are left as they are."""
    return {name: _plain(*typed.popitem()) for name, typed in item.items()}


def _plain(kind: str, value: Any) -> Any:
    if kind == "N":
        return int(value) if value.lstrip("-").isdigit() else float(value)
    if kind == "M":
        return unmarshal(value)
    if kind == "L":
        return [_plain(*typed.popitem()) for typed in value]
    return None if kind == "NULL" else value
