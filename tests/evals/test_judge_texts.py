"""The words a rater reads."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.errors import DataError, UnknownDataset
from evals.judge_texts import Document, find_questions, read_texts
from evals.models import DocId
from tests.evals.conftest import write_json_lines


def test_the_wanted_documents_are_read(dataset_folder: Path) -> None:
    found = read_texts(dataset_folder, {DocId("flu"), DocId("nowhere")})
    assert [(document.id, document.title, document.text[:9]) for document in found.values()] == [("flu", "Flu", "Influenza")]


def test_of_an_id_that_comes_twice_the_first_counts(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [{"_id": "d", "title": " T ", "text": "one"}, {"_id": "d", "text": "two"}, {"_id": "e"}]
    write_json_lines(tmp_path / "corpus.jsonl", records)
    found = read_texts(tmp_path, {DocId("d"), DocId("e")})
    assert found == {
        "d": Document(id=DocId("d"), title="T", text="one"),
        "e": Document(id=DocId("e"), title="", text=""),
    }


def test_a_text_that_is_none_is_named(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "corpus.jsonl", [{"_id": "d", "title": "T", "text": ["one"]}])
    with pytest.raises(DataError, match=r"corpus\.jsonl, line 1: its title and text"):
        read_texts(tmp_path, {DocId("d")})


@pytest.mark.model  # splitting counts tokens with the packaged tokenizer; nothing is encoded with it
def test_the_librarys_set_reads_articles_and_passages() -> None:
    """Its judgements are about either, and it has no corpus.jsonl."""
    folder = find_questions("library")
    lines = (folder / "qrels" / "passages.tsv").read_text().splitlines()[1:]
    passage = DocId(lines[0].split("\t")[1])
    found = read_texts(folder, {DocId("antibiotics"), passage})
    assert found[DocId("antibiotics")].title == "Antibiotics: when they help and when they do not"
    assert found[passage].title.startswith("Antibiotics")
    assert found[passage].text in found[DocId("antibiotics")].text


def test_a_dataset_needs_no_judgements_yet(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_dataset(tmp_path / "new")
    (folder / "qrels" / "test.tsv").unlink()
    assert find_questions(str(folder)) == folder


def test_what_is_no_dataset_is_named(tmp_path: Path, dataset_folder: Path) -> None:
    with pytest.raises(UnknownDataset, match=r"neither a folder with queries\.jsonl nor a built-in set"):
        find_questions(str(tmp_path / "nowhere"))
    (dataset_folder / "corpus.jsonl").unlink()
    with pytest.raises(UnknownDataset, match=r"corpus\.jsonl is missing"):
        read_texts(dataset_folder, {DocId("flu")})
