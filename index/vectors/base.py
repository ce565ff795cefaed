"""The interface of a vector index. Scores are inner products: with L2-normalised rows, cosine similarity."""

from pathlib import Path
from typing import Protocol

from index.models import Mask, Vectors


class VectorIndex(Protocol):
    """Rows of vectors that can be searched."""

    kind: str
    rows: int
    dimension: int

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[list[int], list[float]]:
        """Find the rows nearest to `query` ((1, dimension)): at most k rows and their cosines, best first, ties by row."""

    def cosines(self, query: Vectors, rows: list[int]) -> list[float]:
        """Score the given rows against `query`."""

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError."""
