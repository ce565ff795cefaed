"""Care levels on labelled texts."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.errors import DataError
from evals.safety import LabelledText, Prediction, false_alarms, missed, predict, read_labelled, safety_json, safety_measures
from service.safety.models import CareLevel
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
        pytest.param({"text": "x"}, r"line 2: the id None is no text", id="no id"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: dict[str, object], problem: str) -> None:
    path = write_json_lines(tmp_path / "labelled.jsonl", [{"id": "a", "text": "x", "level": "none"}, record])
    with pytest.raises(DataError, match=problem):
        read_labelled(path)


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
