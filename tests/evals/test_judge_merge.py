"""Several raters' judgements as one set of qrels."""

from pathlib import Path

import pytest

from evals.judge_errors import JudgeCallError, JudgementsError
from evals.judge_log import JudgementLog
from evals.judge_merge import export, merge, read_raters
from evals.trec import as_qrels, read_judgements
from tests.evals.judging_data import judging, pair


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        pytest.param((2,), 2, id="one"),
        pytest.param((1, 2), 1, id="two: the lower"),
        pytest.param((0, 3), 0, id="two far apart: the lower"),
        pytest.param((0, 3, 2), 2, id="three: the middle one"),
        pytest.param((0, 1, 2, 3), 1, id="four: the lower of the middle two"),
    ],
)
def test_grades_merge_to_the_lower_median(given: tuple[int, ...], merged: int) -> None:
    assert merge({f"r{at}": {pair("q", "d"): grade} for at, grade in enumerate(given)}) == {"q": {"d": merged}}


def test_what_only_one_judged_counts_as_it_is() -> None:
    assert merge({"ada": {pair("q2", "b"): 3, pair("q1", "a"): 1}, "ben": {pair("q1", "a"): 0}}) == {"q1": {"a": 0}, "q2": {"b": 3}}


def test_both_files_say_the_same(tmp_path: Path) -> None:
    exported = export(tmp_path, {"ada": {pair("q", "d"): 2, pair("q", "e"): 0}})
    assert (exported.questions, exported.judgements) == (1, 2)
    assert (tmp_path / "judged.qrels").read_text() == "q 0 d 2\nq 0 e 0\n"
    assert (tmp_path / "qrels" / "judged.tsv").read_text() == "query-id\tcorpus-id\tscore\nq\td\t2\nq\te\t0\n"
    assert [as_qrels(read_judgements(path)) for path in exported.files] == [{"q": {"d": 2, "e": 0}}] * 2
    assert not list(tmp_path.rglob("*.new"))


def test_everyone_is_read_when_nobody_is_named(tmp_path: Path) -> None:
    for rater in ("ben", "ada"):
        with judging(tmp_path, rater=rater) as session:
            session.judge(pair("q1", "gout"), 3)
    assert read_raters(tmp_path, []) == {"ada": {pair("q1", "gout"): 3}, "ben": {pair("q1", "gout"): 3}}
    assert list(read_raters(tmp_path, ["ben", "ben"])) == ["ben"]


def test_a_folder_where_nobody_judged_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(JudgeCallError, match="nobody has judged here"):
        read_raters(tmp_path, [])
    with judging(tmp_path):
        pass
    with pytest.raises(JudgeCallError, match="no judgement stands yet"):
        export(tmp_path, read_raters(tmp_path, []))


def test_a_rater_who_has_not_judged_is_named(tmp_path: Path) -> None:
    with pytest.raises(JudgementsError, match=r"judgements-cy\.jsonl: cannot be read \(No such file"):
        read_raters(tmp_path, ["cy"])


def test_judgements_of_two_datasets_do_not_merge(tmp_path: Path) -> None:
    for rater, name in (("ada", "small"), ("ben", "large")):
        with JudgementLog(tmp_path, rater, name):
            pass
    with pytest.raises(JudgementsError, match=r"several datasets \(large, small\)"):
        read_raters(tmp_path, [])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text("in the way")
    with pytest.raises(JudgementsError, match="cannot be written"):
        export(tmp_path, {"ada": {pair("q", "d"): 2}})
