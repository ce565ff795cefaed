"""A run that any system wrote in TREC's format, measured like our own and kept in the same folder, so that it compares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.datasets import hashed_file
from evals.errors import DataError
from evals.judge_texts import Document, find_questions, read_texts
from evals.measures import DEFAULT_MEASURES, default_level, evaluate, parse_measures
from evals.models import Dataset, DocId, Query, QueryId, Run
from evals.run import SHOWN, JudgedDocument, QueryResult, Ranking, Shown
from evals.run_folder import dataset_json, made_now
from evals.trec import ranked, read_run

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """What the measuring of somebody's run varies."""

    measures: tuple[str, ...] = DEFAULT_MEASURES
    relevance_level: int | None = None
    """Chosen from the grades without (`default_level`)."""


def score_run(dataset: Dataset, name: str, path: Path, options: ScoreOptions | None = None) -> Ranking:
    """Measure a run on the dataset that `name` was loaded from.

    A judged question that the run lacks counts 0, and a question of the run that is not judged here is left out; the
    warnings name both. Raises DataError for a broken line, and when no question is in common.
    """
    options = options or ScoreOptions()
    level = options.relevance_level or default_level(dataset.qrels)
    run = read_run(path)
    missing = [query.id for query in dataset.queries if query.id not in run]
    extra = sorted(run.keys() - {query.id for query in dataset.queries})
    if len(missing) == len(dataset.queries):
        raise DataError(path, f"it has none of the judged questions of {dataset.name}, but {_listed(extra)}; name its own dataset")
    kept: Run = {query.id: run[query.id] for query in dataset.queries if query.id in run}
    orders = {query.id: ranked(kept.get(query.id, {})) for query in dataset.queries}
    texts = read_texts(find_questions(name), _to_read(dataset, orders))
    unknown = sorted({doc for order in orders.values() for doc in order[:SHOWN]} - texts.keys())
    said = (
        (missing, "judged questions are not in the run and count 0"),
        (extra, "questions of the run are not judged here, and were left out"),
        (unknown, f"documents among the first {SHOWN} are not in the corpus"),
    )
    return Ranking(
        dataset=dataset,
        run=kept,
        results=tuple(_result(dataset, query, orders[query.id], texts) for query in dataset.queries),
        evaluation=evaluate(parse_measures(options.measures, level), dataset.qrels, kept, relevance_level=level),
        warnings=tuple(f"{len(ids):,} {what}: {_listed(ids)}." for ids, what in said if ids),
    )


def score_manifest(ranking: Ranking, path: Path) -> dict[str, Any]:
    """Say what someone else needs to make the same figures; how the documents were ranked is not known."""
    return {
        **made_now(),
        "dataset": dataset_json(ranking.dataset),
        "index": {"run_file": {"path": str(path), "sha256": hashed_file(path).sha256}},
        "settings": {"relevance_level": ranking.evaluation.relevance_level, "seed": None},
        "seconds": {},
        "stages_ms": {},
    }


def _to_read(dataset: Dataset, orders: Mapping[QueryId, list[DocId]]) -> set[DocId]:
    shown = {doc for order in orders.values() for doc in order[:SHOWN]}
    return shown | {doc for grades in dataset.qrels.values() for doc, grade in grades.items() if grade > 0}


def _result(dataset: Dataset, query: Query, order: list[DocId], texts: Mapping[DocId, Document]) -> QueryResult:
    grades = dataset.qrels[query.id]
    ranks = {doc: rank for rank, doc in enumerate(order, start=1)}

    def words(doc: DocId) -> dict[str, str]:
        found = texts.get(doc)
        return {"title": found.title if found else doc, "text": found.text if found else ""}

    return QueryResult(
        query=query,
        terms=(),
        documents=(),
        shown=tuple(Shown(doc_id=doc, grade=grades.get(doc), **words(doc)) for doc in order[:SHOWN]),
        judged=tuple(
            JudgedDocument(doc_id=doc, grade=grade, rank=ranks.get(doc), dense_rank=None, lexical_rank=None, **words(doc))
            for doc, grade in grades.items()
        ),
    )


def _listed(ids: Iterable[str]) -> str:
    names = list(ids)
    return f"{', '.join(names[:_NAMED])}{f' and {len(names) - _NAMED:,} more' if len(names) > _NAMED else ''}"
