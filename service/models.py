"""The nouns of an answer: Question, Answer and what it cites. Plain data, no behaviour."""

from dataclasses import dataclass, field
from enum import StrEnum

from corpus.models import ArticleId, PassageId, PassageRole, Source
from index.models import Filters
from service.safety.models import CareDecision, RegionCode


class Outcome(StrEnum):
    """Whether there are passages to show."""

    ANSWER = "answer"
    NO_ANSWER = "no_answer"


class Reason(StrEnum):
    """Why there are none."""

    OFF_TOPIC = "off_topic"
    NOT_COVERED = "not_covered"
    UNREADABLE = "unreadable"
    UNAVAILABLE = "unavailable"
    """The index cannot be searched just now; the care card and the disclaimer still stand."""


MAX_QUESTION = 2_000
"""Characters of a question that are searched; the safety rules read all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks. Health data: never logged, counted by content, or written to disk."""

    text: str
    k: int = 5
    region: RegionCode = RegionCode.UNKNOWN
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The source of a passage as shown beside it."""

    article_id: ArticleId
    title: str
    source: Source
    freshness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoIn:
    """Another place where the same passage was published."""

    passage_id: PassageId
    article_id: ArticleId
    publisher: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPassage:
    """One passage of an answer, verbatim."""

    passage_id: PassageId
    rank: int
    relevance: float
    """Calibrated probability that the passage answers the question."""
    text: str
    lead_in: str | None
    """The lead-in of a long list whose later part this is; shown above the text."""
    highlights: tuple[tuple[int, int], ...]
    """Offsets into `text` of the sentences that answer."""
    heading: str
    role: PassageRole | None
    start: int
    end: int
    flags: tuple[str, ...]
    citation: Citation
    also_in: tuple[AlsoIn, ...]
    permalink: str
    dense_rank: int | None
    lexical_rank: int | None
    matched_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekCare:
    """An article's own advice on when to get help."""

    passage_id: PassageId
    text: str
    heading: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInfo:
    """What was searched."""

    generation: str
    corpus_sha256: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a person sees, in the order they see it."""

    outcome: Outcome
    reason: Reason | None
    care: CareDecision
    passages: tuple[CitedPassage, ...]
    seek_care: tuple[SeekCare, ...]
    searched_as: str
    searched_index: IndexInfo | None
    degraded: tuple[str, ...]
    took_ms: float
