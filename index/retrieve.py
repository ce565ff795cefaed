"""Retriever: a question in, hits out. The one path that the service and every evaluation take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from index.embedders.base import Embedder
from index.errors import GenerationBroken
from index.fuse import DENSE_WEIGHT, fuse
from index.generation import Generation
from index.lexical import best_rows
from index.models import ALL_STAGES, Filters, Hit, Mask, Retrieval, Stage
from index.terms import terms_of

CANDIDATES = 100
"""Rows that each stage hands to fusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieverOptions:
    """What an evaluation varies."""

    stages: frozenset[Stage] = ALL_STAGES
    candidates: int = CANDIDATES
    dense_weight: float = DENSE_WEIGHT


class Retriever:
    """Searches one generation with the embedder that built it."""

    def __init__(self, generation: Generation, embedder: Embedder, options: RetrieverOptions | None = None) -> None:
        manifest = generation.manifest
        if (embedder.sha256, embedder.dimension) != (manifest.model_sha256, manifest.dimension):
            raise GenerationBroken(
                f"generation {manifest.generation} was built with {manifest.model} ({manifest.dimension} dimensions), not with "
                f"{embedder.name} ({embedder.dimension}); run `carecite index build` or choose that embedder"
            )
        self.generation = generation
        self._embedder = embedder
        self._options = options or RetrieverOptions()

    def retrieve(self, question: str, *, k: int = CANDIDATES, filters: Filters | None = None) -> Retrieval:
        """Find the k best passages for a question; an empty index or a filter that nothing passes gives no hits.

        No more come back than the stages' candidates hold together: at most twice `candidates`.
        """
        options, stages_ms = self._options, dict[str, float]()
        allowed = self.generation.rows.allowed(filters) if filters else None
        # Not max(candidates, k): min-max looks at the whole list, so a longer one would change the ranking of the first results.
        wide = options.candidates
        dense: dict[int, float] = {}
        lexical: dict[int, float] = {}
        terms: list[str] = []
        if Stage.DENSE in options.stages:
            dense = self._dense(question, wide, allowed, stages_ms)
        if Stage.LEXICAL in options.stages:
            with _timed(stages_ms, "lexical"):
                terms = terms_of(question)
                scores = self.generation.lexical.scores(terms)
                lexical = {row: float(scores[row]) for row in best_rows(scores, wide, allowed)}
        with _timed(stages_ms, "fuse"):
            fused = fuse(dense, lexical, dense_weight=options.dense_weight)[:k]
            hits = self._hits(fused, dense, lexical)
        return Retrieval(hits=hits, terms=tuple(terms), stages_ms=stages_ms)

    def _dense(self, question: str, wide: int, allowed: Mask | None, stages_ms: dict[str, float]) -> dict[int, float]:
        with _timed(stages_ms, "encode"):
            query = self._embedder.encode_query(question)
        with _timed(stages_ms, "dense"):
            if not np.any(query):
                return {}
            return dict(zip(*self.generation.vectors.search(query, wide, allowed), strict=True))

    def _hits(self, fused: list[tuple[int, float]], dense: dict[int, float], lexical: dict[int, float]) -> tuple[Hit, ...]:
        dense_rank = {row: rank for rank, row in enumerate(dense, 1)}
        lexical_rank = {row: rank for rank, row in enumerate(lexical, 1)}
        return tuple(
            Hit(
                passage_id=self.generation.rows.passage_ids[row],
                row=row,
                score=score,
                cosine=dense.get(row),
                bm25=lexical.get(row),
                dense_rank=dense_rank.get(row),
                lexical_rank=lexical_rank.get(row),
            )
            for row, score in fused
        )


@contextmanager
def _timed(stages_ms: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    yield
    stages_ms[name] = stages_ms.get(name, 0.0) + (perf_counter() - start) * 1000
