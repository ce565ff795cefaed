"""BM25 over stemmed terms: finds the very words of a question (names of drugs, rare diseases, abbreviations)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from index.errors import GenerationBroken
from index.models import Mask
from index.terms import terms_of

K1, B = 0.9, 0.4
"""Anserini's defaults (Yang, Fang and Lin 2017), which published BEIR figures use; passages are short and of even length."""

Scores = npt.NDArray[np.float32]


class LexicalIndex:
    """A BM25 index whose documents are numbered as the rows of the vector index."""

    def __init__(self, engine: Any, rows: int) -> None:
        self._engine = engine
        self.rows = rows

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """Index texts in the order of their rows."""
        vocabulary: dict[str, int] = {}
        documents = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms_of(text)] for text in texts]
        engine = bm25s.BM25(k1=K1, b=B, method="lucene")
        if vocabulary:
            engine.index((documents, vocabulary), show_progress=False, create_empty_token=True)
        return cls(engine, len(documents))

    @classmethod
    def load(cls, folder: Path, rows: int) -> "LexicalIndex":
        """Load a saved index, its arrays mapped from disk. Raises GenerationBroken."""
        try:
            return cls(bm25s.BM25.load(str(folder), mmap=True, show_progress=False, verbosity=0), rows)
        except (OSError, ValueError, KeyError) as error:
            raise GenerationBroken(f"{folder}: not a readable lexical index ({error}); run `carecite index verify`") from error

    def save(self, folder: Path) -> None:
        """Write the index to a new folder: arrays and JSON, no pickle."""
        self._engine.save(str(folder), show_progress=False)

    def known(self, terms: Iterable[str]) -> list[str]:
        """Keep the terms that occur in some passage, each once, in order."""
        vocabulary = getattr(self._engine, "vocab_dict", {})
        return [term for term in dict.fromkeys(terms) if term in vocabulary]

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """Weigh the known ones of these terms by how rare they are: ln(1 + rows / passages that hold the term)."""
        known = self.known(terms)
        starts = self._engine.scores["indptr"] if known else []
        held = {term: int(starts[at + 1] - starts[at]) for term in known for at in [self._engine.vocab_dict[term]]}
        return {term: float(np.log1p(self.rows / max(count, 1))) for term, count in held.items()}

    def scores(self, terms: Iterable[str]) -> Scores:
        """Score every row for the known ones of these terms: (rows,) float32, 0 where none occurs."""
        known = self.known(terms)
        if not known:
            return np.zeros(self.rows, dtype=np.float32)
        found: Scores = self._engine.get_scores(known)
        return found


def best_rows(scores: Scores, k: int, allowed: Mask | None) -> list[int]:
    """Take the k best rows with a score above 0, best first, ties by row."""
    if allowed is not None:
        scores = np.where(allowed, scores, 0)
    k = min(k, len(scores))
    if not k:
        return []
    candidates = np.argpartition(scores, len(scores) - k)[len(scores) - k :]
    threshold = scores[candidates].min()
    # argpartition takes any of the rows that tie at the edge; take the first ones, so that the result is the same everywhere.
    above = np.flatnonzero(scores > threshold)
    tied = np.flatnonzero(scores == threshold)[: k - len(above)] if threshold > 0 else np.empty(0, dtype=np.int64)
    rows = np.concatenate([above, tied])
    rows = rows[scores[rows] > 0]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))]]
