"""A data directory and an app on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.service.making import CRISIS, FLU, GOUT, publish, serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name an empty data directory."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def shared_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve three made articles to tests that change nothing."""
    home = tmp_path_factory.mktemp("served") / "home"
    publish(home, GOUT, FLU, CRISIS)
    with serving(home) as client:
        yield client
