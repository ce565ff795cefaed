"""TREC files, read and written."""

import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import DataError
from evals.models import DocId, Qrels, QueryId, Run
from evals.trec import as_qrels, ranked, read_judgements, read_run, write_qrels, write_run

# Anything but white space: what a TREC file can hold.
ids = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8)
scores = st.floats(allow_nan=False, allow_infinity=False)
runs = st.dictionaries(ids.map(QueryId), st.dictionaries(ids.map(DocId), scores, min_size=1, max_size=6), min_size=1)
qrels_of_any_kind = st.dictionaries(
    ids.map(QueryId), st.dictionaries(ids.map(DocId), st.integers(-2, 4), min_size=1, max_size=6), min_size=1
)


@given(runs)
def test_a_run_that_is_written_reads_back_the_same(run: Run) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "run.trec"
        write_run(path, run, tag="t")
        assert read_run(path) == run


@given(qrels_of_any_kind, st.booleans())
def test_qrels_that_are_written_read_back_the_same(qrels: Qrels, beir: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "qrels"
        write_qrels(path, qrels, beir=beir)
        assert as_qrels(read_judgements(path)) == qrels


def test_a_run_is_written_best_first_with_ranks_from_one(tmp_path: Path) -> None:
    """Ties go to the greater id, as trec_eval reads them."""
    write_run(tmp_path / "r", {QueryId("q"): {DocId("a"): 0.5, DocId("b"): 2.0, DocId("c"): 0.5}}, tag="me")
    assert (tmp_path / "r").read_text() == "q Q0 b 1 2.0 me\nq Q0 c 2 0.5 me\nq Q0 a 3 0.5 me\n"


def test_scores_decide_the_order_and_not_the_written_rank(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("q Q0 low 1 1.0 t\nq Q0 high 2 9.0 t\n")
    assert ranked(read_run(tmp_path / "r")[QueryId("q")]) == ["high", "low"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("q Q0 d 1 nan t\n", "line 1: the score 'nan' is not a finite number", id="nan"),
        pytest.param("q Q0 a 1 2 t\nq Q0 d 2 -inf t\n", "line 2: the score '-inf' is not a finite number", id="inf"),
        pytest.param("q Q0 d 1 high t\n", "line 1: the score 'high' is not a number", id="word"),
        pytest.param("q Q0 d first 1 t\n", "line 1: the rank 'first' is not a whole number", id="rank"),
        pytest.param("q Q0 d 1 2 t\nq Q0 e 2 1 t\nq Q0 d 3 0 t\n", "line 3: document d stands for query q on line 1", id="twice"),
        pytest.param("q Q0 d 1 2 t\nq\tQ0\te\t2\t1\tt\n", "line 2: mixes tabs and spaces", id="mixed"),
        pytest.param("q Q0 d 1 2\n", "line 1: 5 fields where", id="fields"),
        pytest.param("", "the file is empty", id="empty"),
    ],
)
def test_a_bad_run_line_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "r").write_text(text)
    with pytest.raises(DataError, match=problem):
        read_run(tmp_path / "r")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("q 0 d 1.5\n", "line 1: the grade '1.5' is not a whole number", id="fraction"),
        pytest.param("q 0 d nan\n", "line 1: the grade 'nan' is not a whole number", id="nan"),
        pytest.param("q 0 d 1\nq 0 d 2\n", "line 2: document d stands for query q on line 1", id="twice"),
        pytest.param("query-id\tcorpus-id\tscore\nq d 1\n", "line 2: mixes tabs and spaces", id="mixed"),
        pytest.param("query-id\tcorpus-id\tscore\nq\td\n", "line 2: 2 fields where", id="fields"),
        pytest.param("query-id\tcorpus-id\tscore\nq\t\t1\n", "line 2: 3 fields where", id="empty field"),
        pytest.param("query-id\tcorpus-id\tscore\n", "a header and no judgement", id="header only"),
    ],
)
def test_a_bad_qrels_line_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "q").write_text(text)
    with pytest.raises(DataError, match=problem):
        read_judgements(tmp_path / "q")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("q 0 d 2\nq 0 e -1\n", id="trec"),
        pytest.param("q\t0\td\t2\nq\t0\te\t-1\n", id="trec with tabs"),
        pytest.param("query-id\tcorpus-id\tscore\r\nq\td\t2\r\nq\te\t-1\r\n", id="beir with Windows line ends"),
    ],
)
def test_both_formats_read_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "q").write_bytes(text.encode())
    assert as_qrels(read_judgements(tmp_path / "q")) == {"q": {"d": 2, "e": -1}}


@pytest.mark.parametrize("bad", ["a b", "", "tab\t"])
def test_an_id_that_a_run_file_cannot_hold_is_not_written(tmp_path: Path, bad: str) -> None:
    with pytest.raises(DataError, match="id"):
        write_run(tmp_path / "r", {QueryId("q"): {DocId(bad): 1.0}}, tag="t")
    with pytest.raises(DataError, match="id"):
        write_qrels(tmp_path / "q", {QueryId(bad): {DocId("d"): 1}})
    assert not list(tmp_path.iterdir())


def test_a_score_that_is_no_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="scores must be finite"):
        write_run(tmp_path / "r", {QueryId("q"): {DocId("d"): float("nan")}}, tag="t")


def test_ids_may_use_any_printable_ascii(tmp_path: Path) -> None:
    name = DocId("".join(sign for sign in string.printable if not sign.isspace()))
    write_run(tmp_path / "r", {QueryId("q"): {name: 1.0}}, tag="t")
    assert read_run(tmp_path / "r") == {"q": {name: 1.0}}
