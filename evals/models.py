"""The nouns of an evaluation: Query, Qrels, Run, Dataset. Plain data, no behaviour."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NewType, TypeAlias

from corpus.models import Sha256
from service.models import Reason

QueryId = NewType("QueryId", str)
"""Checked by `evals.lines.check_id`: not empty, no white space."""

DocId = NewType("DocId", str)
"""Checked by `evals.lines.check_id`: not empty, no white space."""

Qrels: TypeAlias = dict[QueryId, dict[DocId, int]]
"""The judged grade of a document for a query."""

Run: TypeAlias = dict[QueryId, dict[DocId, float]]
"""The score that a system gave a document for a query: higher is better."""


class Split(StrEnum):
    """Which half of the questions, by a hash of their id: choose on `dev`, report on `held-back`."""

    ALL = "all"
    DEV = "dev"
    HELD_BACK = "held-back"


class Unit(StrEnum):
    """What one judgement is about."""

    DOCUMENT = "document"
    """A whole article: its score is its best passage's."""
    PASSAGE = "passage"


class Kind(StrEnum):
    """How a question is put; measures are reported for each apart."""

    LETTER = "letter"
    SHORT = "short"
    KEYWORD = "keyword"
    MISSPELT = "misspelt"
    SYNONYM = "synonym"
    LAY = "lay"
    SECOND_LANGUAGE = "second-language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One labelled question."""

    id: QueryId
    text: str
    kind: Kind | None = None
    """Set only where the dataset says it; otherwise `evals.kinds` decides."""
    why_not: Reason | None = None
    """Why the corpus holds no answer; set only where the dataset says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One line of a qrels file."""

    query_id: QueryId
    doc_id: DocId
    grade: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFile:
    """A file that a dataset was read from, so that a report can say which."""

    path: Path
    sha256: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Documents, the judged queries of one split, and their judgements."""

    name: str
    corpus: DatasetFile
    corpus_format: str
    """The reader of the corpus: `beir`, or `markdown` for the starter library."""
    unit: Unit
    queries_file: DatasetFile
    qrels_file: DatasetFile
    documents: int
    """Documents or passages, whichever the judgements are about."""
    queries: tuple[Query, ...]
    """Every judged query of the split, in the order of the queries file."""
    qrels: Qrels
    split: Split
    unjudged: int
    """Queries of the file that no judgement names; they are not run."""
    stale: tuple[Judgement, ...] = ()
    """Judgements of passages that the library holds no more: its text was edited, or is cut in another way."""
    orphaned: tuple[QueryId, ...] = ()
    """Queries left out because the best passage that was judged for them is gone: what is best now, nobody knows."""
