"""Datasets in BEIR layout."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.datasets import DatasetOptions, in_split, load_dataset
from evals.errors import DataError, EmptySelection, EvalError, UnknownDataset
from evals.models import Kind, QueryId, Split


def append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_a_folder_is_read_with_its_judged_queries(dataset_folder: Path) -> None:
    append(dataset_folder / "queries.jsonl", '{"_id": "extra", "text": "nobody judged this"}')
    loaded = load_dataset(str(dataset_folder))
    assert (loaded.name, loaded.documents, loaded.unjudged) == ("small", 5, 1)
    assert [query.id for query in loaded.queries] == ["q1", "q2", "q3"]
    assert loaded.qrels["q2"] == {"flu": 1, "copy": 1}  # type: ignore[index]  # a plain string is no checked id


def test_the_only_qrels_file_is_taken_whatever_its_name(dataset_folder: Path) -> None:
    (dataset_folder / "qrels" / "test.tsv").rename(dataset_folder / "qrels" / "mine.tsv")
    assert load_dataset(str(dataset_folder)).qrels_file.path.name == "mine.tsv"


def test_of_several_qrels_files_one_must_be_chosen(dataset_folder: Path) -> None:
    test = dataset_folder / "qrels" / "test.tsv"
    test.rename(test.with_name("a.tsv"))
    (dataset_folder / "qrels" / "b.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tgout\t1\n")
    with pytest.raises(UnknownDataset, match=r"a\.tsv, b\.tsv and no test\.tsv; choose one with --qrels"):
        load_dataset(str(dataset_folder))
    chosen = load_dataset(str(dataset_folder), DatasetOptions(qrels=dataset_folder / "qrels" / "b.tsv"))
    assert chosen.qrels == {"q1": {"gout": 1}}


def test_an_unknown_dataset_is_told_what_a_folder_must_hold() -> None:
    with pytest.raises(UnknownDataset, match=r"nowhere: neither a folder nor a built-in set .* corpus\.jsonl") as caught:
        load_dataset("nowhere")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_a_folder_without_one_of_its_files_says_which(dataset_folder: Path, name: str) -> None:
    (dataset_folder / name).unlink()
    with pytest.raises(UnknownDataset, match=f"{name} is missing"):
        load_dataset(str(dataset_folder))


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        pytest.param(
            "qrels/test.tsv",
            "q1\tnothing\t1",
            r"test\.tsv, line 7: corpus\.jsonl has no document nothing",
            id="document",
        ),
        pytest.param("qrels/test.tsv", "q9\tgout\t1", r"test\.tsv, line 7: queries\.jsonl has no query q9", id="query"),
        pytest.param(
            "qrels/test.tsv",
            "q1\tgout\t2",
            r"test\.tsv, line 7: document gout stands for query q1 on line 2",
            id="pair",
        ),
        pytest.param("qrels/test.tsv", "q1 copy 1", r"test\.tsv, line 7: mixes tabs and spaces", id="mixed"),
        pytest.param("qrels/test.tsv", "q1\tcopy\tnan", r"test\.tsv, line 7: the grade 'nan'", id="nan"),
        pytest.param(
            "corpus.jsonl",
            '{"_id": "flu", "text": "x"}',
            r"corpus\.jsonl, line 6: the _id flu was used on line 2",
            id="id twice",
        ),
        pytest.param(
            "corpus.jsonl",
            '{"_id": "a b", "text": "x"}',
            r"corpus\.jsonl, line 6: the id 'a b' holds white space",
            id="id",
        ),
        pytest.param("corpus.jsonl", '{"_id": ', r"corpus\.jsonl, line 6: not JSON", id="json"),
        pytest.param(
            "queries.jsonl",
            '{"_id": "q2", "text": "x"}',
            r"queries\.jsonl, line 4: the _id q2 was used on line 2",
            id="query id",
        ),
        pytest.param("queries.jsonl", '{"_id": "q4", "text": " "}', r"queries\.jsonl, line 4: query q4 has no text", id="no text"),
        pytest.param(
            "queries.jsonl",
            '{"_id": "q4", "text": "x", "kind": "odd"}',
            r"line 4: the kind 'odd' is none of",
            id="kind",
        ),
    ],
)
def test_a_bad_line_is_named_with_its_file(dataset_folder: Path, file: str, line: str, problem: str) -> None:
    append(dataset_folder / file, line)
    with pytest.raises(DataError, match=problem):
        load_dataset(str(dataset_folder))


def test_queries_and_qrels_of_other_files_take_the_place_of_the_own(dataset_folder: Path, tmp_path: Path) -> None:
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "r.txt"
    queries.write_text(json.dumps({"_id": "z", "text": "toe", "metadata": {"kind": "short"}}))
    qrels.write_text("z 0 gout 3\n")
    loaded = load_dataset(str(dataset_folder), DatasetOptions(queries=queries, qrels=qrels))
    assert [(query.id, query.text, query.kind) for query in loaded.queries] == [("z", "toe", Kind.SHORT)]
    assert loaded.qrels == {"z": {"gout": 3}}


def test_every_question_is_in_just_one_half() -> None:
    """About half: of 1,000 ids 500 ± 3 standard deviations (16 each) are dev."""
    ids = [QueryId(f"q{number}") for number in range(1000)]
    dev = {query for query in ids if in_split(query, Split.DEV)}
    held_back = {query for query in ids if in_split(query, Split.HELD_BACK)}
    assert dev | held_back == set(ids)
    assert not dev & held_back
    assert 452 <= len(dev) <= 548


def test_the_split_of_an_id_never_changes() -> None:
    """sha256sum says: q1 begins with c7, q2 with be, TQ1 with 78; below 80 is dev."""
    assert [in_split(QueryId(query), Split.DEV) for query in ("q1", "q2", "TQ1")] == [False, False, True]


def test_a_split_keeps_only_its_own_judgements(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    queries = {f"q{number}": "toe" for number in range(40)}
    folder = make_dataset(tmp_path / "many", queries=queries, qrels={query: {"gout": 1} for query in queries})
    halves = [load_dataset(str(folder), DatasetOptions(split=split)) for split in (Split.DEV, Split.HELD_BACK)]
    assert [{query.id for query in half.queries} for half in halves] == [set(half.qrels) for half in halves]
    assert sum(len(half.queries) for half in halves) == 40


def test_an_empty_split_is_an_error(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_dataset(tmp_path / "one", queries={"q1": "toe"}, qrels={"q1": {"gout": 1}})
    with pytest.raises(EmptySelection, match="the split 'dev' holds no judged question"):
        load_dataset(str(folder), DatasetOptions(split=Split.DEV))


@pytest.mark.parametrize(
    ("name", "documents", "queries"),
    [("medquad_liveqa", 16_407, 60), ("medquad_self", 15_774, 1_154), ("covid_faq", 213, 244)],
)
def test_the_shared_sets_have_the_counts_their_readme_states(shared_data: Path, name: str, documents: int, queries: int) -> None:
    """All but medquad_self, of whose 15,808 documents 34 use an id again."""
    loaded = load_dataset(str(shared_data / name))
    assert (loaded.documents, len(loaded.queries)) == (documents, queries)


def test_all_errors_are_eval_errors() -> None:
    assert issubclass(DataError, EvalError)
    assert issubclass(EmptySelection, EvalError)
