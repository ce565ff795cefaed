"""The measures and the report of answers: what failed first, then shares with their intervals, abstention, latency, provenance."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from evals.abstention_report import abstention_json, abstention_section
from evals.answers import AnsweredQuery, AnswersResult, ShownPassage
from evals.kinds import by_kind, kind_of
from evals.proportions import Proportion
from evals.provenance import provenance
from evals.report import Report, Section, Table
from evals.run_folder import dataset_json, index_json, stale_warning
from evals.run_report import excerpt_of, latency_section, provenance_section
from evals.timings import stage_percentiles
from service.models import Reason

MOST_FAILURES = 10
"""Questions shown of each sort of failure; answers.jsonl has all."""

_MEANING = {
    "answered": "answerable questions that got an answer",
    "first_right": "answerable questions whose first passage is right",
    "right_in_3": "answerable questions with a right passage among the first three shown",
    "first_right_if_answered": "answered answerable questions whose first passage is right",
    "highlight_in_right": "answered answerable questions whose first highlight lies in a right passage",
    "highlight_shares_answer": "answered answerable questions whose first highlight shares words with the best passages",
    "false_answers": "unanswerable questions that got an answer (lower is better)",
    "reason_right": "unanswered unanswerable questions that were told the right reason",
    "citations_hold": "passages shown that slice back to their article",
    "seek_care_own": "seek-care passages shown that are those of an article shown",
}

_NOTE = (
    "Confidence is the greatest calibrated relevance of the passages found, which decides whether there is an answer; "
    "it is right when that passage is."
)


def answer_measures(queries: Sequence[AnsweredQuery], level: int) -> dict[str, Proportion]:
    """Measure answers; a measure that nothing was asked for has a proportion of none."""
    answerable = [one for one in queries if one.answerable]
    unanswerable = [one for one in queries if not one.answerable]
    answered = [one for one in answerable if one.answered]
    first = [one.shown[0] for one in answered]
    silent = [one for one in unanswerable if not one.answered and one.query.why_not]
    shown = [passage for one in queries for passage in one.shown]
    return {
        "answered": Proportion.among(one.answered for one in answerable),
        "first_right": Proportion.among(one.best_grade(1) >= level for one in answerable),
        "right_in_3": Proportion.among(one.best_grade(3) >= level for one in answerable),
        "first_right_if_answered": Proportion.among(one.best_grade(1) >= level for one in answered),
        "highlight_in_right": Proportion.among(bool(one.highlight) and (one.grade or 0) >= level for one in first),
        "highlight_shares_answer": Proportion.among(one.shares_answer for one in first if one.shares_answer is not None),
        "false_answers": Proportion.among(one.answered for one in unanswerable),
        "reason_right": Proportion.among(one.reason is one.query.why_not for one in silent),
        "citations_hold": Proportion.among(one.citation_holds for one in shown),
        "seek_care_own": Proportion.among(own for one in queries for own in one.seek_care_own),
    }


def answers_json(result: AnswersResult) -> dict[str, Any]:
    """Gather the figures for programs."""
    return {
        "measures": {name: one.as_json() for name, one in answer_measures(result.queries, result.relevance_level).items()},
        "abstention": abstention_json(result.confidences()),
        "kinds": {
            kind: {name: one.value for name, one in answer_measures(queries, result.relevance_level).items()}
            for kind, queries in _kinds(result)
        },
        "reasons": [
            {"expected": row[0], "given": given, "questions": n} for row in _reasons(result) for given, n in row[1].items()
        ],
        "stages_ms": stage_percentiles((one.stages_ms for one in result.queries), 50, 95),
        "queries": len(result.queries),
        "minimum_relevance": result.minimum_relevance,
        "relevance_level": result.relevance_level,
        "warnings": [text for text in (stale_warning(result.dataset),) if text],
    }


def answers_manifest(result: AnswersResult) -> dict[str, Any]:
    """Gather what someone else needs to make the same figures."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "dataset": dataset_json(result.dataset, result.prepared.rejected),
        "index": index_json(result.generation, result.prepared),
        "settings": {
            "k": result.options.k,
            "minimum_relevance": result.minimum_relevance,
            "relevance_level": result.relevance_level,
            "seed": None,  # nothing here is random
        },
        **asdict(provenance()),
    }


def answered_json(one: AnsweredQuery) -> dict[str, Any]:
    """Make one question's line of answers.jsonl."""
    return {
        "query_id": one.query.id,
        "text": one.query.text,
        "kind": kind_of(one.query),
        "answerable": one.answerable,
        "why_not": one.query.why_not,
        "answered": one.answered,
        "reason": one.reason,
        "surest": one.surest,
        "surest_grade": one.surest_grade,
        "shown": [asdict(passage) for passage in one.shown],
        "seek_care_own": list(one.seek_care_own),
        "stages_ms": one.stages_ms,
    }


