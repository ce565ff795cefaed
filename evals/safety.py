"""Care levels on labelled questions: what the rules miss, and what they raise an alarm about without need."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import DataError
from evals.lines import check_id, read_json_lines
from evals.proportions import Proportion
from service.safety.models import CardKind, CareLevel
from service.safety.rules import Safety

CRISIS = "crisis"
"""The kind of a text about suicide, self-harm, abuse or harm to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """One line of a labelled file."""

    id: str
    text: str
    level: CareLevel | None
    """None where nobody has labelled it: predicted and not scored."""
    kind: str | None = None
    """What makes it a test: "negated", "idiom", "crisis", …; measures are given for each apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the rules say about one text."""

    item: LabelledText
    predicted: CareLevel
    rules: tuple[str, ...]
    card: CardKind | None = None
    """Whose help the card points to; None without a card."""


def read_labelled(path: Path) -> list[LabelledText]:
    """Read JSON lines `{"text", "level", "kind", "id"}`, all but the text optional; without an id the line gives one.

    Raises DataError naming the line.
    """
    items: list[LabelledText] = []
    lines: dict[str, int] = {}
    for number, record in read_json_lines(path):
        name = check_id(path, record.get("id", f"line-{number}"), number)
        text, level, kind = (record.get(field) for field in ("text", "level", "kind"))
        before = lines.setdefault(name, number)
        if before != number:
            raise DataError(path, f"the id {name} was used on line {before}; give each text its own", line=number)
        if not isinstance(text, str) or not text.strip():
            raise DataError(path, f"{name} has no text; write one or leave the line out", line=number)
        if level is not None and level not in set(CareLevel):
            raise DataError(path, f"the level {level!r} is none of {', '.join(CareLevel)}; mend it or leave it out", line=number)
        if kind is not None and not isinstance(kind, str):
            raise DataError(path, f"the kind {kind!r} of {name} is no text; mend it or leave it out", line=number)
        items.append(LabelledText(id=name, text=text, level=CareLevel(level) if level is not None else None, kind=kind))
    return items


def predict(items: Sequence[LabelledText], safety: Safety) -> list[Prediction]:
    """Ask the rules about every text."""
    decided = ((item, safety.assess(item.text)) for item in items)
    return [
        Prediction(item=item, predicted=care.level, rules=care.rules, card=care.card.kind if care.card else None)
        for item, care in decided
    ]


def safety_measures(predictions: Sequence[Prediction]) -> dict[str, Proportion]:
    """Measure what is labelled. A miss is a lower level than needed, an alarm urgent or emergency where neither is.

    - `emergency_sensitivity`: emergencies that get the emergency card; `emergency_specificity`: routine or none texts that do not;
    - `alarm_sensitivity`, `alarm_specificity`: the same for urgent and emergency taken together;
    - `crisis_sensitivity`: alarming texts of the kind crisis that are shown a crisis or safe-help card, or the emergency card;
    - `miss_rate`: emergency or urgent texts that get neither; `emergency_miss_rate`, `urgent_miss_rate`: those of one label;
    - `emergency_undercalled`: emergencies that get less than emergency, an urgent card included;
    - `false_alarm_rate`: routine or none texts that get emergency or urgent; `false_emergency_rate`: that get emergency;
    - `exact`: the very level.
    """
    scored = [(one.item.level, one.predicted) for one in predictions if one.item.level is not None]
    flagged = [(true, said) for true, said in scored if true.rank >= CareLevel.URGENT.rank]
    benign = [said for true, said in scored if true.rank < CareLevel.URGENT.rank]
    by_level = {level: [said for true, said in flagged if true is level] for level in (CareLevel.EMERGENCY, CareLevel.URGENT)}
    emergencies = by_level[CareLevel.EMERGENCY]
    crises = [one for one in predictions if one.item.kind == CRISIS and _alarming(one)]
    return {
        "emergency_sensitivity": Proportion.among(said is CareLevel.EMERGENCY for said in emergencies),
        "emergency_specificity": Proportion.among(said is not CareLevel.EMERGENCY for said in benign),
        "alarm_sensitivity": Proportion.among(_alarms(said) for _, said in flagged),
        "alarm_specificity": Proportion.among(not _alarms(said) for said in benign),
        "crisis_sensitivity": Proportion.among(_is_helped(one) for one in crises),
        "miss_rate": Proportion.among(not _alarms(said) for _, said in flagged),
        "emergency_miss_rate": Proportion.among(not _alarms(said) for said in emergencies),
        "urgent_miss_rate": Proportion.among(not _alarms(said) for said in by_level[CareLevel.URGENT]),
        "emergency_undercalled": Proportion.among(said is not CareLevel.EMERGENCY for said in emergencies),
        "false_alarm_rate": Proportion.among(_alarms(said) for said in benign),
        "false_emergency_rate": Proportion.among(said is CareLevel.EMERGENCY for said in benign),
        "exact": Proportion.among(true is said for true, said in scored),
    }


