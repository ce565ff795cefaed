"""A run's folder, written and read back: run.trec, metrics.json, per_query.jsonl and manifest.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.errors import DataError, RunFolderError
from evals.kinds import by_kind, kind_of
from evals.lines import read_json_lines
from evals.measures import Evaluation, judged_warning
from evals.models import Dataset, DatasetFile, Kind, Query, QueryId, Run
from evals.prepare import Prepared
from evals.provenance import provenance
from evals.run import JudgedDocument, QueryResult, Ranking, RunResult, Shown
from evals.timings import stage_percentiles
from evals.trec import read_run, write_run
from index.models import Manifest

RUN, METRICS, PER_QUERY, MANIFEST = "run.trec", "metrics.json", "per_query.jsonl", "manifest.json"
FORMAT_VERSION = 2
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuery:
    """What a run's folder says about one question."""

    query: Query
    answerable: bool
    scores: dict[str, float]
    terms: tuple[str, ...]
    shown: tuple[Shown, ...]
    judged: tuple[JudgedDocument, ...]
    stages_ms: dict[str, float]
    confidence: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """A run as read back."""

    folder: Path
    run: Run
    metrics: dict[str, Any]
    manifest: dict[str, Any]
    queries: dict[QueryId, StoredQuery]


def metrics_of(ranking: Ranking) -> dict[str, Any]:
    """Gather what metrics.json holds: the figures, over how many questions, and what to know when reading them."""
    evaluation = ranking.evaluation
    overall = evaluation.overall()
    return {
        "metrics": overall,
        "queries": len(ranking.results),
        "metrics_answerable": evaluation.mean(sorted(evaluation.answerable)),
        "queries_answerable": len(evaluation.answerable),
        "relevance_level": evaluation.relevance_level,
        "measures": {measure.name: measure.exact for measure in evaluation.measures},
        "kinds": {
            kind: {"queries": len(ids), "metrics": evaluation.mean(ids)}
            for kind, ids in by_kind(found.query for found in ranking.results).items()
        },
        "warnings": [text for text in (judged_warning(overall), *ranking.warnings, stale_warning(ranking.dataset)) if text],
    }


def manifest_of(result: RunResult) -> dict[str, Any]:
    """Gather what manifest.json holds: everything that someone else needs to make the same figures."""
    options = result.options
    return {
        **made_now(),
        "dataset": dataset_json(result.dataset, result.prepared.rejected),
        "index": index_json(result.generation, result.prepared),
        "settings": {
            "k": options.k,
            "passages": options.passages(),
            "candidates": options.candidates,
            "stages": sorted(options.stages),
            "dense_weight": options.dense_weight,
            "relevance_level": result.evaluation.relevance_level,
            "seed": None,  # nothing in a run is random
        },
        "seconds": result.seconds,
        "stages_ms": stage_percentiles((found.stages_ms for found in result.results), 50, 95),
    }


def made_now() -> dict[str, Any]:
    """Say in which format, when, on what machine and by which commit something is written now."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"format_version": FORMAT_VERSION, "made_at": made_at, **asdict(provenance())}


def dataset_json(source: Dataset, rejected: Sequence[str] = ()) -> dict[str, Any]:
    """Say which questions, judgements and documents figures are about."""
    return {
        "name": source.name,
        "split": source.split,
        "unit": source.unit,
        "documents": source.documents,
        "queries": len(source.queries),
        "unjudged_queries": source.unjudged,
        "corpus_file": _file(source.corpus),
        "queries_file": _file(source.queries_file),
        "qrels_file": _file(source.qrels_file),
        "rejected_documents": list(rejected),
        "stale_judgements": [f"line {one.line}: {one.query_id} {one.doc_id}, grade {one.grade}" for one in source.stale],
        "orphaned_queries": list(source.orphaned),
    }


def index_json(generation: Manifest, prepared: Prepared) -> dict[str, Any]:
    """Say what was searched."""
    return {
        "model": generation.model,
        "model_sha256": generation.model_sha256,
        "precision": generation.precision,
        "corpus_sha256": generation.corpus_sha256,
        "passages": generation.passages,
        "rows": generation.rows,
        "truncated": generation.truncated,
        "vector_index": generation.vector_index,
        "encoded_for_this_run": prepared.encoded,
    }


def write_run_folder(out: Path, result: RunResult) -> None:
    """Write a run's files, the manifest last. Raises RunFolderError."""
    write_ranking(out, result.ranking, manifest_of(result))


