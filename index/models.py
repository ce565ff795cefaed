"""The nouns of search: Hit, Filters, Stage, Retrieval and the Manifest of a generation. Plain data, no behaviour."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

import numpy as np
import numpy.typing as npt

from corpus.models import PassageId, Sha256

GenerationId = NewType("GenerationId", str)
"""Names a generation's folder: when it was built and the beginning of its corpus hash."""

Vectors = npt.NDArray[np.float32]
"""(n, dimension) float32, rows L2-normalised."""

Mask = npt.NDArray[np.bool_]
"""(rows,) bool: which passages a search may return."""


class Stage(StrEnum):
    """A step of retrieval that an evaluation can switch off."""

    DENSE = "dense"
    LEXICAL = "lexical"


ALL_STAGES = frozenset(Stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a passage must satisfy; an empty filter lets everything through."""

    publisher: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()
    reviewed_since: date | None = None

    def __bool__(self) -> bool:
        return bool(self.publisher or self.language or self.role or self.reviewed_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One passage that was found."""

    passage_id: PassageId
    row: int
    score: float
    """The fused score: higher is better, comparable within one question only."""
    cosine: float | None
    """Cosine similarity of question and passage; None when the dense stage is off."""
    bm25: float | None
    """BM25 score; None when the lexical stage is off."""
    dense_rank: int | None
    """1-based; None when the passage is not among the dense candidates."""
    lexical_rank: int | None
    """1-based; None when the passage is not among the lexical candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """What a question found, best first, and how long each stage took."""

    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    """The stemmed words that the lexical stage searched for."""
    stages_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is made of; written last, so a folder without one was never finished."""

    format_version: int
    generation: GenerationId
    built_at: str
    model: str
    model_sha256: Sha256
    precision: str
    """How passages were encoded (int8, float32): vectors of another precision are made anew, not mixed in."""
    dimension: int
    corpus_sha256: Sha256
    articles: int
    passages: int
    rows: int
    """Passages that stand for themselves: rows of the vector index and of the lexical index."""
    truncated: int
    """Rows whose text and context are longer than the encoder reads."""
    vector_index: str
    files: dict[str, Sha256]
    """Every file of the generation but this one, by relative path."""
