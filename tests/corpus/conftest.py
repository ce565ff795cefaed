"""A store to put articles into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import ArticleStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    """Open an empty store in a folder of its own."""
    with ArticleStore.open_store(tmp_path / "home") as opened:
        yield opened
