"""TREC-style pooling: the best documents of several runs, in an order that tells neither rank nor system."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.datasets import read_questions
from evals.errors import DataError, RunFolderError
from evals.judge_texts import QUERIES, Document, corpus_sha256, find_questions, read_texts
from evals.models import DocId, QueryId, Run
from evals.run_folder import MANIFEST, RUN
from evals.trec import ranked, read_run


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """What to pool, and for whom."""

    runs: tuple[Path, ...]
    """Folders that hold a run.trec, or run files of other systems."""
    dataset: str
    depth: int
    rater: str
    queries: Path | None = None
    """Questions instead of the dataset's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """One question and the documents to judge for it, in the order in which this rater sees them."""

    query_id: QueryId
    question: str
    documents: tuple[Document, ...]


def read_pools(options: PoolOptions) -> tuple[Pool, ...]:
    """Pool the runs; questions come in the order of the queries file, those that no run found anything for are left out.

    Raises DataError, RunFolderError, UnknownDataset: a run has to be one of this dataset.
    """
    folder = find_questions(options.dataset)
    queries_file = options.queries or folder / QUERIES
    questions = read_questions(queries_file)
    runs = {path: _read_one_of(path, folder) for path in options.runs}
    for path, run in runs.items():
        _refuse_other_questions(path, run, questions, queries_file)
    pooled = pool_runs(runs.values(), options.depth)
    wanted = set().union(*pooled.values())
    texts = read_texts(folder, wanted)
    if missing := wanted - texts.keys():
        raise _missing(missing, runs, options.depth)
    pools = (
        Pool(
            query_id=QueryId(query),
            question=question,
            documents=tuple(texts[doc] for doc in shown_order(options.rater, QueryId(query), pooled[QueryId(query)])),
        )
        for query, question in questions.items()
        if query in pooled
    )
    found = tuple(pools)
    if not found:
        raise RunFolderError(f"{options.runs[0]}: no run found a document, so there is nothing to judge; run the evaluation again")
    return found


def pool_runs(runs: Iterable[Run], depth: int) -> dict[QueryId, set[DocId]]:
    """Gather, for each question, the best `depth` documents of every run."""
    pooled: dict[QueryId, set[DocId]] = {}
    for run in runs:
        for query, scores in run.items():
            pooled.setdefault(query, set()).update(ranked(scores)[:depth])
    return pooled


def shown_order(rater: str, query: QueryId, documents: Collection[DocId]) -> list[DocId]:
    """Order documents by a hash: the same at every start, another for every rater, telling nothing of rank or system."""
    return sorted(documents, key=lambda doc: hashlib.sha256("\n".join((rater, query, doc)).encode()).digest())


def _read_one_of(path: Path, dataset: Path) -> Run:
    """Read a run, and refuse one whose manifest names another corpus than this dataset's."""
    source = path / RUN if path.is_dir() else path
    if not source.is_file():
        raise RunFolderError(f"{path}: {RUN} is missing; name a folder that `carecite eval run --out` wrote, or a run file")
    stated = _stated_corpus(path / MANIFEST)
    if stated and stated != corpus_sha256(dataset):
        raise RunFolderError(
            f"{path}: a run over another corpus than {dataset}; name the dataset that it was made on, or run it again"
        )
    # A run that found nothing at all is an empty file.
    return read_run(source) if source.stat().st_size else {}


def _stated_corpus(manifest: Path) -> str | None:
    if not manifest.is_file():
        return None
    try:
        value: Any = json.loads(manifest.read_text(encoding="utf-8"))
        return str(value["dataset"]["corpus_file"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{manifest}: unreadable ({type(error).__name__}); run the evaluation again") from error


def _refuse_other_questions(path: Path, run: Run, questions: Collection[str], queries_file: Path) -> None:
    unknown = sorted(query for query in run if query not in questions)
    if unknown:
        more = f" (and {len(unknown) - 1:,} more)" if len(unknown) > 1 else ""
        reason = f"{queries_file} has no query {unknown[0]}{more}: it is a run of another dataset; name its own, or its --queries"
        raise DataError(path, reason)


def _missing(missing: Collection[DocId], runs: dict[Path, Run], depth: int) -> DataError:
    first = min(missing)
    path, query = next((path, query) for path, run in runs.items() for query in run if first in ranked(run[query])[:depth])
    more = f" (and {len(missing) - 1:,} more)" if len(missing) > 1 else ""
    reason = f"the corpus has no document {first}{more}, found for query {query}; name the dataset that the run was made on"
    return DataError(path, reason)


def pooled_documents(pools: Sequence[Pool]) -> int:
    """Count the judgements that a whole pool asks for."""
    return sum(len(pool.documents) for pool in pools)
