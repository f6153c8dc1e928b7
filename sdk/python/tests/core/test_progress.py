from __future__ import annotations

from typing import Any

import pytest

from async_tasks._core.progress import Progress, as_stored, progress_of


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (50, 50),
        ("12.5", 12.5),
        (-1, 0),
        (101, 100),
        (float("inf"), 100),
        (float("nan"), None),
        (None, None),
        ("half", None),
        ([], None),
        (10**400, None),
    ],
)
def test_percentages(percent: Any, said: float | None) -> None:
    assert progress_of(percent, None) == (None if said is None else Progress(said))


def test_messages() -> None:
    assert progress_of(1, 5) == Progress(1, "5")
    assert as_stored(Progress(33.337, "é" * 600)) == {"percent": 33.34, "message": "é" * 512}
    assert as_stored(Progress(0.125)) == {"percent": 0.13}
