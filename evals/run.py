"""One evaluation: every judged question of a dataset through the Retriever, documents ranked, measures computed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from evals.documents import DocumentHit, PassageDocuments
from evals.measures import DEFAULT_MEASURES, Evaluation, default_level, evaluate, parse_measures
from evals.models import Dataset, DocId, Query, QueryId, Run
from evals.prepare import Prepared, Watch, prepare_corpus
from index.calibrate import Calibration, Evidence, load_calibration
from index.embedders.base import Embedder
from index.errors import SearchError
from index.fuse import DENSE_WEIGHT
from index.models import ALL_STAGES, Manifest, Retrieval, Stage
from index.retrieve import CANDIDATES, Retriever, RetrieverOptions
from index.shelf import Shelf
from index.vectors.faiss_flat import use_one_thread

DEPTH_PER_DOCUMENT = 5
"""Passages looked through for each document wanted: long documents have many, and k documents must come out."""

SHOWN = 10
"""Documents of each question that are kept with title and text for a person to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What an evaluation varies."""

    k: int = 100
    """Documents a question."""
    depth: int | None = None
    """Passages looked through where `candidates` hold fewer than k documents; DEPTH_PER_DOCUMENT times k without."""
    candidates: int = CANDIDATES
    stages: frozenset[Stage] = ALL_STAGES
    dense_weight: float = DENSE_WEIGHT
    measures: Sequence[str] = DEFAULT_MEASURES
    relevance_level: int | None = None
    """Chosen from the grades without (`default_level`)."""

    def passages(self) -> int:
        """Say how many passages are looked through at most."""
        return self.depth or self.k * DEPTH_PER_DOCUMENT

    def widths(self) -> tuple[int, int]:
        """Say how many candidates the search people get has, and the deeper one."""
        return self.candidates, max(self.candidates, self.passages())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One of the first documents, for a person to read."""

    doc_id: DocId
    title: str
    text: str
    """Its best passage; the passage of a near-duplicate where that one stands for it."""
    grade: int | None
    """None where nobody judged it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDocument:
    """Where a judged document came out, as a whole and in each stage; None where it did not."""

    doc_id: DocId
    grade: int
    rank: int | None
    dense_rank: int | None
    lexical_rank: int | None
    title: str = ""
    """Empty where the corpus does not hold the document."""
    text: str = ""
    """Its best passage for a document that was found, else its first: what a person needs to see why it was wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """What one question found."""

    query: Query
    terms: tuple[str, ...]
    documents: tuple[DocumentHit, ...]
    shown: tuple[Shown, ...]
    judged: tuple[JudgedDocument, ...]
    stages_ms: dict[str, float] = field(default_factory=dict)
    confidence: float | None = None
    """Calibrated relevance of the first passage, 0 where nothing was found; None for an encoder not calibrated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The questions of a dataset as somebody ranked documents for them, measured."""

    dataset: Dataset
    run: Run
    results: tuple[QueryResult, ...]
    evaluation: Evaluation
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """One evaluation of this project's own search, whole."""

    dataset: Dataset
    options: RunOptions
    generation: Manifest
    prepared: Prepared
    results: tuple[QueryResult, ...]
    evaluation: Evaluation
    seconds: dict[str, float]
    """Wall time of `prepare` and `queries`."""

    @property
    def ranking(self) -> Ranking:
        """What was ranked, without how."""
        rejected = self.prepared.rejected
        warning = f"{len(rejected)} documents could not be read and were left out ({rejected[0]})" if rejected else None
        return Ranking(
            dataset=self.dataset,
            run=as_run(self.results),
            results=self.results,
            evaluation=self.evaluation,
            warnings=(warning,) if warning else (),
        )


def as_run(results: Iterable[QueryResult]) -> Run:
    """Return the documents as a TREC run."""
    return {result.query.id: {hit.doc_id: hit.score for hit in result.documents} for result in results}


