"""The package as its users get it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[1]
_GENERATED = {"async_tasks/_core/contract.py", "async_tasks/_core/transitions.py"}

_USE = """
import sys
import async_tasks, async_tasks.testing, async_tasks.client
from async_tasks._core.transitions import CLAIM

assert CLAIM.covered.to == "IN_PROGRESS"
run = async_tasks.testing.run_handler(lambda task, context: {"width": task.data["width"] * 2}, {"width": 32})
assert run.result == {"width": 64}, run
assert "botocore" not in sys.modules
"""


def test_types() -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", "/dev/null"]
    checked = subprocess.run(command, cwd=_PACKAGE, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(_PACKAGE)], check=True, capture_output=True
    )
    (built,) = folder.iterdir()
    return built


def test_wheel_contents(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("async_tasks/")}
        metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    source = _PACKAGE / "src"
    assert packed == {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {"async_tasks/py.typed", *_GENERATED} <= packed
    assert "Requires-Dist" not in metadata


def test_source_distribution(tmp_path: Path) -> None:
    """It has what is generated, so that a wheel can be built from it."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--outdir", str(tmp_path), str(_PACKAGE)], check=True, capture_output=True
    )
    (built,) = tmp_path.iterdir()
    with tarfile.open(built) as archive:
        packed = {name.partition("/src/")[2] for name in archive.getnames()}
    assert packed >= _GENERATED


def test_wheel_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    """It needs nothing else, where handlers are written and tested."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", str(wheel)], check=True)
    subprocess.run([python, "-c", _USE], cwd=tmp_path, check=True)
