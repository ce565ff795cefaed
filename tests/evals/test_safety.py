"""Care levels on labelled texts."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.errors import DataError
from evals.proportions import Proportion
from evals.safety import (
    LabelledText,
    Prediction,
    by_kind,
    false_alarms,
    missed,
    predict,
    read_labelled,
    safety_json,
    safety_measures,
)
from evals.safety_report import safety_report
from service.safety.models import CardKind, CareLevel
from service.safety.rules import Safety
from tests.evals.conftest import write_json_lines

E, U, R, N = CareLevel.EMERGENCY, CareLevel.URGENT, CareLevel.ROUTINE, CareLevel.NONE


def prediction(name: str, level: CareLevel | None, predicted: CareLevel) -> Prediction:
    return Prediction(item=LabelledText(id=name, text=f"text {name}", level=level), predicted=predicted, rules=())


PREDICTIONS = [
    prediction("u1", U, R),
    prediction("e1", E, E),
    prediction("e2", E, U),
    prediction("e3", E, N),
    prediction("u2", U, U),
    prediction("u3", U, E),
    prediction("r1", R, U),
    prediction("n1", N, N),
    prediction("n2", N, R),
    prediction("n3", N, E),
    prediction("x", None, E),
]


def test_the_measures_are_those_computed_by_hand() -> None:
    found = {name: (one.count, one.of) for name, one in safety_measures(PREDICTIONS).items()}
    assert found == {
        "emergency_sensitivity": (1, 3),
        "emergency_specificity": (3, 4),
        "alarm_sensitivity": (4, 6),
        "alarm_specificity": (2, 4),
        "crisis_sensitivity": (0, 0),
        "miss_rate": (2, 6),
        "emergency_miss_rate": (1, 3),
        "urgent_miss_rate": (1, 3),
        "emergency_undercalled": (2, 3),
        "false_alarm_rate": (2, 4),
        "false_emergency_rate": (1, 4),
        "exact": (3, 10),
    }


def test_misses_and_alarms_are_named_emergencies_first() -> None:
    assert [one.item.id for one in missed(PREDICTIONS)] == ["e3", "u1"]
    assert [one.item.id for one in false_alarms(PREDICTIONS)] == ["r1", "n3"]


def test_a_text_without_a_level_is_predicted_and_not_scored() -> None:
    value = json.loads(json.dumps(safety_json(PREDICTIONS)))
    assert value["items"][-1] == {"id": "x", "text": "text x", "level": None, "predicted": "emergency", "rules": []}
    assert (value["measures"]["scored"], value["measures"]["not_scored"]) == (10, 1)
    # By Wilson for 2 of 6: middle (.33333 + .32012) / 1.64024 = .39838, half 1.95996 · √(.22222/6 + .64024/24) / 1.64024 = .30162.
    expected = {"value": 0.3333, "count": 2, "of": 6, "low": 0.0968, "high": 0.7}
    assert value["measures"]["miss_rate"] == pytest.approx(expected, abs=2e-4)


def test_the_rules_of_the_service_are_asked() -> None:
    items = [
        LabelledText(id="a", text="My dad's face has dropped on one side", level=E),
        LabelledText(id="b", text="gout", level=N),
    ]
    assert [(one.predicted, bool(one.rules)) for one in predict(items, Safety.load())] == [(E, True), (N, False)]


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        pytest.param({"id": "a", "text": "x"}, r"line 2: the id a was used on line 1", id="id twice"),
        pytest.param({"id": "b", "text": " "}, r"line 2: b has no text", id="no text"),
        pytest.param(
            {"id": "b", "text": "x", "level": "dire"}, r"line 2: the level 'dire' is none of emergency, urgent", id="level"
        ),
        pytest.param({"id": 7, "text": "x"}, r"line 2: the id 7 is no text", id="id is a number"),
        pytest.param({"text": "x", "kind": 3}, r"line 2: the kind 3 of line-2 is no text", id="kind is a number"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: dict[str, object], problem: str) -> None:
    path = write_json_lines(tmp_path / "labelled.jsonl", [{"id": "a", "text": "x", "level": "none"}, record])
    with pytest.raises(DataError, match=problem):
        read_labelled(path)


def test_a_text_without_an_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = write_json_lines(tmp_path / "labelled.jsonl", [{"text": "x", "level": "none", "kind": "idiom"}, {"text": "y"}])
    assert [(item.id, item.kind) for item in read_labelled(path)] == [("line-1", "idiom"), ("line-2", None)]


def of_kind(kind: str, level: CareLevel, predicted: CareLevel, card: CardKind | None = None) -> Prediction:
    item = LabelledText(id=f"{kind}-{level}-{predicted}-{card}", text="t", level=level, kind=kind)
    return Prediction(item=item, predicted=predicted, rules=(), card=card)


KINDS = [
    of_kind("idiom", N, N),
    of_kind("idiom", N, E),
    of_kind("crisis", U, U, CardKind.SAFE_HELP),
    of_kind("crisis", U, U, CardKind.GENERAL),
    of_kind("crisis", E, E, CardKind.GENERAL),
    of_kind("crisis", E, N),
    of_kind("crisis", N, N),
]


def test_a_crisis_is_helped_by_a_crisis_card_or_the_emergency_card() -> None:
    assert safety_measures(KINDS)["crisis_sensitivity"] == Proportion(count=2, of=4)


def test_each_kind_is_measured_apart() -> None:
    found = {kind: {name: (one.count, one.of) for name, one in of.items()} for kind, of in by_kind(KINDS).items()}
    assert found["idiom"] == {
        "right": (1, 2),
        "emergency_sensitivity": (0, 0),
        "alarm_sensitivity": (0, 0),
        "false_alarm_rate": (1, 2),
        "false_emergency_rate": (1, 2),
    }
    assert found["crisis"]["right"] == (4, 5)
    assert found["crisis"]["emergency_sensitivity"] == (1, 2)


def test_the_report_puts_the_failures_first(tmp_path: Path) -> None:
    report = safety_report("l.jsonl", KINDS)
    assert [section.heading for section in report.sections] == ["What failed", "Measures"]
    assert [table.caption for table in report.sections[0].tables] == [
        "Missed: 1",
        "Emergencies called urgent: 0",
        "False alarms: 1",
    ]
    assert report.sections[1].tables[1].rows[0] == ("emergency", "1", "0", "0", "1")
    path = write_json_lines(tmp_path / "l.jsonl", [{"text": "I cant breathe", "level": "emergency", "kind": "emergency"}])
    assert CliRunner().invoke(app, ["safety", str(path), "--out", str(tmp_path / "out")]).exit_code == 0
    assert "Care levels on l.jsonl" in (tmp_path / "out" / "safety.html").read_text(encoding="utf-8")


def test_the_command_prints_the_contracts_json(tmp_path: Path) -> None:
    path = write_json_lines(
        tmp_path / "l.jsonl", [{"id": "a", "text": "I cant breathe", "level": "emergency"}, {"id": "b", "text": "hi"}]
    )
    done = CliRunner().invoke(app, ["safety", str(path), "--json"])
    assert done.exit_code == 0, done.output
    value = json.loads(done.stdout)
    assert set(value) == {"items", "measures"}
    assert [set(item) for item in value["items"]] == [{"id", "text", "level", "predicted", "rules"}] * 2
    assert value["items"][0]["predicted"] == "emergency"
    assert value["measures"]["miss_rate"]["count"] == 0


def test_a_person_gets_a_table(tmp_path: Path) -> None:
    path = write_json_lines(tmp_path / "l.jsonl", [{"id": "a", "text": "what is gout", "level": "urgent"}])
    done = CliRunner().invoke(app, ["safety", str(path)])
    assert done.stdout.startswith("missed: a urgent -> none: what is gout")
    assert "miss_rate" in done.stdout
