"""Transitions of the life cycle: at most one conditional write each, whose outcome is known even when its answer was lost."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .contract import BARE_CLAIM, TABLE_KEY, TERMINAL_STATUSES, TRANSITION_CONSTANTS
from .ports import ConditionFailed, Item, Ports
from .record import Record, is_expired

_VALUE = re.compile(r":(\w+)")
_NAME = re.compile(r"#(\w+)")

TransitionValues = Mapping[str, Any]
"""What a transition's expressions leave open. None is as good as not given."""


class TransitionOutcome(NamedTuple):
    """What became of a transition. A refused one says what stands in the table instead; None when there is no such task."""

    applied: bool
    record: Record | None


class _Expressions(NamedTuple):
    update: str
    names: dict[str, str]
    values: tuple[tuple[str, str], ...]
    """Placeholders, with the names of their values."""


class Transition:
    """A transition of the life cycle, as data: one conditional write on the record. ``#name`` is an attribute, ``:value`` a value that the
    caller gives, ``:STATUS`` the name of a status."""

    def __init__(self, name: str, to: str | None, condition: str, set: Mapping[str, str], remove: Sequence[str]) -> None:
        self.name = name
        self.to = to
        """The status that the transition leads to; it stays as it is when there is none."""
        self.condition = condition
        self.set = set
        """Attribute to expression. One that is just a value is left out when the caller does not give it."""
        self.remove = remove
        self._optional = tuple(value for value in set.values() if _VALUE.fullmatch(value))
        self._known: dict[tuple[str, ...], _Expressions] = {}

    def request(self, table: str, task_id: str, given: TransitionValues) -> Item:
        """The parameters of the write."""
        values: dict[str, Any] = {**TRANSITION_CONSTANTS, "transition": self.name, **given}
        left_out = tuple(value for value in self._optional if values.get(value[1:]) is None)
        expressions = self._known.get(left_out)
        if expressions is None:
            expressions = self._known[left_out] = self._expressions(left_out)
        attribute_values = {}
        for placeholder, name in expressions.values:
            value = values.get(name)
            if value is None:
                raise LookupError(f"the transition {self.name} needs a value for {placeholder}")
            attribute_values[placeholder] = value
        return {
            "TableName": table,
            "Key": {TABLE_KEY: task_id},
            "ConditionExpression": self.condition,
            "UpdateExpression": expressions.update,
            "ExpressionAttributeNames": expressions.names,
            "ExpressionAttributeValues": attribute_values,
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _expressions(self, left_out: tuple[str, ...]) -> _Expressions:
        assignments = (f"#{name} = {value}" for name, value in self.set.items() if value not in left_out)
        update = f"SET {', '.join(assignments)}"
        if self.remove:
            update += f" REMOVE {', '.join(f'#{name}' for name in self.remove)}"
        both = f"{self.condition} {update}"
        return _Expressions(
            update,
            {f"#{name}": name for name in _NAME.findall(both)},
            tuple({f":{name}": name for name in _VALUE.findall(both)}.items()),
        )


class LeaseTransition(NamedTuple):
    """A transition that takes or extends a lease. The watch entry has to be there when the lease ends; moving it costs two writes of the
    index, so it is left alone where it will do."""

    covered: Transition
    """The transition where the watch entry comes after the lease, as soon after it as after a dispatch."""
    moved: Transition
    """The transition that moves the watch entry to the end of the lease."""


def apply_transition(ports: Ports, transition: Transition, task_id: str, values: TransitionValues) -> TransitionOutcome:
    now = ports.now()
    revision = _new_revision(ports)
    request = transition.request(ports.table, task_id, {"now": now, "now_seconds": now // 1000, **values, "revision": revision})
    try:
        return TransitionOutcome(True, ports.store.update(request))
    except ConditionFailed as error:
        old = error.old
        if old is not None and (old.get("revision") == revision or _is_repeated(transition, old, values.get("claim"))):
            return TransitionOutcome(True, old)
        return TransitionOutcome(False, None if old is None or is_expired(old, now) else old)


def token(random: bytes) -> str:
    """Random bytes as text."""
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def _new_revision(ports: Ports) -> str:
    return token(ports.random(16))


def _is_repeated(transition: Transition, old: Record, claim: str | None) -> bool:
    """Whether the record already is what the transition wanted, by the same claim. The claim alone proves nothing: it stays in
    the record when its run has ended, one way or the other."""
    return (
        claim is not None
        and old.get("claim") == claim
        and old["status"] == transition.to
        and (claim != BARE_CLAIM or transition.to in TERMINAL_STATUSES)
    )
