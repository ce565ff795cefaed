"""Answerer: safety first, then retrieve, decide and cite. The one path from a question to what a person sees."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from time import perf_counter

from corpus.models import Article, ArticleId, Passage, PassageId, PassageRole
from corpus.tokens import default_counter
from index.calibrate import Calibration, Evidence
from index.models import Filters, Hit, Retrieval
from index.retrieve import Retriever
from service.freshness import freshness
from service.highlight import highlights, matched_words
from service.models import MAX_QUESTION, AlsoIn, Answer, Citation, CitedPassage, IndexInfo, Outcome, Question, Reason, SeekCare
from service.safety.models import CardKind
from service.safety.rules import Safety
from service.serving import Serving

_log = logging.getLogger("carecite.answer")

CONSIDERED = 40
"""Hits looked at to fill an answer: enough that same texts and low relevances leave k passages where there are k."""

SEEK_CARE_ARTICLES = 2
"""Articles whose own seek-care advice is shown: more would bury the passages."""

CRISIS_SEARCH = "I have suicidal thoughts. Who can help me now?"
"""What is searched in a crisis instead of the person's own words, so that nothing but support can be found."""

UNREADABLE_PIECES = 2.5
"""Word pieces a word from which words are keyboard mash: "asdkjh" falls into five, English words into one or two."""

