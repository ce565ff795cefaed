"""The JSON that crosses HTTP: what a request may hold and what an answer looks like. Translation only, no decisions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from corpus.models import Article, Passage, PassageRole
from index.models import Filters, Manifest
from service.models import MAX_QUESTION, Answer, Citation, CitedPassage, Question, SeekCare
from service.safety.disclaimer import DISCLAIMER_TEXT, DISCLAIMER_VERSION
from service.safety.models import CareDecision, RegionCode

MAX_K = 20
MAX_BATCH = 32


def _written(value: object) -> object:
    """Let a date through only where it is text: pydantic takes a number for a moment since 1970."""
    if value is not None and not isinstance(value, str | date):
        raise ValueError("a date is text, YYYY-MM-DD")
    return value


class In(BaseModel):
    """What comes in: an unknown field is an error, so that a misspelt one is not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FiltersIn(In):
    """What passages must satisfy; an empty list lets everything through."""

    publisher: list[str] = Field(default_factory=list, max_length=50)
    language: list[str] = Field(default_factory=list, max_length=50)
    role: list[PassageRole] = Field(default_factory=list, max_length=50)
    reviewed_since: Annotated[date | None, BeforeValidator(_written)] = None


class QueryIn(In):
    """A question."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
    k: int = Field(5, ge=1, le=MAX_K, strict=True)
    region: RegionCode | None = None
    filters: FiltersIn = Field(default_factory=FiltersIn)

    def to_question(self, default_region: RegionCode) -> Question:
        """Make the question that the Answerer takes."""
        wanted = Filters(
            publisher=frozenset(self.filters.publisher),
            language=frozenset(self.filters.language),
            role=frozenset(self.filters.role),
            reviewed_since=self.filters.reviewed_since,
        )
        return Question(text=self.question, k=self.k, region=self.region or default_region, filters=wanted)


class BatchIn(In):
    """Several questions at once."""

    queries: list[QueryIn] = Field(min_length=1, max_length=MAX_BATCH)


class FeedbackIn(In):
    """A reader's mark on a passage. The question is not part of it."""

    generation: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
    passage_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    verdict: Literal["helpful", "not_helpful", "wrong", "unsafe"]


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True)


class ReferenceOut(Out):
    """A publication that an article's facts come from."""

    publisher: str
    title: str
    url: str | None


class SourceOut(Out):
    """Who said it and when."""

    article_id: str
    title: str
    publisher: str | None
    authors: list[str]
    url: str | None
    licence: str | None
    country: str | None
    language: str | None
    published: date | None
    reviewed: date | None
    next_review: date | None
    freshness: str
    notice: str | None
    references: list[ReferenceOut]

    @classmethod
    def of(cls, citation: Citation) -> "SourceOut":
        """Translate a citation."""
        source = citation.source
        return cls(
            article_id=citation.article_id,
            title=citation.title,
            publisher=source.publisher,
            authors=list(source.authors),
            url=source.url,
            licence=source.licence,
            country=source.country,
            language=source.language,
            published=source.published,
            reviewed=source.reviewed,
            next_review=source.next_review,
            freshness=citation.freshness,
            notice=source.notice,
            references=[ReferenceOut(publisher=r.publisher, title=r.title, url=r.url) for r in source.references],
        )


class Span(Out):
    """`text[start:end]`, in characters."""

    start: int
    end: int


class AlsoInOut(Out):
    """Another place of the same words."""

    passage_id: str
    article_id: str
    publisher: str | None


class WhyOut(Out):
    """Why a passage was found."""

    dense_rank: int | None
    lexical_rank: int | None
    matched_terms: list[str]


class PassageOut(Out):
    """One passage of an answer, verbatim."""

    passage_id: str
    rank: int
    relevance: float
    text: str
    lead_in: str | None
    highlights: list[Span]
    heading: str
    role: PassageRole | None
    start: int
    end: int
    flags: list[str]
    source: SourceOut
    also_in: list[AlsoInOut]
    permalink: str
    why: WhyOut

    @classmethod
    def of(cls, passage: CitedPassage) -> "PassageOut":
        """Translate a cited passage."""
        return cls(
            passage_id=passage.passage_id,
            rank=passage.rank,
            relevance=passage.relevance,
            text=passage.text,
            lead_in=passage.lead_in,
            highlights=[Span(start=start, end=end) for start, end in passage.highlights],
            heading=passage.heading,
            role=passage.role,
            start=passage.start,
            end=passage.end,
            flags=list(passage.flags),
            source=SourceOut.of(passage.citation),
            also_in=[
                AlsoInOut(passage_id=other.passage_id, article_id=other.article_id, publisher=other.publisher)
                for other in passage.also_in
            ],
            permalink=passage.permalink,
            why=WhyOut(
                dense_rank=passage.dense_rank,
                lexical_rank=passage.lexical_rank,
                matched_terms=list(passage.matched_terms),
            ),
        )


