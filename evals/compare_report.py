"""The report of a comparison: verdict and the questions that moved most, then measures, kinds and provenance."""

from itertools import zip_longest
from typing import Any

from evals.compare import SIGNIFICANT, Comparison, ComparisonResult, Moved
from evals.measures import JUDGED
from evals.plots import difference_bars
from evals.report import Report, Section, Table
from evals.run_folder import StoredRun
from evals.run_report import SHOWN_EACH, excerpt, provenance_section


def compare_report(result: ComparisonResult) -> Report:
    """Write the report of a comparison."""
    primary = result.comparisons[0].measure
    lead = [_verdict(one) for one in result.comparisons if one.measure == primary]
    lead.append(
        f"{len(result.queries):,} questions; paired randomisation test (two-sided, {result.options.rounds:,} rounds, "
        f"seed {result.options.seed}), Holm-corrected over {len(result.comparisons)} values; 95% bootstrap intervals."
    )
    judged = [f"{name} {run.metrics['metrics'][JUDGED]:.2f}" for name, run in _with_judged(result)]
    if judged:
        lead.append(f"{JUDGED}: {', '.join(judged)}. What was not judged counts as wrong, so more judged is an advantage.")
    if result.left_out:
        lead.append(f"{result.left_out:,} questions that not all runs have were left out.")
    sections = (
        _moved(result),
        _measures(result),
        _kinds(result),
        *(provenance_section(run.manifest, run.folder.name) for run in result.runs),
    )
    return Report(title=f"Comparison: {' and '.join(result.names)}", lead=tuple(lead), sections=sections)


def _with_judged(result: ComparisonResult) -> list[tuple[str, StoredRun]]:
    pairs = zip(result.names, result.runs, strict=True)
    return [(name, run) for name, run in pairs if JUDGED in run.metrics["metrics"]]


def comparison_json(result: ComparisonResult) -> dict[str, Any]:
    """Gather the figures of a comparison for programs."""
    return {
        "baseline": result.names[0],
        "runs": list(result.names),
        "queries": len(result.queries),
        "left_out": result.left_out,
        "rounds": result.options.rounds,
        "seed": result.options.seed,
        "comparisons": [
            {
                "first": one.first,
                "second": one.second,
                "measure": one.measure,
                "mean_first": one.mean_first,
                "mean_second": one.mean_second,
                "difference": one.paired.difference,
                "interval": [one.paired.low, one.paired.high],
                "p": one.paired.p,
                "p_holm": one.p_holm,
                "effect_dz": one.paired.effect,
                "wins": one.paired.wins,
                "ties": one.paired.ties,
                "losses": one.paired.losses,
                "verdict": one.verdict,
            }
            for one in result.comparisons
        ],
        "kinds": [
            {
                "first": one.first,
                "second": one.second,
                "kind": one.kind,
                "queries": one.queries,
                "measure": one.measure,
                "mean_first": one.mean_first,
                "mean_second": one.mean_second,
            }
            for one in result.kinds
        ],
        "moved": [
            {
                "first": one.first,
                "second": one.second,
                "query_id": one.query.id,
                "measure": one.measure,
                "score_first": one.score_first,
                "score_second": one.score_second,
                "moved_by": list(one.movers),
                "shown_first": [shown.doc_id for shown in one.shown_first],
                "shown_second": [shown.doc_id for shown in one.shown_second],
            }
            for one in result.moved
        ],
    }


def _verdict(one: Comparison) -> str:
    said = {"better": "is better than", "worse": "is worse than"}.get(one.verdict, "is not told apart from")
    paired = one.paired
    return (
        f"{one.second} {said} {one.first} in {one.measure}: {one.mean_first:.4f} to {one.mean_second:.4f}, difference "
        f"{paired.difference:+.4f} [{paired.low:+.4f}, {paired.high:+.4f}], p {one.p_holm:.4f} after correction."
    )


def _moved(result: ComparisonResult) -> Section:
    measure = result.comparisons[0].measure
    plots = []
    for other, name in zip(result.runs[1:], result.names[1:], strict=True):
        first = result.runs[0]
        differences = [other.queries[query].scores[measure] - first.queries[query].scores[measure] for query in result.queries]
        up, down = sum(value > 0 for value in differences), sum(value < 0 for value in differences)
        description = f"{up} questions gained, {down} lost, {len(differences) - up - down} stayed."
        title = f"{measure} by question: {name} against {result.names[0]}"
        plots.append(difference_bars(differences, title=title, description=description))
    tables = tuple(_side_by_side(moved) for moved in result.moved)
    text = f"By {measure}, losses first among equals; the stages named placed a relevant document differently."
    return Section(heading="Questions that moved most", text=(text,), plots=tuple(plots), tables=tables)


def _side_by_side(moved: Moved) -> Table:
    pairs = zip_longest(moved.shown_first[:SHOWN_EACH], moved.shown_second[:SHOWN_EACH])
    rows = tuple(
        (str(at), excerpt(left) if left else "nothing", excerpt(right) if right else "nothing")
        for at, (left, right) in enumerate(pairs, start=1)
    )
    question = moved.query.text
    if moved.text_second != question:
        question = f"{question} / {moved.text_second}"
    by = ", ".join(moved.movers) or "no relevant document's rank"
    caption = f"{moved.query.id}: {question} ({moved.score_first:.3f} to {moved.score_second:.3f}, by {by})"
    return Table(caption=caption, header=("rank", moved.first, moved.second), rows=rows)


def _measures(result: ComparisonResult) -> Section:
    header = (
        "measure",
        "second run",
        "first",
        "second",
        "difference",
        "95% interval",
        "p",
        "p (Holm)",
        "dz",
        "wins/ties/losses",
        "verdict",
    )
    rows = tuple(
        (
            one.measure,
            one.second,
            f"{one.mean_first:.4f}",
            f"{one.mean_second:.4f}",
            f"{one.paired.difference:+.4f}",
            f"{one.paired.low:+.4f} to {one.paired.high:+.4f}",
            f"{one.paired.p:.4f}",
            f"{one.p_holm:.4f}",
            f"{one.paired.effect:+.2f}",
            f"{one.paired.wins}/{one.paired.ties}/{one.paired.losses}",
            one.verdict,
        )
        for one in result.comparisons
    )
    text = f"A verdict other than 'not told apart' needs a corrected p below {SIGNIFICANT}."
    table = Table(caption=f"Each run against {result.names[0]}", header=header, rows=rows)
    return Section(heading="Measures", text=(text,), tables=(table,))


def _kinds(result: ComparisonResult) -> Section:
    rows = tuple(
        (
            one.kind,
            one.second,
            f"{one.queries:,}",
            f"{one.mean_first:.4f}",
            f"{one.mean_second:.4f}",
            f"{one.mean_second - one.mean_first:+.4f}",
        )
        for one in result.kinds
    )
    table = Table(
        caption=f"{result.comparisons[0].measure} by kind of question",
        header=("kind", "second run", "questions", "first", "second", "difference"),
        rows=rows,
    )
    return Section(heading="Kinds of question", text=("Not tested: few questions each, and not corrected for.",), tables=(table,))
