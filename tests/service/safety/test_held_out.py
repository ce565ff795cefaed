"""Miss and false-alarm floors on phrasings the rules were first not written from.

held_out.jsonl holds three rounds, each written after the rules of its day and run once before anything was mended.
Emergencies and urgent cases given less than urgent; benign questions given urgent or more; 95 % Wilson intervals:

    round     phrasing           missed                    false alarms
    first-    oblique, typed     32/62 .516 [.394, .636]    3/62 .048 [.017, .133]
    second-   oblique, typed     23/46 .500 [.361, .639]    0/61 .000 [.000, .059]
    third-    plain               1/46 .022 [.004, .113]    1/60 .017 [.003, .089]

After each run the rules were mended on what it had missed, so the file is no longer held out: today's zeros are a
regression floor, and no estimate. Rules and phrasings came from the same hand; a clinician's list is still wanted.
"""

import json
from pathlib import Path

from service.safety.models import CareLevel
from service.safety.rules import Safety

SAFETY = Safety.load()
LINES = [json.loads(line) for line in (Path(__file__).parent / "held_out.jsonl").read_text(encoding="utf-8").splitlines()]
URGENT = CareLevel.URGENT.rank


def test_the_file_is_whole() -> None:
    assert len(LINES) == 337
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert LINES[0]["id"] == "first-h001"


def test_no_more_than_two_red_flags_are_missed() -> None:
    flagged = [line for line in LINES if CareLevel(line["level"]).rank >= URGENT]
    missed = [line["id"] for line in flagged if SAFETY.assess(line["text"]).level.rank < URGENT]
    assert len(flagged) == 154
    assert len(missed) <= 2, missed


def test_no_more_than_two_benign_questions_raise_an_alarm() -> None:
    benign = [line for line in LINES if CareLevel(line["level"]).rank < URGENT]
    alarmed = [line["id"] for line in benign if SAFETY.assess(line["text"]).level.rank >= URGENT]
    assert len(benign) == 183
    assert len(alarmed) <= 2, alarmed
