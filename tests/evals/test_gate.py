"""The regression gate: hand-made losses, and the built-in set on the starter library against its baseline."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.errors import BaselineError
from evals.gate import (
    BASELINE,
    MEASURES,
    Measured,
    Scores,
    gate_json,
    gate_lines,
    judge,
    measure_library,
    read_baseline,
    write_baseline,
)
from evals.models import QueryId
from index.embedders import embedder_named

QUESTIONS = [QueryId(f"q{number:02}") for number in range(40)]
PERFECT: Scores = {name: dict.fromkeys(QUESTIONS, 1.0) for name in MEASURES}


def measured(**changed: dict[QueryId, float]) -> Measured:
    """All questions perfect in all measures but for the changes, by measure with spaces and @ left out."""
    scores = {name: {**PERFECT[name], **changed.get("".join(filter(str.isalnum, name)), {})} for name in MEASURES}
    return Measured(scores=scores, texts={one: f"text of {one}" for one in QUESTIONS}, about={}, warnings=())


def test_the_same_scores_pass() -> None:
    result = judge(PERFECT, measured())
    assert result.passed
    assert [(one.before, one.now, one.p, one.broken) for one in result.verdicts] == [(1.0, 1.0, 1.0, ())] * len(MEASURES)


@pytest.mark.parametrize(("lost", "passes"), [(4, True), (5, False)])
def test_a_yes_or_no_measure_fails_from_five_lost_questions_on(lost: int, passes: bool) -> None:
    """Four give p = 1/16, five 1/32."""
    result = judge(PERFECT, measured(silent=dict.fromkeys(QUESTIONS[:lost], 0.0)))
    assert result.passed is passes
    assert result.verdicts[3].p == pytest.approx(0.5**lost, abs=0.01)


def test_five_losses_and_as_many_gains_are_no_loss() -> None:
    baseline = {**PERFECT, "silent": {**PERFECT["silent"], **dict.fromkeys(QUESTIONS[:5], 0.0)}}
    assert judge(baseline, measured(silent=dict.fromkeys(QUESTIONS[5:10], 0.0))).passed


def test_a_tiny_loss_on_every_question_is_another_cpus_arithmetic() -> None:
    """P is 1 in 10,001, and the mean loss .009."""
    result = judge(PERFECT, measured(nDCG10=dict.fromkeys(QUESTIONS, 0.991)))
    assert result.verdicts[0].p < 0.001
    assert result.passed
    assert not judge(PERFECT, measured(nDCG10=dict.fromkeys(QUESTIONS, 0.98))).passed


def test_what_broke_most_is_named_first() -> None:
    changed = dict.fromkeys(QUESTIONS[:8], 0.5) | {QUESTIONS[8]: 0.1}
    lines = gate_lines(judge(PERFECT, measured(nDCG10=changed)))
    # (8 · .5 + .1 + 31) / 40 = .8775
    assert lines[0].startswith("FAILED: nDCG@10 1.0000 -> 0.8775 over 40 questions (one-sided p 0.00")
    assert lines[1:3] == ["  q08 1.000 -> 0.100: text of q08", "  q00 1.000 -> 0.500: text of q00"]
    assert lines[-1].startswith("ok: harmless left alone")


def test_a_few_lost_questions_are_let_pass_and_many_are_not() -> None:
    """Of 42 in the baseline 2 are the most (4.8%)."""
    more = {name: {**scores, QueryId("gone1"): 1.0, QueryId("gone2"): 1.0} for name, scores in PERFECT.items()}
    assert judge(more, measured()).lost == ("gone1", "gone2")
    assert judge(more, measured()).passed
    more = {name: {**scores, QueryId("gone3"): 1.0} for name, scores in more.items()}
    result = judge(more, measured())
    assert not result.passed
    assert "3 of the baseline's 43 questions are gone (gone1, gone2, gone3)" in gate_lines(result)[0]


def test_a_baseline_is_read_back_as_written(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b.json", measured(silent={QUESTIONS[0]: 1 / 3}))
    stored = read_baseline(tmp_path / "b.json")
    assert stored["silent"][QUESTIONS[0]] == 0.333333
    assert stored["nDCG@10"] == PERFECT["nDCG@10"]


@pytest.mark.parametrize("content", ["", "[]", '{"format_version": 9}', '{"format_version": 1, "scores": []}'])
def test_a_baseline_that_cannot_be_read_says_how_to_record_one(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(BaselineError, match="record"):
        read_baseline(tmp_path / "b.json")
    with pytest.raises(BaselineError, match="eval gate --record"):
        read_baseline(tmp_path / "none.json")


def test_a_baseline_of_other_questions_is_refused() -> None:
    with pytest.raises(BaselineError, match=r"no question in common in nDCG@10"):
        judge({name: {QueryId("z"): 1.0} for name in MEASURES}, measured())


def test_the_recorded_baseline_is_about_the_questions_of_the_set() -> None:
    """665 answerable and 360 not, 117 emergencies and 277 harmless messages; no path of a machine stands in it."""
    baseline = read_baseline(BASELINE)
    assert [len(baseline[name]) for name in MEASURES] == [665, 665, 665, 360, 117, 277]
    stored = json.loads(BASELINE.read_text())
    assert stored["dataset"]["queries"] == 1025
    assert {"recorded_at", "commit", "index", "settings"} <= stored.keys()
    assert "/" not in json.dumps({name: value for name, value in stored.items() if name != "scores"})


@pytest.mark.model
def test_the_program_does_no_worse_than_recorded(library_home: Path) -> None:
    """A significant loss fails here; what is a loss on purpose is recorded with `carecite eval gate --record`."""
    result = judge(read_baseline(BASELINE), measure_library(library_home, embedder_named("minilm")))
    assert result.passed, "\n".join(gate_lines(result))


@pytest.mark.model
def test_the_command_records_and_compares(tmp_path: Path) -> None:
    """With the hashing encoder, which takes seconds: a baseline that was better closes the gate."""
    home, path = tmp_path / "home", tmp_path / "baseline.json"
    call = ["gate", "--embedder", "hashing", "--home", str(home), "--baseline", str(path)]
    assert CliRunner().invoke(app, [*call, "--record"]).exit_code == 0
    stored = json.loads(path.read_text())
    stored["scores"]["Success@3"] = dict.fromkeys(stored["scores"]["Success@3"], 1.0)
    path.write_text(json.dumps(stored))
    worse = CliRunner().invoke(app, call)
    assert worse.exit_code == 1
    assert worse.stdout.startswith("FAILED: Success@3 1.0000 -> ")


def test_the_json_names_what_broke() -> None:
    value = json.loads(json.dumps(gate_json(judge(PERFECT, measured(silent=dict.fromkeys(QUESTIONS[:6], 0.0))))))
    assert value["passed"] is False
    assert [verdict["measure"] for verdict in value["verdicts"] if verdict["failed"]] == ["silent"]
    assert value["verdicts"][3]["broken"][0] == {"query_id": "q00", "text": "text of q00", "before": 1.0, "now": 0.0}
