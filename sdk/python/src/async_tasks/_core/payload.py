"""A task's data and result: in the record, or in an item that the record names."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import Any

from .contract import INLINE_PAYLOAD_BYTES, TABLE_KEY, TTL_ATTRIBUTE
from .ports import ConditionFailed, Ports
from .record import Record


class PayloadMissing(Exception):
    """A record names a payload that is not in the table: it has expired, or somebody has deleted it."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"the payload {ref} is not in the table")


def place_result(ports: Ports, task_id: str, text: str, ttl: int) -> dict[str, str]:
    """The attributes by which a record has its result, whose item is written first if it needs one.

    Should the transition that names it be refused, the item is an orphan until its ``ttl``, and nothing worse.
    """
    encoded = text.encode()
    if len(encoded) <= INLINE_PAYLOAD_BYTES:
        return {"result": text}

    ref = f"{task_id}#result#{sha256(encoded).hexdigest()[:16]}"
    # The same text may be there already, for longer: a record that has it may need that.
    with suppress(ConditionFailed):
        ports.store.put(
            {
                "TableName": ports.table,
                "Item": {TABLE_KEY: ref, "payload": text, TTL_ATTRIBUTE: ttl},
                "ConditionExpression": "attribute_not_exists(#ttl) OR #ttl < :ttl",
                "ExpressionAttributeNames": {"#ttl": TTL_ATTRIBUTE},
                "ExpressionAttributeValues": {":ttl": ttl},
            }
        )
    return {"result_ref": ref}


def read_data(ports: Ports, record: Record) -> Any:
    """A task's data, as JSON text. Read consistently, since it may have been written a moment ago. Raises PayloadMissing."""
    ref = record.get("data_ref")
    if ref is None:
        return record["data"]

    item = ports.store.get({"TableName": ports.table, "Key": {TABLE_KEY: ref}, "ConsistentRead": True})
    if item is None:
        raise PayloadMissing(ref)
    return item["payload"]
