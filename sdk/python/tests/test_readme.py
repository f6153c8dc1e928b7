"""What the guides show of this package works, and its types are right."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[1]
_REPOSITORY = _PACKAGE.parents[1]
_GUIDES = [_REPOSITORY / "README.md", _PACKAGE / "README.md", *sorted((_REPOSITORY / "docs" / "guides").glob("*.md"))]
# The line above a piece of code may begin with the name of its file.
_BLOCK = re.compile(r"\n(?:`([^`\n]+\.py)`:[^\n]*\n\n)?```python\n(.*?)\n```\n", re.DOTALL)
_BLOCKS = [
    (file, code)
    for guide in _GUIDES
    for file, code in _BLOCK.findall(guide.read_text(encoding="utf-8"))
    if "async_tasks" in code.replace("cdk_async_tasks", "")
]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code that is shown, each piece a module."""
    folder = tmp_path_factory.mktemp("guides")
    for number, (file, code) in enumerate(_BLOCKS):
        module = folder / (file or f"shown_{number}.py")
        module.parent.mkdir(parents=True, exist_ok=True)
        if module.parent != folder:
            (module.parent / "__init__.py").touch()
        assert not module.exists()
        module.write_text(f"{code}\n", encoding="utf-8")
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
    for number, file in enumerate(sorted(modules.rglob("*.py"))):
        # By another name than its path has: there is a package of these tests here as well.
        spec = importlib.util.spec_from_file_location(f"shown_{number}", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, test in vars(module).items():
            if name.startswith("test_"):
                test()
                ran.append(name)
    assert ran == ["test_a_picture", "test_a_film", "test_a_cancelled_film", "test_a_film_without_frames"]