def write_ranking(out: Path, ranking: Ranking, manifest: Mapping[str, Any]) -> None:
    """Write the files of what anybody ranked, the manifest last. Raises RunFolderError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_run(out / RUN, ranking.run, tag="carecite")
        lines = (json.dumps(_query_json(ranking.evaluation, found), ensure_ascii=False) for found in ranking.results)
        (out / PER_QUERY).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        _write_json(out / METRICS, metrics_of(ranking))
        _write_json(out / MANIFEST, manifest)
    except OSError as error:
        raise RunFolderError(f"{out}: cannot be written ({error.strerror}); choose another --out") from error


def read_run_folder(folder: Path) -> StoredRun:
    """Read a run back. Raises RunFolderError where the folder is none, and DataError for a broken line."""
    for name in (RUN, METRICS, PER_QUERY, MANIFEST):
        if not (folder / name).is_file():
            raise RunFolderError(f"{folder}: {name} is missing; name a folder that `carecite eval run --out` wrote")
    manifest = _read_json(folder / MANIFEST)
    if manifest.get("format_version") != FORMAT_VERSION:
        found = manifest.get("format_version")
        raise RunFolderError(f"{folder}: format {found}, this version reads {FORMAT_VERSION}; run the evaluation again")
    queries: dict[QueryId, StoredQuery] = {}
    for number, record in read_json_lines(folder / PER_QUERY):
        stored = _stored_query(folder / PER_QUERY, record, number)
        queries[stored.query.id] = stored
    # A question that found nothing has no line in run.trec, and a run that found nothing at all has none.
    run = read_run(folder / RUN) if (folder / RUN).stat().st_size else {}
    return StoredRun(folder=folder, run=run, metrics=_read_json(folder / METRICS), manifest=manifest, queries=queries)


def stale_warning(dataset: Dataset) -> str | None:
    """Say which judgements are about passages that are gone; None where all are still there."""
    if not dataset.stale:
        return None
    named = ", ".join(dict.fromkeys(one.doc_id for one in dataset.stale[:_NAMED]))
    text = (
        f"{len(dataset.stale):,} judgements are stale: the library no longer holds their passages ({named}"
        f"{', …' if len(dataset.stale) > _NAMED else ''}). Judge these questions again; manifest.json lists the judgements."
    )
    if dataset.orphaned:
        text += f" {len(dataset.orphaned)} questions lost their best passage and were left out: {', '.join(dataset.orphaned)}."
    return text


def _file(file: DatasetFile) -> dict[str, str]:
    return {"path": str(file.path), "sha256": file.sha256}


def _query_json(evaluation: Evaluation, found: QueryResult) -> dict[str, Any]:
    query = found.query
    return {
        "query_id": query.id,
        "text": query.text,
        "kind": kind_of(query),
        "answerable": query.id in evaluation.answerable,
        "scores": {measure.name: evaluation.per_query[measure.name][query.id] for measure in evaluation.measures},
        "terms": list(found.terms),
        "shown": [asdict(shown) for shown in found.shown],
        "judged": [asdict(judged) for judged in found.judged],
        "stages_ms": found.stages_ms,
        "confidence": found.confidence,
    }


def _stored_query(path: Path, record: dict[str, Any], number: int) -> StoredQuery:
    try:
        return StoredQuery(
            query=Query(
                id=QueryId(record["query_id"]),
                text=record["text"],
                kind=Kind(record["kind"]) if record["kind"] else None,
            ),
            answerable=record["answerable"],
            scores=record["scores"],
            terms=tuple(record["terms"]),
            shown=tuple(Shown(**shown) for shown in record["shown"]),
            judged=tuple(JudgedDocument(**judged) for judged in record["judged"]),
            stages_ms=record["stages_ms"],
            confidence=record["confidence"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(path, f"not what this version writes ({error}); run the evaluation again", line=number) from error


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path}: unreadable ({type(error).__name__}); run the evaluation again") from error
    if not isinstance(value, dict):
        raise RunFolderError(f"{path}: not a JSON object; run the evaluation again")
    return value
