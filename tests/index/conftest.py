"""A data directory to build in."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name a data directory that is not there yet."""
    return tmp_path / "home"
