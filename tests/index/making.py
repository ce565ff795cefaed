"""A data directory with articles, and embedders that behave as a test needs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.drafts import Draft
from corpus.models import Source
from corpus.store import ArticleStore
from index.embedders.hashing import HashingEmbedder
from index.models import Vectors
from tests.corpus.making import draft, put, section

TOPICS = {
    "gout": "Gout is a painful arthritis: crystals of uric acid build up in a joint, often that of the big toe.",
    "flu": "Influenza infects the nose, throat and lungs; fever, cough and aching muscles come suddenly.",
    "asthma": "Asthma narrows the airways of the lungs, so that people wheeze, cough and run short of breath at night.",
    "migraine": "A migraine is a throbbing headache on one side of the head that makes light and noise hard to bear.",
    "anaemia": "In anaemia the blood carries too little oxygen, and people feel tired, cold and weak.",
}


def topic(name: str, *more: str, source: Source | None = None) -> Draft:
    """Make an article of one paragraph, and more."""
    return draft(name.title(), section("What it is", TOPICS[name], *more), key=name, source=source or Source())


def fill(home: Path, *drafts: Draft) -> None:
    """Put articles into the store of a data directory."""
    with ArticleStore.open_store(home) as store:
        put(store, *drafts)


class CountingEmbedder(HashingEmbedder):
    """Remembers which texts it encoded, and does something before each batch."""

    def __init__(self, dimension: int = 64, before: Callable[[int], None] = lambda _: None) -> None:
        super().__init__(dimension)
        self.encoded: list[str] = []
        self.batches = 0
        self._before = before

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode texts as the hashing embedder does."""
        self._before(self.batches)
        self.batches += 1
        self.encoded += texts
        return super().encode_passages(texts)
