from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

_REPOSITORY = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the worker of Node.js decides, asks and says. The seed is ASYNC_TASKS_SEED, the size ASYNC_TASKS_CASES."""
    file = tmp_path_factory.mktemp("differential") / "cases.json"
    command = [os.environ.get("NODE", "node"), "--import", "tsx", str(_REPOSITORY / "test" / "python" / "write-cases.ts"), str(file)]
    subprocess.run([*command, os.environ.get("ASYNC_TASKS_SEED", "1"), os.environ.get("ASYNC_TASKS_CASES", "1000")], cwd=_REPOSITORY, check=True)
    loaded: dict[str, Any] = json.loads(file.read_text())
    return loaded