def run_dataset(
    dataset: Dataset, home: Path, embedder: Embedder, options: RunOptions | None = None, watch: Watch | None = None
) -> RunResult:
    """Evaluate retrieval on a dataset; its corpus is indexed below `home` and kept there."""
    options, watch = options or RunOptions(), watch or Watch()
    level = options.relevance_level or default_level(dataset.qrels)
    measures = parse_measures(options.measures, level)
    started = perf_counter()
    prepared = prepare_corpus(dataset, home, embedder, watch)
    generation = Shelf(prepared.home).load_published()
    try:
        use_one_thread()
        served, deep = (Retriever(generation, embedder, _retriever_options(options, wide)) for wide in options.widths())
        searcher = _Searcher(dataset, served, deep, options)
        ready = perf_counter()
        watch.on_step("Asking", len(dataset.queries))
        results = []
        for query in dataset.queries:
            results.append(searcher.search(query))
            watch.on_done(1)
    finally:
        generation.close()
    seconds = {"prepare": round(ready - started, 3), "queries": round(perf_counter() - ready, 3)}
    return RunResult(
        dataset=dataset,
        options=options,
        generation=generation.manifest,
        prepared=prepared,
        results=tuple(results),
        evaluation=evaluate(measures, dataset.qrels, as_run(results), relevance_level=level),
        seconds=seconds,
    )


def _retriever_options(options: RunOptions, candidates: int) -> RetrieverOptions:
    return RetrieverOptions(stages=options.stages, candidates=candidates, dense_weight=options.dense_weight)


def _calibration(model: str) -> Calibration | None:
    """Load an encoder's calibration; None where none was fitted, as for one that is being tried out."""
    try:
        return load_calibration(model)
    except SearchError:
        return None


class _Searcher:
    """Asks the questions of one dataset: of the retriever that people get, and for more documents of a deeper one."""

    def __init__(self, dataset: Dataset, retriever: Retriever, deep: Retriever, options: RunOptions) -> None:
        self._dataset = dataset
        self._retriever = retriever
        self._deep = deep
        self._options = options
        self._corpus = retriever.generation.corpus
        self._documents = PassageDocuments.read(self._corpus, dataset.unit)
        self._calibration = _calibration(retriever.generation.manifest.model)

    def search(self, query: Query) -> QueryResult:
        """Ask one question."""
        # Fusion stretches scores over what was retrieved, so a deeper search ranks differently (on covid_faq nDCG@10 is .778
        # at 100 candidates and .738 at 500). The first documents come from the search people get; deeper only fills up.
        retrieval = self._retriever.retrieve(query.text, k=self._options.candidates)
        documents = self._documents.rank(retrieval.hits, self._options.k)
        if len(documents) < self._options.k and self._options.passages() > self._options.candidates:
            deeper = self._deep.retrieve(query.text, k=self._options.passages()).hits
            documents = self._documents.rank(retrieval.hits, self._options.k, deeper=deeper)
        return QueryResult(
            query=query,
            terms=retrieval.terms,
            documents=documents,
            shown=tuple(self._show(query.id, hit) for hit in documents[:SHOWN]),
            judged=self._judged(query.id, documents),
            stages_ms={stage: round(took_ms, 3) for stage, took_ms in retrieval.stages_ms.items()},
            confidence=self._confidence(retrieval),
        )

    def _confidence(self, retrieval: Retrieval) -> float | None:
        if self._calibration is None:
            return None
        first = self._corpus.passage(retrieval.hits[0].passage_id) if retrieval.hits else None
        if first is None:
            return 0.0
        weights = self._retriever.generation.lexical.idf(retrieval.terms)
        return round(self._calibration.relevance(Evidence.of(retrieval.hits[0], first, weights)), 4)

    def _show(self, query_id: QueryId, hit: DocumentHit) -> Shown:
        passage = self._corpus.passage(hit.passage_id)
        return Shown(
            doc_id=hit.doc_id,
            title=self._documents.titles[hit.doc_id],
            text=passage.text if passage else "",
            grade=self._dataset.qrels[query_id].get(hit.doc_id),
        )

    def _judged(self, query_id: QueryId, documents: Sequence[DocumentHit]) -> tuple[JudgedDocument, ...]:
        found = {hit.doc_id: (rank, hit) for rank, hit in enumerate(documents, start=1)}
        judged = []
        for doc, grade in self._dataset.qrels[query_id].items():
            rank, hit = found.get(doc, (None, None))
            passage_id = hit.passage_id if hit else self._documents.openings.get(doc)
            passage = self._corpus.passage(passage_id) if passage_id else None
            judged.append(
                JudgedDocument(
                    doc_id=doc,
                    grade=grade,
                    rank=rank,
                    dense_rank=hit.dense_rank if hit else None,
                    lexical_rank=hit.lexical_rank if hit else None,
                    title=self._documents.titles.get(doc, ""),
                    text=passage.text if passage else "",
                )
            )
        return tuple(judged)
