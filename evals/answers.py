"""Answers, not only rankings: every question through the service's Answerer, and what it says checked against the articles.

The grade of a passage is that of what it was judged as: itself, its article, or a near-duplicate that it stands for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from corpus.models import Article, PassageId, PassageRole
from corpus.store import ArticleStore
from evals.abstention import Outcome as Confidence
from evals.documents import PassageDocuments
from evals.measures import default_level
from evals.models import Dataset, Query, Unit
from evals.prepare import Prepared, Watch, prepare_corpus
from index.calibrate import Calibration, Evidence, load_calibration
from index.embedders.base import Embedder
from index.models import Manifest, Retrieval
from index.retrieve import Retriever
from index.shelf import Shelf
from index.terms import terms_of
from service.answer import CONSIDERED, Answerer
from service.app import make_state
from service.models import Answer, CitedPassage, Outcome, Question, Reason, SeekCare
from service.safety.rules import Safety
from service.serving import Serving
from service.settings import Settings, load_settings

SHARED_WORDS = 3
"""Words that a highlighted sentence must share with the best passages, beside the question's own: fewer is a heading, a lead-in
or the question over again. A simple check, no reading: it does not see a sentence that says the wrong thing in the right words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """What is asked for."""

    k: int = 5
    minimum_relevance: float | None = None
    """The bar; this installation's setting without."""
    relevance_level: int | None = None
    """Chosen from the grades without (`default_level`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """One passage of an answer, and whether what stands beside it is true."""

    passage_id: PassageId
    title: str
    text: str
    relevance: float
    grade: int | None
    """None where nobody judged it."""
    highlight: str | None
    """The first highlighted sentence."""
    shares_answer: bool | None
    """The highlighted sentence shares SHARED_WORDS with the best passages; None where no passage was judged."""
    citation_holds: bool
    """Article, offsets and highlights slice back to the very text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuery:
    """What one question was answered."""

    query: Query
    answerable: bool
    answered: bool
    reason: Reason | None
    shown: tuple[ShownPassage, ...]
    seek_care_own: tuple[bool, ...]
    """For each seek-care passage shown: it is that of an article shown, word for word."""
    surest: float
    """Greatest relevance among what was found, which the bar is held against (in a crisis, against crisis support only); 0 where
    nothing was found or the question cannot be read."""
    surest_grade: int
    """0 where nobody judged it."""
    stages_ms: dict[str, float] = field(default_factory=dict)

    def best_grade(self, depth: int) -> int:
        """Say the best grade among the first passages shown; 0 for none."""
        return max((one.grade or 0 for one in self.shown[:depth]), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersResult:
    """A dataset, answered."""

    dataset: Dataset
    generation: Manifest
    prepared: Prepared
    options: AskOptions
    minimum_relevance: float
    relevance_level: int
    queries: tuple[AnsweredQuery, ...]

    def confidences(self) -> list[Confidence]:
        """Gather what abstention is judged by: the surest passage decides whether there is an answer at all."""
        level = self.relevance_level
        return [
            Confidence(confidence=one.surest, correct=one.surest_grade >= level, answerable=one.answerable) for one in self.queries
        ]


def answer_dataset(
    dataset: Dataset, home: Path, embedder: Embedder, options: AskOptions | None = None, watch: Watch | None = None
) -> AnswersResult:
    """Answer every judged question as the service would; the corpus is indexed below `home` and kept there."""
    options, watch = options or AskOptions(), watch or Watch()
    prepared = prepare_corpus(dataset, home, embedder, watch)
    settings = load_settings(home=prepared.home, minimum_relevance=options.minimum_relevance)
    level = options.relevance_level or default_level(dataset.qrels)
    generation = Shelf(prepared.home).load_published()
    try:
        documents = PassageDocuments.read(generation.corpus, dataset.unit)
        checker = AnswerChecker(dataset, generation.corpus, documents)
        with _asking(settings, embedder) as asker:
            watch.on_step("Answering", len(dataset.queries))
            queries = []
            for query in dataset.queries:
                queries.append(_answered(query, asker, checker, options.k, level))
                watch.on_done(1)
    finally:
        generation.close()
    return AnswersResult(
        dataset=dataset,
        generation=generation.manifest,
        prepared=prepared,
        options=options,
        minimum_relevance=settings.minimum_relevance,
        relevance_level=level,
        queries=tuple(queries),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What a question's search holds, with or without an answer."""

    surest: PassageId | None
    relevance: float
    stages_ms: dict[str, float]


class _Asker:
    """The service's Answerer, and beside it a look at the same search: how sure it is, and how long each stage takes."""

    def __init__(self, answerer: Answerer, serving: Serving, calibration: Calibration) -> None:
        self.answerer = answerer
        self._serving = serving
        self._calibration = calibration
        self._safety = Safety.load()

    def look(self, text: str, answer: Answer) -> _Search:
        """Search again as the answer did; what it took beyond the stages seen here is `compose`."""
        started = perf_counter()
        self._safety.assess(text)
        stages = {"care": (perf_counter() - started) * 1000}
        surest: PassageId | None = None
        relevance = 0.0
        with self._serving.borrow() as retriever:
            if retriever and answer.reason is not Reason.UNREADABLE:
                retrieval = retriever.retrieve(answer.searched_as, k=CONSIDERED)
                stages |= retrieval.stages_ms
                relevance, surest = max(self._relevances(retriever, retrieval), default=(0.0, None))
        stages["compose"] = max(0.0, answer.took_ms - sum(stages.values()))
        rounded = {name: round(took, 3) for name, took in stages.items()}
        return _Search(surest=surest, relevance=round(relevance, 4), stages_ms=rounded)

    def _relevances(self, retriever: Retriever, retrieval: Retrieval) -> Iterator[tuple[float, PassageId]]:
        weights = retriever.generation.lexical.idf(retrieval.terms)
        for hit in retrieval.hits:
            passage = retriever.generation.corpus.passage(hit.passage_id)
            if passage:
                yield self._calibration.relevance(Evidence.of(hit, passage, weights)), hit.passage_id


@contextmanager
def _asking(settings: Settings, embedder: Embedder) -> Iterator[_Asker]:
    state = make_state(settings, embedder)
    state.serving.refresh()
    try:
        yield _Asker(state.answerer, state.serving, load_calibration(embedder.name))
    finally:
        state.serving.stop()


def _answered(query: Query, asker: _Asker, checker: "AnswerChecker", k: int, level: int) -> AnsweredQuery:
    answer = asker.answerer.answer(Question(text=query.text, k=k))
    search = asker.look(query.text, answer)
    return AnsweredQuery(
        query=query,
        answerable=checker.best_grade(query) >= level,
        answered=answer.outcome is Outcome.ANSWER,
        reason=answer.reason,
        shown=tuple(checker.check(query, cited) for cited in answer.passages),
        seek_care_own=tuple(checker.is_own(advice, answer.passages) for advice in answer.seek_care),
        surest=search.relevance,
        surest_grade=(checker.grade(query, search.surest) or 0) if search.surest else 0,
        stages_ms=search.stages_ms,
    )


class AnswerChecker:
    """Holds what an answer shows against the judgements and the articles of one corpus."""

    def __init__(self, dataset: Dataset, store: ArticleStore, documents: PassageDocuments) -> None:
        self._dataset = dataset
        self._store = store
        self._documents = documents

    def best_grade(self, query: Query) -> int:
        """Say the best grade that anything was given for a question."""
        return max(self._dataset.qrels[query.id].values())

    def grade(self, query: Query, passage: PassageId) -> int | None:
        """Say the best grade of what a passage stands for; None where nobody judged it."""
        grades = self._dataset.qrels[query.id]
        return max((grades[doc] for doc in self._documents.of_passage[passage] if doc in grades), default=None)

    def check(self, query: Query, cited: CitedPassage) -> ShownPassage:
        """Check one passage of an answer."""
        highlight = cited.text[slice(*cited.highlights[0])] if cited.highlights else None
        return ShownPassage(
            passage_id=cited.passage_id,
            title=cited.citation.title,
            text=cited.text,
            relevance=cited.relevance,
            grade=self.grade(query, cited.passage_id),
            highlight=highlight,
            shares_answer=self._shares_answer(query, highlight),
            citation_holds=citation_holds(cited, self._store.article(cited.citation.article_id)),
        )

    def is_own(self, advice: SeekCare, shown: Sequence[CitedPassage]) -> bool:
        """Say whether seek-care advice is a seek-care passage of an article shown, word for word."""
        passage = self._store.passage(advice.passage_id)
        if passage is None or passage.role is not PassageRole.SEEK_CARE:
            return False
        article = self._store.article(passage.article_id)
        is_shown = advice.citation.article_id == article.id and any(one.citation.article_id == article.id for one in shown)
        return is_shown and article.text[passage.start : passage.end] == advice.text

    def _shares_answer(self, query: Query, highlight: str | None) -> bool | None:
        if self._dataset.unit is not Unit.PASSAGE:
            return None
        return highlight is not None and shares_answer(highlight, query.text, self._best_texts(query))

    def _best_texts(self, query: Query) -> list[str]:
        best = self.best_grade(query)
        passages = (self._store.passage(doc) for doc, grade in self._dataset.qrels[query.id].items() if grade == best)
        return [passage.text for passage in passages if passage]


def citation_holds(cited: CitedPassage, article: Article) -> bool:
    """Say whether a citation slices back to its article, and each highlight to some of the passage."""
    marked = all(0 <= start < end <= len(cited.text) for start, end in cited.highlights)
    return marked and article.title == cited.citation.title and article.text[cited.start : cited.end] == cited.text


def shares_answer(sentence: str, question: str, best: Sequence[str]) -> bool:
    """Say whether a sentence shares SHARED_WORDS with the best passages that the question does not hold itself."""
    answer_words = {term for text in best for term in terms_of(text)}
    return len((set(terms_of(sentence)) - set(terms_of(question))) & answer_words) >= SHARED_WORDS