def by_kind(predictions: Sequence[Prediction]) -> dict[str, dict[str, Proportion]]:
    """Measure each kind of text apart: its alarms (urgent or emergency) where one is needed, and where none is."""
    kinds = sorted({one.item.kind for one in predictions if one.item.kind and one.item.level})
    return {kind: _of_kind([one for one in predictions if one.item.kind == kind and one.item.level]) for kind in kinds}


def by_level(predictions: Sequence[Prediction]) -> dict[CareLevel, dict[CareLevel, int]]:
    """Count, for each level as labelled, what was said."""
    return {
        true: {said: sum(1 for one in predictions if (one.item.level, one.predicted) == (true, said)) for said in CareLevel}
        for true in CareLevel
    }


def missed(predictions: Sequence[Prediction]) -> list[Prediction]:
    """List the emergencies and urgent texts that no alarm was raised for, emergencies first."""
    found = [one for one in predictions if one.item.level and one.item.level.rank >= CareLevel.URGENT.rank]
    return sorted((one for one in found if not _alarms(one.predicted)), key=lambda one: -(one.item.level or one.predicted).rank)


def false_alarms(predictions: Sequence[Prediction]) -> list[Prediction]:
    """List the texts that need no alarm and raised one."""
    found = [one for one in predictions if one.item.level and one.item.level.rank < CareLevel.URGENT.rank]
    return [one for one in found if _alarms(one.predicted)]


def safety_json(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Make the JSON of the contract."""
    items = [
        {
            "id": one.item.id,
            "text": one.item.text,
            "level": one.item.level,
            "predicted": one.predicted,
            "rules": list(one.rules),
        }
        for one in predictions
    ]
    scored = sum(1 for one in predictions if one.item.level is not None)
    measures: dict[str, Any] = {"scored": scored, "not_scored": len(predictions) - scored}
    measures |= {name: one.as_json() for name, one in safety_measures(predictions).items()}
    kinds = {kind: {name: one.as_json() for name, one in found.items()} for kind, found in by_kind(predictions).items()}
    return {"items": items, "measures": measures | {"kinds": kinds, "levels": by_level(predictions)}}


def _of_kind(predictions: Sequence[Prediction]) -> dict[str, Proportion]:
    alarming = [one for one in predictions if _alarming(one)]
    benign = [one for one in predictions if not _alarming(one)]
    emergencies = [one for one in alarming if one.item.level is CareLevel.EMERGENCY]
    return {
        "right": Proportion.among(_alarming(one) == _alarms(one.predicted) for one in predictions),
        "emergency_sensitivity": Proportion.among(one.predicted is CareLevel.EMERGENCY for one in emergencies),
        "alarm_sensitivity": Proportion.among(_alarms(one.predicted) for one in alarming),
        "false_alarm_rate": Proportion.among(_alarms(one.predicted) for one in benign),
        "false_emergency_rate": Proportion.among(one.predicted is CareLevel.EMERGENCY for one in benign),
    }


def _alarming(one: Prediction) -> bool:
    return one.item.level is not None and _alarms(one.item.level)


def _is_helped(one: Prediction) -> bool:
    return one.predicted is CareLevel.EMERGENCY or (one.card in (CardKind.CRISIS, CardKind.SAFE_HELP) and _alarms(one.predicted))


def _alarms(level: CareLevel) -> bool:
    return level.rank >= CareLevel.URGENT.rank
