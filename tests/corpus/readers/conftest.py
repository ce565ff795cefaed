"""What the tests of the readers share: saving a file, reading its one article, an article as lines, the shared data."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection
from corpus.models import BlockKind
from corpus.readers.base import Reader

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of that name and content, and return its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def only_draft() -> Callable[[Reader, Path], Draft]:
    """Read a file that holds one article, and return it."""

    def read(reader: Reader, path: Path) -> Draft:
        (draft,) = reader.read(path)
        assert isinstance(draft, Draft)
        return draft

    return read


@pytest.fixture
def outline() -> Callable[[tuple[DraftSection, ...]], list[str]]:
    """Return sections as lines: `# heading`, `paragraph`, `* list item`."""

    def lines(sections: tuple[DraftSection, ...]) -> list[str]:
        found = []
        for section in sections:
            found.extend([f"# {section.heading}"] if section.heading else [])
            found.extend(("* " if block.kind is BlockKind.LIST_ITEM else "") + block.text for block in section.blocks)
        return found

    return lines


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; skip where it is not there."""
    folder = Path(os.environ.get("CARECITE_SHARED_DATA") or REPOSITORY / "../shared/data")
    if not folder.is_dir():
        pytest.skip(f"the shared data is not at {folder}; set CARECITE_SHARED_DATA to its folder")
    return folder
