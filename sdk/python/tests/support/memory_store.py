"""A table in memory, which evaluates the expressions that are sent to it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from async_tasks._core.ports import ConditionFailed, Item

_TOKEN = re.compile(r"\s*(attribute_not_exists|attribute_exists|if_not_exists|IN|AND|OR|<>|<=|>=|[#:]\w+|[()<>=+,])")
_PYTHON = {"AND": "and", "OR": "or", "IN": "in", "=": "==", "<>": "!="}


class _Absent:
    """What comparisons with an attribute have that is not there: none of them holds but ``<>``."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__
    __hash__ = object.__hash__


_ABSENT = _Absent()


class MemoryStore:
    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.requests: list[tuple[str, Item]] = []
        self.before: Callable[[str, Item], None] = lambda operation, request: None
        """Called before each request; what it raises is the answer."""

    def get(self, request: Item) -> Item | None:
        self._begin("get", request)
        item = self.items.get(request["Key"]["id"])
        if item is None:
            return None
        item = copy.deepcopy(item)
        if "ProjectionExpression" not in request:
            return item
        wanted = [request["ExpressionAttributeNames"][name] for name in request["ProjectionExpression"].split(", ")]
        return {name: item[name] for name in wanted if name in item}

    def put(self, request: Item) -> None:
        self._begin("put", request)
        old = self.items.get(request["Item"]["id"])
        self._check(request, old)
        self.items[request["Item"]["id"]] = copy.deepcopy(request["Item"])

    def update(self, request: Item) -> Item:
        self._begin("update", request)
        key = request["Key"]["id"]
        old = self.items.get(key)
        self._check(request, old)
        new = copy.deepcopy(old or {"id": key})
        sets, _, removes = request["UpdateExpression"].removeprefix("SET ").partition(" REMOVE ")
        for assignment in re.split(r", (?=#\w+ = )", sets):
            name, _, expression = assignment.partition(" = ")
            new[request["ExpressionAttributeNames"][name]] = copy.deepcopy(self._evaluate(expression, request, old))
        for name in filter(None, removes.split(", ")):
            new.pop(request["ExpressionAttributeNames"][name], None)
        self.items[key] = new
        return copy.deepcopy(new)

    def _begin(self, operation: str, request: Item) -> None:
        self.requests.append((operation, copy.deepcopy(request)))
        self.before(operation, request)

    def _check(self, request: Item, old: Item | None) -> None:
        if "ConditionExpression" in request and not self._evaluate(request["ConditionExpression"], request, old):
            shown = old if request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" else None
            raise ConditionFailed(copy.deepcopy(shown))

    def _evaluate(self, expression: str, request: Item, old: Item | None) -> Any:
        item = old or {}
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        code = ""
        position = 0
        while position < len(expression.rstrip()):
            match = _TOKEN.match(expression, position)
            assert match, f"{expression[position:]} is not understood"
            token = match.group(1)
            position = match.end()
            if token[0] == "#":
                code += f" names[{token!r}]" if code.endswith(("exists(", "if_not_exists(")) else f" item.get(names[{token!r}], absent)"
            elif token[0] == ":":
                code += f" values[{token!r}]"
            else:
                code += f" {_PYTHON.get(token, token)}" if token not in "(," else token
        return eval(
            code,
            {
                "item": item,
                "names": names,
                "values": values,
                "absent": _ABSENT,
                "attribute_exists": lambda name: name in item,
                "attribute_not_exists": lambda name: name not in item,
                "if_not_exists": item.get,
            },
        )
