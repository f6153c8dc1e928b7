import pytest

from .support.surroundings import Surroundings


@pytest.fixture
def world() -> Surroundings:
    return Surroundings()
