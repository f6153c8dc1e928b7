from __future__ import annotations

import pytest

from async_tasks._aws.clients import new_client


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}.items():
        monkeypatch.setenv(name, value)


def test_repeats_and_connections() -> None:
    once, usual = new_client("dynamodb", attempts=1, connections=40), new_client("sqs")
    assert once.meta.config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert usual.meta.config.retries == {"mode": "standard", "total_max_attempts": 3}
    assert (once.meta.config.max_pool_connections, usual.meta.config.max_pool_connections) == (40, 10)
    assert once.meta.region_name == "eu-central-1"
