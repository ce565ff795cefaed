"""The interface of everything that turns text into vectors."""

from collections.abc import Sequence
from typing import Protocol

from corpus.models import Sha256
from index.models import Vectors


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity."""

    name: str
    """Goes into the manifest and every answer."""
    sha256: Sha256
    """Identifies the weights (or the algorithm's version): same hash, same text, same vector."""
    precision: str
    """How passages are computed; vectors of another precision are never mixed with these."""
    dimension: int
    max_tokens: int

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages with their context in front: (n, dimension) float32, rows L2-normalised; (0, dimension) for none."""

    def encode_query(self, text: str) -> Vectors:
        """Encode one question: (1, dimension) float32, L2-normalised."""

    def count_truncated(self, texts: Sequence[str]) -> int:
        """Count the texts that are longer than the encoder reads."""

    def use_threads(self, threads: int) -> None:
        """Encode with this many threads from now on."""
