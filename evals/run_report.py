"""The report of one run: what failed first, then the measures, abstention, latency, and where it all comes from."""

from collections.abc import Iterator, Sequence
from typing import Any

from evals.abstention import (
    Outcome,
    area_under_risk_coverage,
    expected_calibration_error,
    false_answers,
    reliability,
    risk_coverage,
)
from evals.plots import curve, reliability_diagram, stage_bars
from evals.report import Report, Section, Table
from evals.run import Shown
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
    sections = [_failures(run), _measures(run), *_abstention(run), _latency(run), provenance_section(run)]
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
    text = " ".join(shown.text.split())
    cut = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
    return f"[{'not judged' if shown.grade is None else f'grade {shown.grade}'}] {shown.title}: {cut}"


def provenance_section(run: StoredRun) -> Section:
    """Say where the figures of a run come from."""
    rows = [(name, str(value)) for part in ("dataset", "index", "settings") for name, value in _flat(part, run.manifest[part])]
    rows += [("commit", str(run.manifest["commit"])), ("made at", str(run.manifest["made_at"]))]
    rows += [row for part in ("machine", "packages") for row in _flat(part, run.manifest[part])]
    table = Table(caption=f"Provenance of {run.folder.name}", header=("what", "value"), rows=tuple(rows))
    return Section(heading=f"Provenance: {run.folder.name}", tables=(table,))


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
    wanted = [
        (
            "wanted",
            f"{judged.doc_id} (grade {judged.grade}): rank {judged.rank or 'none'}, "
            f"dense {judged.dense_rank or 'none'}, lexical {judged.lexical_rank or 'none'}",
        )
        for judged in query.judged
        if judged.grade >= level
    ]
    caption = f"{query.query.id}: {query.query.text} ({primary} {query.scores[primary]:.3f})"
    return Table(caption=caption, header=("rank", "result"), rows=(*found, *wanted))


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
    points, bins = risk_coverage(outcomes), reliability(outcomes)
    area, error = area_under_risk_coverage(outcomes), expected_calibration_error(outcomes)
    said = f"Area under the risk-coverage curve {area:.3f} (lower is better); expected calibration error {error:.3f}."
    note = (
        "Confidence is the calibrated relevance of the first passage, which is right when its document is relevant. "
        "A question without a relevant judgement counts as unanswerable; in a pooled set that may just mean nobody "
        "found an answer."
    )
    risk = curve(
        [(point.coverage, point.risk) for point in points],
        title="Risk and coverage",
        description=f"Share of wrong first passages as more questions are answered, the surest first. {said}",
        x_label="coverage: share of questions answered",
        y_label="risk: share wrong",
    )
    diagram = reliability_diagram(
        [(one.confidence, one.accuracy, one.count) for one in bins],
        title="Reliability",
        description="Stated probability against the share that was correct; the table has the numbers.",
    )
    rows = tuple(
        (f"{one.low:.1f} to {one.high:.1f}", f"{one.count}", f"{one.confidence:.3f}", f"{one.accuracy:.3f}") for one in bins
    )
    tables = [Table(caption="Reliability", header=("stated", "questions", "mean stated", "share correct"), rows=rows)]
    costs = false_answers(outcomes)
    if costs:
        rates = tuple((f"{one.answer_rate:.0%}", f"{one.threshold:.3f}", f"{one.false_answer_rate:.1%}") for one in costs)
        header = ("answerable questions answered", "at confidence", "unanswerable ones answered too")
        tables.append(Table(caption="False answers", header=header, rows=rates))
    return (Section(heading="Abstention", text=(said, note), plots=(risk, diagram), tables=tuple(tables)),)


def _latency(run: StoredRun) -> Section:
    stages = [(name, of["p50"], of["p95"]) for name, of in run.manifest["stages_ms"].items()]
    rows = tuple((name, f"{p50:.2f}", f"{p95:.2f}") for name, p50, p95 in stages)
    plot = stage_bars(stages, title="Latency", description="Median and 95th percentile of each stage; the table has the numbers.")
    table = Table(caption="Milliseconds a question", header=("stage", "p50", "p95"), rows=rows)
    return Section(heading="Latency", plots=(plot,), tables=(table,))
