"""The report's section on abstention: risk and coverage, what an answer rate costs, and whether probabilities come true."""

from collections.abc import Sequence
from typing import Any

from evals.abstention import (
    Outcome,
    area_under_risk_coverage,
    expected_calibration_error,
    false_answers,
    reliability,
    risk_coverage,
)
from evals.plots import curve, reliability_diagram
from evals.report import Section, Table


def abstention_section(outcomes: Sequence[Outcome], *, note: str) -> Section:
    """Draw the curves and print their numbers; `note` says what confidence and correct mean here."""
    points, bins = risk_coverage(outcomes), reliability(outcomes)
    area, error = area_under_risk_coverage(outcomes), expected_calibration_error(outcomes)
    said = f"Area under the risk-coverage curve {area:.3f} (lower is better); expected calibration error {error:.3f}."
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
    return Section(heading="Abstention", text=(said, note), plots=(risk, diagram), tables=tuple(tables))


def abstention_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Gather the same figures for programs."""
    return {
        "aurc": round(area_under_risk_coverage(outcomes), 4),
        "ece": round(expected_calibration_error(outcomes), 4),
        "false_answers": [
            {
                "answer_rate": one.answer_rate,
                "threshold": round(one.threshold, 4),
                "false_answer_rate": round(one.false_answer_rate, 4),
            }
            for one in false_answers(outcomes)
        ],
    }
