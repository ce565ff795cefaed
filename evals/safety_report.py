"""The report of a run over labelled texts: misses and false alarms first, then the measures, by level and by kind."""

from collections.abc import Mapping, Sequence

from evals.proportions import Proportion
from evals.report import Report, Section, Table
from evals.safety import Prediction, by_kind, by_level, false_alarms, missed, safety_measures
from service.safety.models import CareLevel

_HEADER = ("text", "label", "said", "kind", "rules", "message")


def safety_report(name: str, predictions: Sequence[Prediction]) -> Report:
    """Write the report of what the care levels said about a labelled file."""
    measures = safety_measures(predictions)
    lead = (
        f"{len(predictions):,} texts of {name}. Emergency sensitivity {measures['emergency_sensitivity']}; "
        f"false emergency cards {measures['false_emergency_rate']}. Intervals are Wilson's, 95%.",
        "The labels are the file's: they say what its authors thought right, not what a clinician found.",
    )
    return Report(title=f"Care levels on {name}", lead=lead, sections=(_failures(predictions), _measures(predictions, measures)))


def _failures(predictions: Sequence[Prediction]) -> Section:
    undercalled = [one for one in predictions if one.item.level is CareLevel.EMERGENCY and one.predicted is CareLevel.URGENT]
    found = (
        ("Missed", missed(predictions)),
        ("Emergencies called urgent", undercalled),
        ("False alarms", false_alarms(predictions)),
    )
    tables = tuple(
        Table(caption=f"{caption}: {len(texts):,}", header=_HEADER, rows=tuple(map(_row, texts))) for caption, texts in found
    )
    return Section(heading="What failed", tables=tables)


def _row(one: Prediction) -> tuple[str, ...]:
    rules = ", ".join(one.rules) or "none"
    return one.item.id, one.item.level or "not labelled", one.predicted, one.item.kind or "not stated", rules, one.item.text


def _measures(predictions: Sequence[Prediction], measures: Mapping[str, Proportion]) -> Section:
    overall = Table(caption="Overall", header=("measure", "value"), rows=tuple((name, str(one)) for name, one in measures.items()))
    levels = Table(
        caption="What was said, by label",
        header=("label", *CareLevel),
        rows=tuple((level, *(f"{count:,}" for count in said.values())) for level, said in by_level(predictions).items()),
    )
    kinds = by_kind(predictions)
    names = tuple(next(iter(kinds.values()), {}))
    rows = tuple((kind, *(str(found[name]) for name in names)) for kind, found in kinds.items())
    tables = (overall, levels, Table(caption="By kind", header=("kind", *names), rows=rows)) if kinds else (overall, levels)
    return Section(heading="Measures", tables=tables)
