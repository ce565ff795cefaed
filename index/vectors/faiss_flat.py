"""Exact search with a flat FAISS index: right up to about 150,000 passages (5 ms for 100,000 on one thread)."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.errors import GenerationBroken
from index.models import Mask, Vectors


class FaissFlat:
    """A flat inner-product index."""

    kind = "faiss-flat"

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.rows = int(engine.ntotal)
        self.dimension = int(engine.d)

    @classmethod
    def build(cls, vectors: Vectors) -> "FaissFlat":
        """Index vectors: (n, dimension) float32, rows L2-normalised."""
        engine = faiss.IndexFlatIP(vectors.shape[1])
        engine.add(np.ascontiguousarray(vectors))
        return cls(engine)

    @classmethod
    def load(cls, path: Path) -> "FaissFlat":
        """Load an index file. Raises GenerationBroken."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise GenerationBroken(f"{path}: not a readable FAISS index; run `carecite index verify`") from error

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[list[int], list[float]]:
        """Find the rows nearest to `query` ((1, dimension)): at most k rows and their cosines, best first, ties by row."""
        k = min(k, self.rows)
        if not k:
            return [], []
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
        asked = k
        while True:
            # One more than wanted: while the last ones tie, more may do so, and FAISS keeps any of them, not the first.
            asked = min(asked + 1, self.rows)
            scores, rows = self._engine.search(query, asked, params=parameters)
            if asked == self.rows or scores[0][asked - 1] < scores[0][k - 1] or rows[0][asked - 1] < 0:
                break
            asked *= 2
        order = np.lexsort((rows[0], -scores[0]))
        kept = [at for at in order if rows[0][at] >= 0][:k]
        return [int(rows[0][at]) for at in kept], [float(scores[0][at]) for at in kept]

    def cosines(self, query: Vectors, rows: list[int]) -> list[float]:
        """Score the given rows against `query`."""
        if not rows:
            return []
        found: list[float] = (self._engine.reconstruct_batch(np.asarray(rows, dtype=np.int64)) @ query[0]).tolist()
        return found

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError, which FAISS itself does not do for the last bytes of a full disk."""
        path.write_bytes(faiss.serialize_index(self._engine).data)


def use_one_thread() -> None:
    """Keep FAISS to one thread: with torch's own OpenMP in the process, two make a flat query fifteen times slower."""
    faiss.omp_set_num_threads(1)
