"""The labelled care-level messages: whole, split as stated, and no worse served than recorded.

A failure names no held-back message on purpose: whoever mends the rules must not have read them.
"""

import hashlib
import json
from pathlib import Path

import pytest

from evals.datasets import SETS
from evals.safety import LabelledText, predict, read_labelled, safety_measures
from service.safety.models import CareLevel
from service.safety.rules import Safety

FOLDER = SETS / "safety"


def messages(name: str) -> list[LabelledText]:
    return read_labelled(FOLDER / f"{name}.jsonl")


@pytest.mark.parametrize(("name", "count", "emergencies"), [("dev", 488, 117), ("held-back", 487, 152)])
def test_the_sets_are_what_their_readme_says(name: str, count: int, emergencies: int) -> None:
    found = messages(name)
    assert len(found) == count
    assert sum(one.level is CareLevel.EMERGENCY for one in found) == emergencies
    halves = {hashlib.sha256(one.id.encode()).digest()[0] < 0x80 for one in found}
    assert halves == {name == "dev"}


def test_no_message_is_in_two_sets() -> None:
    texts = [one.text.casefold() for name in ("dev", "held-back", "train") for one in messages(name)]
    assert len(set(texts)) == len(texts)


def test_both_labels_of_every_message_are_kept() -> None:
    for name in ("dev", "held-back"):
        lines = map(json.loads, Path(FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
        assert all(line["labels"][0] == line["level"] and len(line["labels"]) == 2 for line in lines)


def test_held_back_messages_are_served_no_worse_than_recorded() -> None:
    """Floors a little below the recorded shares (README.md there); they rise when the shares do."""
    measures = {name: one.value or 0.0 for name, one in safety_measures(predict(messages("held-back"), Safety.load())).items()}
    floors = {"emergency_sensitivity": 0.68, "alarm_sensitivity": 0.88, "emergency_specificity": 0.92, "alarm_specificity": 0.83}
    assert {name: measures[name] for name, floor in floors.items() if measures[name] < floor} == {}
