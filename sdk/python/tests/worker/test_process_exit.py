from __future__ import annotations

import logging

import pytest

from async_tasks._worker.process_exit import ProcessExit

from ..support.surroundings import RecordedLines


@pytest.fixture
def lines() -> RecordedLines:
    return RecordedLines()


@pytest.fixture
def exits() -> list[str]:
    return []


@pytest.fixture
def process_exit(lines: RecordedLines, exits: list[str]) -> ProcessExit:
    logger = logging.Logger("test")
    logger.addHandler(lines)
    return ProcessExit(logger, lambda: exits.append("exited"))


def test_no_exit_without_a_request(process_exit: ProcessExit, exits: list[str]) -> None:
    process_exit.begin_message()
    process_exit.finish_message()
    process_exit.wait_if_due()
    assert exits == []


def test_the_last_message_ends_the_process(process_exit: ProcessExit, lines: RecordedLines, exits: list[str]) -> None:
    for _ in range(2):
        process_exit.begin_message()
    process_exit.request()
    process_exit.finish_message()
    assert exits == []
    process_exit.finish_message()
    assert exits == ["exited"]
    assert lines.messages == ["the process ends: the code of a run goes on although its time is over"]
    with pytest.raises(RuntimeError, match="the process ends"):
        process_exit.wait_if_due()