_CRISIS_SUPPORT = re.compile(
    r"suicid|self-?harm|\bcrisis (line|support|help)|mental health crisis|ending (your|my) life", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """What the operator decides about answers."""

    minimum_relevance: float
    review_interval_years: int


class Answerer:
    """Answers questions from whatever generation is being served."""

    def __init__(self, safety: Safety, serving: Serving, calibration: Calibration, options: AnswerOptions) -> None:
        self._safety = safety
        self._serving = serving
        self._calibration = calibration
        self._options = options

    def answer(self, question: Question) -> Answer:
        """Answer one question. The care decision is made before and without the index, so it stands when search fails."""
        started = perf_counter()
        care = self._safety.assess(question.text, question.region)
        searched_as = CRISIS_SEARCH if care.crisis else question.text[:MAX_QUESTION]
        foreign = care.card is not None and care.card.kind is CardKind.LANGUAGE
        found = self._search(replace(question, text=searched_as), crisis=care.crisis, foreign=foreign)
        reason = found.reason
        if care.card and not foreign and reason in (Reason.OFF_TOPIC, Reason.UNREADABLE):
            reason = Reason.NOT_COVERED  # nobody in need of care is told that they are off topic or cannot be read
        return Answer(
            outcome=Outcome.ANSWER if found.passages else Outcome.NO_ANSWER,
            reason=reason,
            care=care,
            passages=found.passages,
            seek_care=found.seek_care,
            searched_as=searched_as,
            searched_index=found.info,
            degraded=("index",) if found.info is None else (),
            took_ms=round((perf_counter() - started) * 1000, 2),
        )

    def _search(self, question: Question, *, crisis: bool, foreign: bool) -> "_Found":
        with self._serving.borrow() as retriever:
            if retriever is None:
                return _Found(reason=Reason.UNAVAILABLE)
            info = _info(retriever)
            if foreign or not _LETTER.search(question.text):
                return _Found(reason=Reason.UNREADABLE, info=info)
            composer = _Composer(retriever, self._calibration, self._options)
            try:
                passages, reason = composer.passages(question, crisis=crisis)
                return _Found(passages=passages, seek_care=composer.seek_care(passages), reason=reason, info=info)
            except Exception as error:  # noqa: BLE001 - whatever fails here, the card and the disclaimer must reach the person
                # Only the error's kind is logged: its text may hold the question.
                _log.error("the search failed: %s", type(error).__name__)
                return _Found(reason=Reason.UNAVAILABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the search gave."""

    passages: tuple[CitedPassage, ...] = ()
    seek_care: tuple[SeekCare, ...] = ()
    reason: Reason | None = None
    info: IndexInfo | None = None


def _info(retriever: Retriever) -> IndexInfo:
    manifest = retriever.generation.manifest
    return IndexInfo(generation=manifest.generation, corpus_sha256=manifest.corpus_sha256, model=manifest.model)


def _is_mash(question: str) -> bool:
    words = question.split()
    return default_counter().count([question.casefold()])[0] >= UNREADABLE_PIECES * len(words)


class _Composer:
    """Turns the hits of one generation into cited passages."""

    def __init__(self, retriever: Retriever, calibration: Calibration, options: AnswerOptions) -> None:
        self._retriever = retriever
        self._corpus = retriever.generation.corpus
        self._calibration = calibration
        self._options = options
        self._today = datetime.now(UTC).date()
        self._articles: dict[ArticleId, Article] = {}

    def passages(self, question: Question, *, crisis: bool) -> tuple[tuple[CitedPassage, ...], Reason | None]:
        retrieval = self._retriever.retrieve(question.text, k=CONSIDERED, filters=question.filters or None)
        weights = self._retriever.generation.lexical.idf(retrieval.terms)
        best: list[tuple[Hit, Passage, float]] = []
        top = 0.0
        for hit, passage in self._distinct(retrieval, question.filters):
            relevance = self._calibration.relevance(Evidence.of(hit, passage, weights))
            top = max(top, relevance)
            if relevance >= self._options.minimum_relevance and (not crisis or self._is_crisis_support(passage)):
                best.append((hit, passage, relevance))
            if len(best) == question.k:
                break
        if not best:
            return (), self._why_none(question.text, retrieval, top)
        cited = (self._cite(rank, *found, retrieval, weights) for rank, found in enumerate(best, 1))
        return tuple(cited), None

    def seek_care(self, passages: Sequence[CitedPassage]) -> tuple[SeekCare, ...]:
        """Fetch the own seek-care advice of the first articles cited, unless it is among the passages already."""
        shown = {passage.passage_id for passage in passages}
        articles = list(dict.fromkeys(passage.citation.article_id for passage in passages))[:SEEK_CARE_ARTICLES]
        found = []
        for article_id in articles:
            own = self._corpus.passages_of(article_id)
            first = next((passage for passage in own if passage.role is PassageRole.SEEK_CARE), None)
            if first is None:
                continue
            words = self._corpus.kept_for(first.id) or first.id  # the same for near-duplicates: advice is shown once
            if not shown & {first.id, words}:
                shown |= {first.id, words}
                citation = self._citation(first)
                found.append(SeekCare(passage_id=first.id, text=first.text, heading=first.heading, citation=citation))
        return tuple(found)

    def _distinct(self, retrieval: Retrieval, filters: Filters) -> Iterator[tuple[Hit, Passage]]:
        """Yield hits best first, each text once: where several articles print the same words, the best ranked stands."""
        seen: set[str] = set()
        for hit in retrieval.hits:
            passage = self._asked_for(hit.passage_id, filters)
            if passage is None:
                continue
            key = " ".join(passage.text.casefold().split())
            if key not in seen:
                seen.add(key)
                yield hit, passage

    def _asked_for(self, served: PassageId, filters: Filters) -> Passage | None:
        """Fetch a served passage or, when it does not pass the filters, the near-duplicate it stands for that does."""
        passage = self._corpus.passage(served)
        if passage is None or not filters:
            return passage
        places = [passage, *self._corpus.collapsed_into(served)]
        return next((place for place in places if self._passes(place, filters)), None)

    def _passes(self, passage: Passage, filters: Filters) -> bool:
        source = self._article(passage.article_id).source
        return (
            (not filters.publisher or source.publisher in filters.publisher)
            and (not filters.language or source.language in filters.language)
            and (not filters.role or passage.role in filters.role)
            and (not filters.reviewed_since or (source.reviewed is not None and source.reviewed >= filters.reviewed_since))
        )

    def _why_none(self, question: str, retrieval: Retrieval, top: float) -> Reason:
        known = self._retriever.generation.lexical.known(retrieval.terms)
        if not known and _is_mash(question):
            return Reason.UNREADABLE
        # No word of the question stands anywhere in the corpus: it is about something else.
        return Reason.OFF_TOPIC if not known or top < self._calibration.off_topic else Reason.NOT_COVERED

    def _is_crisis_support(self, passage: Passage) -> bool:
        article = self._article(passage.article_id)
        return bool(_CRISIS_SUPPORT.search(" ".join([article.title, *article.also_known_as, passage.heading])))

    def _cite(
        self, rank: int, hit: Hit, passage: Passage, relevance: float, retrieval: Retrieval, weights: dict[str, float]
    ) -> CitedPassage:
        article = self._article(passage.article_id)
        others = [*self._corpus.collapsed_into(passage.id), *self._corpus.same_text(passage)]
        return CitedPassage(
            passage_id=passage.id,
            rank=rank,
            relevance=round(relevance, 4),
            text=passage.text,
            lead_in=article.text[slice(*passage.lead_in)] if passage.lead_in else None,
            highlights=highlights(passage.text, weights),
            heading=passage.heading,
            role=passage.role,
            start=passage.start,
            end=passage.end,
            flags=passage.flags,
            citation=self._citation(passage),
            also_in=tuple(self._also_in(other) for other in {other.id: other for other in others}.values()),
            permalink=f"/g/{self._retriever.generation.manifest.generation}/p/{passage.id}",
            dense_rank=hit.dense_rank,
            lexical_rank=hit.lexical_rank,
            matched_terms=matched_words(passage.text, retrieval.terms),
        )

    def _also_in(self, passage: Passage) -> AlsoIn:
        publisher = self._article(passage.article_id).source.publisher
        return AlsoIn(passage_id=passage.id, article_id=passage.article_id, publisher=publisher)

    def _citation(self, passage: Passage) -> Citation:
        return cite(self._article(passage.article_id), self._today, interval_years=self._options.review_interval_years)

    def _article(self, article_id: ArticleId) -> Article:
        if article_id not in self._articles:
            self._articles[article_id] = self._corpus.article(article_id)
        return self._articles[article_id]


def cite(article: Article, today: date, *, interval_years: int) -> Citation:
    """Make the citation of an article."""
    age = freshness(article.source, today, interval_years=interval_years)
    return Citation(article_id=article.id, title=article.title, source=article.source, freshness=age)