class SeekCareOut(Out):
    """An article's own advice on when to get help."""

    passage_id: str
    text: str
    heading: str
    source: SourceOut

    @classmethod
    def of(cls, advice: SeekCare) -> "SeekCareOut":
        """Translate seek-care advice."""
        return cls(passage_id=advice.passage_id, text=advice.text, heading=advice.heading, source=SourceOut.of(advice.citation))


class ActionOut(Out):
    """Someone to call; without a number the label says whom."""

    label: str
    number: str | None


class CardOut(Out):
    """A care card."""

    kind: str
    heading: str
    bullets: list[str]
    actions: list[ActionOut]
    sr_text: str


class CareOut(Out):
    """How soon to get help."""

    level: str
    rules: list[str]
    card: CardOut | None

    @classmethod
    def of(cls, care: CareDecision) -> "CareOut":
        """Translate a care decision."""
        card = care.card and CardOut(
            kind=care.card.kind,
            heading=care.card.heading,
            bullets=list(care.card.bullets),
            actions=[ActionOut(label=line.label, number=line.number) for line in care.card.actions],
            sr_text=care.card.sr_text,
        )
        return cls(level=care.level, rules=list(care.rules), card=card)


class SearchedAsOut(Out):
    """The question as it was searched."""

    text: str
    corrections: list[str] = Field(default_factory=list)
    expansions: list[str] = Field(default_factory=list)


class DisclaimerOut(Out):
    """What every answer says about itself."""

    version: str = DISCLAIMER_VERSION
    text: str = DISCLAIMER_TEXT


class IndexOut(Out):
    """What was searched."""

    generation: str
    corpus_sha256: str
    model: str


class AnswerOut(Out):
    """An answer."""

    outcome: str
    reason: str | None
    care: CareOut
    passages: list[PassageOut]
    seek_care: list[SeekCareOut]
    searched_as: SearchedAsOut
    disclaimer: DisclaimerOut
    index: IndexOut | None
    degraded: list[str]
    took_ms: float

    @classmethod
    def of(cls, answer: Answer) -> "AnswerOut":
        """Translate an answer."""
        info = answer.searched_index
        return cls(
            outcome=answer.outcome,
            reason=answer.reason,
            care=CareOut.of(answer.care),
            passages=[PassageOut.of(passage) for passage in answer.passages],
            seek_care=[SeekCareOut.of(advice) for advice in answer.seek_care],
            searched_as=SearchedAsOut(text=answer.searched_as),
            disclaimer=DisclaimerOut(),
            index=info and IndexOut(generation=info.generation, corpus_sha256=info.corpus_sha256, model=info.model),
            degraded=list(answer.degraded),
            took_ms=answer.took_ms,
        )


class BatchOut(Out):
    """Answers in the order of the questions."""

    answers: list[AnswerOut]


class StoredPassageOut(Out):
    """A passage as it stands in a generation."""

    passage_id: str
    text: str
    lead_in: str | None
    heading: str
    role: PassageRole | None
    start: int
    end: int
    flags: list[str]
    source: SourceOut
    served_as: str
    """The passage that stands for this one in answers; itself unless it is a near-duplicate."""

    @classmethod
    def of(cls, passage: Passage, article: Article, citation: Citation, served_as: str) -> "StoredPassageOut":
        """Translate a stored passage."""
        return cls(
            passage_id=passage.id,
            text=passage.text,
            lead_in=article.text[slice(*passage.lead_in)] if passage.lead_in else None,
            heading=passage.heading,
            role=passage.role,
            start=passage.start,
            end=passage.end,
            flags=list(passage.flags),
            source=SourceOut.of(citation),
            served_as=served_as,
        )


class PassageRefOut(Out):
    """Where a passage stands in its article."""

    passage_id: str
    start: int
    end: int
    heading: str
    role: PassageRole | None


class ArticleOut(Out):
    """A whole article: `text[start:end]` is each passage."""

    article_id: str
    text: str
    topics: list[str]
    also_known_as: list[str]
    source: SourceOut
    passages: list[PassageRefOut]

    @classmethod
    def of(cls, article: Article, citation: Citation, passages: list[Passage]) -> "ArticleOut":
        """Translate an article."""
        return cls(
            article_id=article.id,
            text=article.text,
            topics=list(article.topics),
            also_known_as=list(article.also_known_as),
            source=SourceOut.of(citation),
            passages=[PassageRefOut(passage_id=p.id, start=p.start, end=p.end, heading=p.heading, role=p.role) for p in passages],
        )


class StatsOut(Out):
    """What is being served."""

    generation: str
    built_at: str
    model: str
    corpus_sha256: str
    articles: int
    passages: int
    served: int
    publishers: dict[str, int]
    """Passages by publisher, near-duplicates counted where they stand."""
    languages: dict[str, int]

    @classmethod
    def of(cls, manifest: Manifest, publishers: dict[str, int], languages: dict[str, int]) -> "StatsOut":
        """Translate a manifest."""
        return cls(
            generation=manifest.generation,
            built_at=manifest.built_at,
            model=manifest.model,
            corpus_sha256=manifest.corpus_sha256,
            articles=manifest.articles,
            passages=manifest.passages,
            served=manifest.rows,
            publishers=publishers,
            languages=languages,
        )
