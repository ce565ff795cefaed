"""The report of one run: what failed first, then the measures, abstention, latency, and where it all comes from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.abstention import Outcome
from evals.abstention_report import abstention_section
from evals.plots import stage_bars
from evals.report import Report, Section, Table
from evals.run import JudgedDocument, Shown
from evals.run_folder import StoredQuery, StoredRun

MOST_FAILURES = 10
"""Questions shown with their lists: what a person reads in a sitting; per_query.jsonl has all."""

SHOWN_EACH = 5
_EXCERPT = 240


def run_report(run: StoredRun) -> Report:
    """Write the report of a run that was read back."""
    metrics, dataset = run.metrics, run.manifest["dataset"]
    lead = (
        f"{metrics['queries']:,} judged questions of {dataset['name']} (split: {dataset['split']}), of which "
        f"{metrics['queries_answerable']:,} have a relevant document (grade {metrics['relevance_level']} or more).",
        *metrics["warnings"],
    )
    timed = [latency_section(run.manifest["stages_ms"])] if run.manifest["stages_ms"] else []
    sections = [_failures(run), _measures(run), *_abstention(run), *timed, provenance_section(run.manifest, run.folder.name)]
    return Report(title=f"Evaluation of {dataset['name']}", lead=lead, sections=tuple(sections))


def outcomes_of(run: StoredRun) -> list[Outcome]:
    """Gather what abstention is judged by; empty where the run has no calibrated confidence."""
    level = run.metrics["relevance_level"]
    return [
        Outcome(
            confidence=query.confidence,
            correct=bool(query.shown) and (query.shown[0].grade or 0) >= level,
            answerable=query.answerable,
        )
        for query in run.queries.values()
        if query.confidence is not None
    ]


def excerpt(shown: Shown) -> str:
    """Write one result in a line: its grade, title and the beginning of its passage."""
    return excerpt_of(shown.title, shown.text, shown.grade)


def excerpt_of(title: str, passage: str, grade: int | None) -> str:
    """Write a passage in a line, as `excerpt` does."""
    text = " ".join(passage.split())
    cut = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
    return f"[{'not judged' if grade is None else f'grade {grade}'}] {title}: {cut}"


def provenance_section(manifest: Mapping[str, Any], name: str) -> Section:
    """Say where figures come from."""
    rows = [(key, str(value)) for part in ("dataset", "index", "settings") for key, value in _flat(part, manifest[part])]
    rows += [("commit", str(manifest["commit"])), ("made at", str(manifest["made_at"]))]
    rows += [row for part in ("machine", "packages") for row in _flat(part, manifest[part])]
    table = Table(caption=f"Provenance of {name}", header=("what", "value"), rows=tuple(rows))
    return Section(heading=f"Provenance: {name}", tables=(table,))


def _flat(name: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(f"{name} {key}", value)
        else:
            yield (
                f"{name} {key}".replace("_", " "),
                ", ".join(map(str, value)) if isinstance(value, list) else str(value),
            )


def _failures(run: StoredRun) -> Section:
    primary = next(iter(run.metrics["metrics"]))
    answerable = [query for query in run.queries.values() if query.answerable]
    # The lowest score first, and among equals the one whose best relevant document is farthest down.
    worst = sorted(answerable, key=lambda query: (query.scores[primary], -_best_rank(run, query), query.query.id))
    failed = [query for query in worst if query.scores[primary] < 1][:MOST_FAILURES]
    tables = tuple(_failure(run, query, primary) for query in failed)
    missed = sum(1 for query in answerable if not query.scores[primary])
    text = f"{missed:,} of {len(answerable):,} questions with a relevant document score 0 in {primary}. The lowest:"
    return Section(heading="What failed", text=(text,), tables=tables)


def _failure(run: StoredRun, query: StoredQuery, primary: str) -> Table:
    level = run.metrics["relevance_level"]
    found = [(f"{at}", excerpt(shown)) for at, shown in enumerate(query.shown[:SHOWN_EACH], start=1)]
    wanted = [("wanted", _wanted(judged, query)) for judged in query.judged if judged.grade >= level]
    caption = f"{query.query.id}: {query.query.text} ({primary} {query.scores[primary]:.3f})"
    return Table(caption=caption, header=("rank", "result"), rows=(*found, *wanted))


def _wanted(judged: JudgedDocument, query: StoredQuery) -> str:
    rank = f"came out at rank {judged.rank or 'none'}"
    stages = f": dense {judged.dense_rank or 'none'}, lexical {judged.lexical_rank or 'none'}" if query.stages_ms else ""
    return f"{excerpt_of(judged.title or judged.doc_id, judged.text, judged.grade)} ({rank}{stages})"


def _best_rank(run: StoredRun, query: StoredQuery) -> int:
    level = run.metrics["relevance_level"]
    ranks = [judged.rank for judged in query.judged if judged.grade >= level and judged.rank]
    return min(ranks, default=1_000_000)


def _measures(run: StoredRun) -> Section:
    metrics = run.metrics
    rows = tuple(
        (metrics["measures"][name], f"{value:.4f}", f"{metrics['metrics_answerable'][name]:.4f}")
        for name, value in metrics["metrics"].items()
    )
    header = (
        "measure",
        f"all {metrics['queries']:,}",
        f"the {metrics['queries_answerable']:,} with a relevant document",
    )
    kinds = metrics["kinds"]
    by_kind = tuple(
        (kind, f"{of['queries']:,}", *(f"{value:.4f}" for value in of["metrics"].values())) for kind, of in kinds.items()
    )
    note = "A judged question without a result counts 0; so does one without a relevant document, as in trec_eval."
    return Section(
        heading="Measures",
        text=(note,),
        tables=(
            Table(caption="Means over questions", header=header, rows=rows),
            Table(caption="By kind of question", header=("kind", "questions", *metrics["metrics"]), rows=by_kind),
        ),
    )


def _abstention(run: StoredRun) -> Sequence[Section]:
    outcomes = outcomes_of(run)
    if not outcomes:
        return ()
    note = (
        "Confidence is the calibrated relevance of the first passage, which is right when its document is relevant. "
        "A question without a relevant judgement counts as unanswerable; in a pooled set that may just mean nobody "
        "found an answer."
    )
    return (abstention_section(outcomes, note=note),)


def latency_section(stages_ms: Mapping[str, Mapping[str, float]]) -> Section:
    """Draw what each stage took: `{stage: {"p50": …, "p95": …}}`."""
    stages = [(name, of["p50"], of["p95"]) for name, of in stages_ms.items()]
    rows = tuple((name, f"{p50:.2f}", f"{p95:.2f}") for name, p50, p95 in stages)
    plot = stage_bars(stages, title="Latency", description="Median and 95th percentile of each stage; the table has the numbers.")
    table = Table(caption="Milliseconds a question", header=("stage", "p50", "p95"), rows=rows)
    return Section(heading="Latency", plots=(plot,), tables=(table,))