def answers_report(result: AnswersResult) -> Report:
    """Write the report."""
    dataset, level = result.dataset, result.relevance_level
    measures = answer_measures(result.queries, level)
    lead = (
        f"{len(result.queries):,} judged questions of {dataset.name} (split: {dataset.split}), of which "
        f"{measures['answered'].of:,} can be answered (grade {level} or more counts as right). "
        f"A passage is shown from a relevance of {result.minimum_relevance:g} on.",
        f"First passage right: {measures['first_right']}. False answers: {measures['false_answers']}.",
        *answers_json(result)["warnings"],
    )
    sections = (
        _failures(result),
        _measures(result, measures),
        abstention_section(result.confidences(), note=_NOTE),
        latency_section(stage_percentiles((one.stages_ms for one in result.queries), 50, 95)),
        provenance_section(answers_manifest(result), dataset.name),
    )
    return Report(title=f"Answers to {dataset.name}", lead=lead, sections=sections)


def _failures(result: AnswersResult) -> Section:
    level = result.relevance_level
    broken = [one for one in result.queries if not all((*one.seek_care_own, *(shown.citation_holds for shown in one.shown)))]
    false = sorted((one for one in result.queries if one.answered and not one.answerable), key=lambda one: -one.surest)
    wrong = [one for one in result.queries if one.answered and one.answerable and one.best_grade(3) < level]
    silent = sorted((one for one in result.queries if one.answerable and not one.answered), key=lambda one: -one.surest)
    misled = [one for one in result.queries if not one.answered and one.query.why_not not in (None, one.reason)]
    tables = (
        _listed("Citations or seek-care advice that do not hold", broken, _first),
        _listed("Answers to what cannot be answered", false, lambda one: f"{_why(one)}; shown: {_first(one)}"),
        _listed("Answers with nothing right among the first three", wrong, _first),
        _listed("Answerable and not answered", silent, lambda one: f"{_said(one)}; relevance at most {one.surest:.2f}"),
        _listed("Another reason told than the right one", misled, lambda one: f"{_said(one)}, {_why(one)}"),
    )
    found = tuple(table for table in tables if table.rows)
    return Section(heading="What failed", text=() if found else ("Nothing.",), tables=found)


def _listed(caption: str, queries: Sequence[AnsweredQuery], say: Callable[[AnsweredQuery], str]) -> Table:
    rows = tuple((f"{one.query.id}", one.query.text, say(one)) for one in queries[:MOST_FAILURES])
    return Table(caption=f"{caption}: {len(queries):,}", header=("question", "text", "what came out"), rows=rows)


def _first(one: AnsweredQuery) -> str:
    if not one.shown:
        return "nothing"
    shown: ShownPassage = one.shown[0]
    return f"{excerpt_of(shown.title, shown.text, shown.grade)} (relevance {shown.relevance:.2f})"


def _why(one: AnsweredQuery) -> str:
    return f"labelled {one.query.why_not or 'unanswerable'}"


def _said(one: AnsweredQuery) -> str:
    return f"said {one.reason}"


def _measures(result: AnswersResult, measures: dict[str, Proportion]) -> Section:
    rows = tuple(
        (name, _MEANING[name], f"{one.count:,} of {one.of:,}", _share(one), "{:.3f} to {:.3f}".format(*one.interval))
        for name, one in measures.items()
    )
    header = ("measure", "share of", "count", "value", "95% interval (Wilson)")
    names = ("answered", "first_right", "right_in_3", "false_answers")
    kinds = tuple(
        (kind, f"{len(queries):,}", *(_share(found[name]) for name in names))
        for kind, queries in _kinds(result)
        if (found := answer_measures(queries, result.relevance_level))
    )
    given = (*Reason, "answer")
    reasons = tuple((expected, *(f"{counts.get(one, 0)}" for one in given)) for expected, counts in _reasons(result))
    tables = (
        Table(caption="Shares", header=header, rows=rows),
        Table(caption="By kind of question", header=("kind", "questions", *names), rows=kinds),
        Table(caption="What was said (columns) of what was true (rows)", header=("true", *given), rows=reasons),
    )
    note = (
        "A passage that nobody judged counts as wrong. Whether a highlight shares the answer is a check of words, not a "
        "reading: three words of the best passages that are not the question's own."
    )
    return Section(heading="Answers", text=(note,), tables=tables)


def _share(one: Proportion) -> str:
    return "–" if one.value is None else f"{one.value:.3f}"


def _kinds(result: AnswersResult) -> Iterable[tuple[str, list[AnsweredQuery]]]:
    found = {one.query.id: one for one in result.queries}
    for kind, ids in by_kind(one.query for one in result.queries).items():
        yield kind, [found[name] for name in ids]


def _reasons(result: AnswersResult) -> list[tuple[str, dict[str, int]]]:
    """Count what was said for each label: `answer`, or the reason."""
    counts: dict[str, dict[str, int]] = {}
    for one in result.queries:
        expected = "answerable" if one.answerable else str(one.query.why_not or "unanswerable")
        said = "answer" if one.answered else str(one.reason)
        row = counts.setdefault(expected, {})
        row[said] = row.get(said, 0) + 1
    return sorted(counts.items())
