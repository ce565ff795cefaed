"""One rater's file: nothing that was confirmed is lost, whatever happens."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import DataError
from evals.judge_errors import JudgeCallError, JudgementsError
from evals.judge_log import JudgementLog, Mark, check_rater, log_path, raters_of, read_log
from tests.evals.judging_data import pair

A, B = pair("q", "a"), pair("q", "b")


def mark(grade: int) -> Mark:
    return Mark(grade=grade, shown="0123456789abcdef")


def written(folder: Path, *grades: int) -> Path:
    """Give document a these grades, one after another."""
    with JudgementLog(folder, "ada", "small") as log:
        for grade in grades:
            log.put(A, mark(grade))
    return log.path


def test_the_last_judgement_of_a_document_counts(tmp_path: Path) -> None:
    path = written(tmp_path, 1, 3)
    assert read_log(tmp_path, "ada").marks == {A: mark(3)}
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line.get("grade") for line in lines] == [None, 1, 3]
    assert (lines[0]["dataset"], lines[0]["rater"], lines[0]["format_version"]) == ("small", "ada", 1)


def test_a_file_goes_on_where_it_stopped(tmp_path: Path) -> None:
    written(tmp_path, 1)
    with JudgementLog(tmp_path, "ada", "small") as log:
        assert log.judged.marks == {A: mark(1)}
        assert log.torn == 0
        log.put(B, mark(2))
    assert read_log(tmp_path, "ada").marks == {A: mark(1), B: mark(2)}


def test_undo_gives_the_grade_before_back_also_after_a_restart(tmp_path: Path) -> None:
    path = written(tmp_path, 1, 3)
    with JudgementLog(tmp_path, "ada", "small") as log:
        assert log.undo() == A
        assert log.judged.marks == {A: mark(1)}
    with JudgementLog(tmp_path, "ada", "small") as log:
        assert log.undo() == A
        assert log.judged.marks == {}
        assert log.undo() is None
    assert len(path.read_text().splitlines()) == 5, "what was undone stays in the file"


acts = st.lists(st.one_of(st.tuples(st.sampled_from([A, B]), st.integers(0, 3)), st.none()), max_size=8)


@given(acts=acts, data=st.data())
def test_a_file_torn_anywhere_keeps_every_whole_line(acts: list[tuple[tuple[str, str], int] | None], data: st.DataObject) -> None:
    """A crash leaves a prefix of what was written: all lines before the cut count, and the file can be appended to."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        states = []
        with JudgementLog(folder, "ada", "small") as log:
            states.append(dict(log.judged.marks))
            for act in acts:
                if act is None:
                    log.undo()
                else:
                    log.put(pair(*act[0]), mark(act[1]))
                if len(log.path.read_bytes().splitlines()) > len(states):
                    states.append(dict(log.judged.marks))
        whole = log.path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        log.path.write_bytes(whole[:cut])
        # A line that lacks only its end is whole.
        lines = whole[: cut + 1].count(b"\n")
        with JudgementLog(folder, "ada", "small") as again:
            assert again.judged.marks == (states[lines - 1] if lines else {})
            again.put(A, mark(2))
            expected = dict(again.judged.marks)
        assert read_log(folder, "ada").marks == expected


def test_a_torn_last_line_is_cut_off_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, 1)
    good = path.read_bytes()
    path.write_bytes(good + b'{"query_id": "q", "do')
    assert read_log(tmp_path, "ada").marks == {A: mark(1)}
    assert path.read_bytes() != good, "reading changes nothing"
    with JudgementLog(tmp_path, "ada", "small") as log:
        assert log.torn == 21
    assert path.read_bytes() == good


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("not json", id="no json"),
        pytest.param('{"query_id": "q", "doc_id": "a", "grade": 4, "shown": "x"}', id="a grade there is not"),
        pytest.param('{"query_id": "q", "doc_id": "b", "undo": true}', id="an undo of nothing"),
        pytest.param("", id="empty"),
    ],
)
def test_a_wrong_line_in_the_middle_is_named_and_not_passed_over(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, 1)
    path.write_text(path.read_text() + line + "\n" + path.read_text().splitlines()[1] + "\n")
    with pytest.raises(DataError, match="line 3: not a judgement"):
        JudgementLog(tmp_path, "ada", "small")


def test_a_full_disk_changes_nothing_and_says_so(tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]) -> None:
    path = written(tmp_path, 1)
    before = path.read_bytes()
    with JudgementLog(tmp_path, "ada", "small") as log:
        with full_disk(len(before) + 10), pytest.raises(JudgementsError, match=r"not saved .* make room"):
            log.put(B, mark(2))
        assert path.read_bytes() == before
        assert log.judged.marks == {A: mark(1)}
        log.put(B, mark(2))
    assert read_log(tmp_path, "ada").marks == {A: mark(1), B: mark(2)}


def test_two_writers_of_one_file_are_refused(tmp_path: Path) -> None:
    with JudgementLog(tmp_path, "ada", "small"):
        with pytest.raises(JudgementsError, match="another `carecite eval judge` has it open"):
            JudgementLog(tmp_path, "ada", "small")
        with JudgementLog(tmp_path, "ben", "small"):
            assert raters_of(tmp_path) == ["ada", "ben"]


def test_judgements_of_another_dataset_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 1)
    with pytest.raises(JudgementsError, match="of the dataset 'small', not 'large'"):
        JudgementLog(tmp_path, "ada", "large")


def test_a_file_under_another_raters_name_is_refused(tmp_path: Path) -> None:
    written(tmp_path, 1).rename(log_path(tmp_path, "ben"))
    with pytest.raises(JudgementsError, match="judgements of 'ada'"):
        JudgementLog(tmp_path, "ben", "small")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JudgementsError, match=r"cannot be written \(File exists\); choose another --out"):
        JudgementLog(tmp_path / "file", "ada", "small")


@pytest.mark.parametrize("name", ["", "a b", "../ada", "ada/ben", ".ada", "-ada", "ä", "a" * 41, "ada\n", "con:"])
def test_a_name_unfit_for_a_file_is_refused(name: str) -> None:
    with pytest.raises(JudgeCallError, match="--rater"):
        check_rater(name)


@pytest.mark.parametrize("name", ["ada", "Ada.L-2", "1", "a" * 40])
def test_other_names_are_fine(name: str) -> None:
    assert check_rater(name) == name
