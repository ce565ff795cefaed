"""Earlier generations, for permalinks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embedders.hashing import HashingEmbedder
from index.models import GenerationId
from index.shelf import Shelf
from service.archive import open_corpus
from service.serving import Serving
from tests.corpus.making import draft, section
from tests.service.making import GOUT, publish

CHANGED = draft("Gout", section("Treatment", "Everything about gout was written anew for this edition of the article."), key="gout")


@pytest.fixture
def two(home: Path) -> Iterator[tuple[Serving, GenerationId, GenerationId]]:
    """Serve the second of two generations."""
    old, new = publish(home, GOUT), publish(home, CHANGED)
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=3600)
    made.start()
    yield made, old, new
    made.stop()


def opened(running: Serving, name: str) -> tuple[str, str] | None:
    """Name the generation that is opened, and the first words of its article on gout."""
    with open_corpus(running, GenerationId(name)) as found:
        return (found[0].generation, found[1].article("gout").text[:20]) if found else None


def test_the_served_generation_and_an_earlier_one_are_opened_by_name(two: tuple[Serving, GenerationId, GenerationId]) -> None:
    running, old, new = two
    assert opened(running, new) == (new, "Treatment\n\nEverythin")
    assert opened(running, old) == (old, "What is gout?\n\nGout ")


@pytest.mark.parametrize("name", ["20200101T000000-00000000", "..", "../generations", "", "."])
def test_for_a_name_that_is_not_there_the_served_one_is_opened(two: tuple[Serving, GenerationId, GenerationId], name: str) -> None:
    running, _, new = two
    assert opened(running, name) == (new, "Treatment\n\nEverythin")


@pytest.mark.parametrize("harm", ["edited", "missing", "no manifest"])
def test_an_earlier_generation_that_is_not_as_it_was_built_is_not_shown(
    two: tuple[Serving, GenerationId, GenerationId], harm: str
) -> None:
    running, old, new = two
    folder = running.shelf.path(old)
    if harm == "edited":
        path = folder / "corpus.sqlite"
        path.write_bytes(path.read_bytes().replace(b"allopurinol", b"amoxycillin"))
    else:
        (folder / ("corpus.sqlite" if harm == "missing" else "manifest.json")).unlink()
    assert opened(running, old) == (new, "Treatment\n\nEverythin")


def test_an_earlier_generation_is_shown_even_when_nothing_is_served(home: Path) -> None:
    old = publish(home, GOUT)
    (home / "published.json").unlink()
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=3600)
    made.start()
    assert opened(made, old) == (old, "What is gout?\n\nGout ")
    assert opened(made, "20200101T000000-00000000") is None
    made.stop()
