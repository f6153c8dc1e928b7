"""JSON text, as the other languages of the library write it: of equal values, the same text."""

from __future__ import annotations

import json
import math
import re
from typing import Any

# Numbers that JavaScript writes otherwise have one of these; so may strings, which are then passed over one by one.
_PERHAPS_UNLIKE = re.compile(r"\.0(?!\d)|\de[+-]|\d{16}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]\d+)?')
_SURROGATE = re.compile("[\ud800-\udfff]")

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def to_json(what: str, value: Any) -> str:
    """A value as JSON text. JSON has no NaN and no infinities; numbers are doubles, so that a whole number beyond them is one.

    Raises TypeError, whose sentence begins with what the value is, when it cannot be JSON.
    """
    try:
        text = _encode(value)
        if _PERHAPS_UNLIKE.search(text):
            text = _TOKEN.sub(_like_javascript, text)
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise TypeError(f"{what} is not JSON: {_reason(value, error)}") from None
    return _as_unicode(text)


def from_json(text: str) -> Any:
    return json.loads(text)


def is_deeper_than(value: Any, levels: int) -> bool:
    """Whether a document nests deeper than so many levels."""
    level = [value]
    for _ in range(levels + 1):
        containers = [container for container in level if isinstance(container, (dict, list, tuple))]
        if not containers:
            return False
        level = [member for container in containers for member in (container.values() if isinstance(container, dict) else container)]
    return True


def number_text(value: float) -> str:
    """A number as JavaScript writes it: the shortest digits that mean this double."""
    mantissa, _, exponent = repr(abs(float(value))).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    return ("-" if value < 0 else "") + _place_point(digits, point)


def _place_point(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+}"


def _like_javascript(match: re.Match[str]) -> str:
    token = match.group()
    if token[0] == '"':
        return token
    number = float(token)
    if math.isinf(number):
        raise OverflowError(token)
    return number_text(number)


def _as_unicode(text: str) -> str:
    """Halves of characters are escaped, which UTF-8 cannot have; two that belong together are one character."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        pass
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", paired)


def _reason(value: Any, error: Exception) -> str:
    try:
        return _find_reason("", value, []) or str(error)
    except RecursionError:
        return "it nests too deep"


def _find_reason(key: str, value: Any, above: list[int]) -> str | None:
    """Why a value is no JSON."""
    if value is None or isinstance(value, (str, bool)):
        return None
    where = f"its member {_as_unicode(_encode(key))}" if key else "it"
    if isinstance(value, (int, float)):
        number = _as_double(value)
        return None if math.isfinite(number) else f"{where} is {'NaN' if math.isnan(number) else 'Infinity' if number > 0 else '-Infinity'}"
    if not isinstance(value, (dict, list, tuple)):
        return f"{where} is a {type(value).__name__}"
    if id(value) in above:
        return f"{where} contains itself"
    for name, member in value.items() if isinstance(value, dict) else enumerate(value):
        if not (name is None or isinstance(name, (str, int, float))):
            return f"{where} has a key that is a {type(name).__name__}"
        reason = _find_reason(str(name), member, [*above, id(value)])
        if reason:
            return reason
    return None


def _as_double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
