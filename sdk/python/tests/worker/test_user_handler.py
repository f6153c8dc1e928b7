from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from async_tasks import Handler
from async_tasks._core.outcome import call_handler
from async_tasks._worker.user_handler import load_user_handler
from async_tasks.testing import FakeContext

from ..core.test_outcome import TASK


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def run(handler: Handler) -> Any:
    outcome = call_handler(handler, TASK, FakeContext())
    return outcome.result if outcome.error is None else tuple(outcome.error)


@pytest.mark.parametrize("name", ["loaded_app.handler", "loaded_folder/thumbnail.handler", "loaded_folder.thumbnail.handler"])
def test_a_handler(folder: Path, name: str) -> None:
    (folder / "loaded_folder").mkdir()
    for file in ("loaded_app.py", "loaded_folder/thumbnail.py"):
        (folder / file).write_text("def handler(task, context):\n    return __name__\n")
    assert run(load_user_handler(name)) == f'"{name.replace("/", ".").removesuffix(".handler")}"'


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import no_such_module_anywhere", ("ModuleNotFoundError", "No module named 'no_such_module_anywhere'")),
        ("from json import no_such_name", ("ImportError", None)),
        ("def handler(:", ("SyntaxError", None)),
        ("import sys; sys.exit('no configuration')", ("SystemExit", "no configuration")),
        ("", ("TypeError", 'the handler\'s module broken_{} has no function named "handler"')),
        ("handler = 5", ("TypeError", 'the handler\'s module broken_{} has no function named "handler"')),
    ],
)
def test_a_failure_to_load_is_that_of_the_runs(folder: Path, code: str, error: tuple[str, str | None], request: pytest.FixtureRequest) -> None:
    number = abs(hash(code))
    (folder / f"broken_{number}.py").write_text(code)
    handler = load_user_handler(f"broken_{number}.handler")
    for _ in range(2):
        kind, message = run(handler)
        assert kind == error[0]
        assert error[1] is None or message == error[1].format(number)


def test_names() -> None:
    assert run(load_user_handler("no_such_module.handler")) == ("ModuleNotFoundError", "No module named 'no_such_module'")
    assert run(load_user_handler("handler")) == ("ValueError", 'the handler is named "handler", which is not of the form <module>.<function>')
