from __future__ import annotations

import math
from datetime import datetime, timezone
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest

from async_tasks._core.json_text import number_text, to_json


class Size(IntEnum):
    LARGE = 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ({"b": [1, (2, 3)], "a": {}}, '{"b":[1,[2,3]],"a":{}}'),
        ({1: "one", None: 0, False: 1}, '{"1":"one","null":0,"false":1}'),
        ("ä😀\u2028", '"ä😀\u2028"'),
        ("\ud83d\ude00 \ud83d", '"😀 \\ud83d"'),
        (Size.LARGE, "3"),
        # As JavaScript has it, whose numbers are all doubles.
        ([1.0, -0.0, 1e16, 1e21, 1e-5, 1e-7, 0.1 + 0.2], "[1,0,10000000000000000,1e+21,0.00001,1e-7,0.30000000000000004]"),
        ([2**53, 2**53 + 1, 10**20 + 1, 10**22], "[9007199254740992,9007199254740992,100000000000000000000,1e+22]"),
        ('1.0 \\" 1e+21', '"1.0 \\\\\\" 1e+21"'),
    ],
)
def test_text(value: Any, text: str) -> None:
    assert to_json("the result", value) == text


CIRCLE: list[Any] = []
CIRCLE.append({"again": CIRCLE})

DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "it is NaN"),
        ({"a": [0, {"size": -math.inf}]}, 'its member "size" is -Infinity'),
        ([1, 10**400], 'its member "1" is Infinity'),
        ([-(10**5000)], 'its member "0" is -Infinity'),
        ({"when": datetime.now(timezone.utc)}, 'its member "when" is a datetime'),
        (Decimal(1), "it is a Decimal"),
        ({"x": {(1, 2): 3}}, 'its member "x" has a key that is a tuple'),
        (CIRCLE, 'its member "again" contains itself'),
        (DEEP, "it nests too deep"),
        ({math.inf: 1}, "Out of range float values are not JSON compliant"),
    ],
)
def test_what_is_not_json(value: Any, reason: str) -> None:
    with pytest.raises(TypeError) as raised:
        to_json("the result", value)
    assert str(raised.value).startswith(f"the result is not JSON: {reason}")


def test_numbers() -> None:
    texts = {0: "0", -5: "-5", 12.5: "12.5", 123456789012345680000.0: "123456789012345680000", 1e300: "1e+300", 5e-324: "5e-324"}
    assert [number_text(value) for value in texts] == list(texts.values())
