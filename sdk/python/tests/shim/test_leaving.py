from __future__ import annotations

import logging

import pytest

from async_tasks._shim.leaving import Leaving

from ..support.surroundings import RecordedLines


@pytest.fixture
def lines() -> RecordedLines:
    return RecordedLines()


@pytest.fixture
def exits() -> list[str]:
    return []


@pytest.fixture
def leaving(lines: RecordedLines, exits: list[str]) -> Leaving:
    logger = logging.Logger("test")
    logger.addHandler(lines)
    return Leaving(logger, lambda: exits.append("left"))


def test_nobody_leaves_without_need(leaving: Leaving, exits: list[str]) -> None:
    leaving.begin()
    leaving.finish()
    leaving.check()
    assert exits == []


def test_the_last_one_leaves(leaving: Leaving, lines: RecordedLines, exits: list[str]) -> None:
    for _ in range(2):
        leaving.begin()
    leaving.demand()
    leaving.finish()
    assert exits == []
    leaving.finish()
    assert exits == ["left"]
    assert lines.messages == ["the process ends: the code of a run goes on although its time is over"]
    with pytest.raises(RuntimeError, match="the process ends"):
        leaving.check()
