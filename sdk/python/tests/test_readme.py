"""What the guides show of this package works, and its types are right."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[1]
_GUIDES = [_PACKAGE.parents[1] / "README.md", _PACKAGE / "README.md"]
_BLOCKS = [
    code
    for guide in _GUIDES
    for code in re.findall(r"\n```python\n(.*?)\n```\n", guide.read_text(encoding="utf-8"), re.DOTALL)
    if "async_tasks" in code.replace("cdk_async_tasks", "")
]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code that is shown, each piece a module; what another piece imports has the name for that."""
    folder = tmp_path_factory.mktemp("guides")
    (folder / "handlers").mkdir()
    (folder / "handlers" / "__init__.py").touch()
    for number, code in enumerate(_BLOCKS):
        name = "handlers/film" if "class Film" in code else "app" if '"loading"' in code else f"shown_{number}"
        (folder / f"{name}.py").write_text(f"{code}\n", encoding="utf-8")
    return folder


def test_types(modules: Path) -> None:
    # Only of what is shown: the SDK, which the package imports, has no types.
    options = ["--no-error-summary", "--cache-dir", "/dev/null", "--config-file", "", "--follow-imports", "silent"]
    command = [sys.executable, "-m", "mypy", *options, str(modules)]
    checked = subprocess.run(command, cwd=modules, env={"MYPYPATH": str(_PACKAGE / "src")}, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_it_does_what_it_says(modules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(modules))
    ran = []
    for file in sorted(modules.glob("*.py")):
        module = importlib.import_module(file.stem)
        for name, test in vars(module).items():
            if name.startswith("test_"):
                test()
                ran.append(name)
    assert ran == ["test_a_film", "test_a_film_that_nobody_wants_any_more", "test_a_film_without_frames", "test_a_picture"]
