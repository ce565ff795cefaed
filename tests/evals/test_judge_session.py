"""One rater before one pool: where things stand and what comes next."""

from pathlib import Path

import pytest

from evals.judge_errors import NotInPoolError
from evals.judge_session import Place, Progress
from tests.evals.judging_data import QUESTIONS, judging, pair, pools


def test_grades_and_progress_follow_each_judgement(tmp_path: Path) -> None:
    with judging(tmp_path) as session:
        assert session.judge(pair("q1", "flu"), 0) == Place(question=1, document=2)
        assert session.grades(1) == [None, 0, None]
        assert session.progress(1) == Progress(judged=1, of=3)
        assert session.progress() == Progress(judged=1, of=5)


def test_the_next_document_is_the_next_without_a_grade_and_then_from_the_top(tmp_path: Path) -> None:
    with judging(tmp_path) as session:
        last = session.judge(pair("q1", "asthma"), 1)
        assert session.next_document(last) == Place(question=1, document=1)
        first = session.judge(pair("q1", "gout"), 3)
        assert session.next_document(first) == Place(question=1, document=2)
        assert session.next_document(session.judge(pair("q1", "flu"), 0)) is None


def test_the_next_question_is_the_next_that_lacks_a_grade(tmp_path: Path) -> None:
    with judging(tmp_path) as session:
        assert [session.next_question(after) for after in (0, 1, 2, 99)] == [1, 2, 1, 1]
        for doc in QUESTIONS["q1"][1:]:
            session.judge(pair("q1", doc), 1)
        assert [session.next_question(after) for after in (0, 1, 2)] == [2, 2, 2]
        for doc in QUESTIONS["q2"][1:]:
            session.judge(pair("q2", doc), 1)
        assert session.next_question() is None


def test_undo_says_where_and_when_there_is_nothing_left(tmp_path: Path) -> None:
    with judging(tmp_path) as session:
        session.judge(pair("q2", "copy"), 2)
        assert session.undo() == (True, Place(question=2, document=2))
        assert session.undo() == (False, None)


def test_a_judgement_outside_the_pool_is_kept_and_not_shown(tmp_path: Path) -> None:
    """The next session may pool other runs: what was judged stays in the file."""
    with judging(tmp_path) as session:
        session.judge(pair("q2", "copy"), 2)
    with judging(tmp_path, pools({"q1": QUESTIONS["q1"]})) as session:
        assert session.progress() == Progress(judged=0, of=3)
        with pytest.raises(NotInPoolError, match="load it again"):
            session.judge(pair("q2", "copy"), 1)
        assert session.undo() == (True, None)


def test_a_document_with_other_words_comes_up_again(tmp_path: Path) -> None:
    with judging(tmp_path) as session:
        session.judge(pair("q1", "gout"), 3)
        session.judge(pair("q2", "flu"), 3)
    with judging(tmp_path, pools({**QUESTIONS, "q1": ("why do both my toes hurt?", "gout")})) as session:
        assert session.changed() == 1
        assert session.grades(1) == [None]
        assert session.grades(2) == [3, None]
