"""A dataset's corpus as a published generation."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.store import ArticleStore
from evals.datasets import load_dataset
from evals.errors import DataError
from evals.prepare import Watch, code_sha256, prepare_corpus
from index.embedders.hashing import HashingEmbedder
from index.shelf import Shelf


def test_a_corpus_is_indexed_once_and_then_found_again(dataset_folder: Path, tmp_path: Path) -> None:
    source = load_dataset(str(dataset_folder))
    steps: list[str] = []
    watch = Watch(on_step=lambda name, _: steps.append(name))
    first = prepare_corpus(source, tmp_path / "home", HashingEmbedder(), watch)
    generation = Shelf(first.home).require_published()
    second = prepare_corpus(source, tmp_path / "home", HashingEmbedder(), watch)
    # Five documents, of which two print the same words and are kept as one passage.
    assert (first.encoded, second.encoded) == (4, 0)
    assert Shelf(second.home).require_published() == generation
    assert steps == ["Reading the corpus", "Encoding"]


def test_two_runs_of_the_same_corpus_in_different_folders_share_their_index(
    make_dataset: Callable[..., Path], tmp_path: Path
) -> None:
    homes = [
        prepare_corpus(load_dataset(str(make_dataset(tmp_path / name))), tmp_path / "home", HashingEmbedder()).home
        for name in ("a", "b")
    ]
    assert homes[0] == homes[1]


def test_edited_code_makes_the_index_anew_without_encoding_again(dataset_folder: Path, tmp_path: Path) -> None:
    source = load_dataset(str(dataset_folder))
    home = prepare_corpus(source, tmp_path, HashingEmbedder()).home
    record = json.loads((home / "prepared.json").read_text())
    (home / "prepared.json").write_text(json.dumps({**record, "corpus_code": "older", "index_code": "older"}))
    steps: list[str] = []
    again = prepare_corpus(source, tmp_path, HashingEmbedder(), Watch(on_step=lambda name, _: steps.append(name)))
    assert again.encoded == 0
    assert steps == ["Reading the corpus", "Encoding"]


def test_another_model_makes_its_own_vectors(dataset_folder: Path, tmp_path: Path) -> None:
    source = load_dataset(str(dataset_folder))
    prepare_corpus(source, tmp_path, HashingEmbedder())
    other = prepare_corpus(source, tmp_path, HashingEmbedder(dimension=64))
    assert other.encoded == 4
    generation = Shelf(other.home).load_published()
    assert generation.vectors.dimension == 64
    generation.close()


def test_a_few_documents_that_cannot_be_read_are_named_and_left_out(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    documents = {f"d{number}": (f"Title {number}", f"Text of document number {number}.") for number in range(250)}
    folder = make_dataset(tmp_path / "big", documents, {"q": "text"}, {"q": {"d1": 1}})
    with (folder / "corpus.jsonl").open("a") as file:
        file.write('{"_id": "empty", "title": "", "text": ""}\n{"_id": "d7", "title": "Again", "text": "Another."}\n')
    prepared = prepare_corpus(load_dataset(str(folder)), tmp_path / "home", HashingEmbedder())
    assert [reject.partition(":")[0] for reject in prepared.rejected] == ["line 251", "line 252"]
    assert "'d7' was used on line 8" in prepared.rejected[1]
    with ArticleStore.open_store(prepared.home) as store:
        assert store.article("d7").title == "Title 7"


def test_many_documents_that_cannot_be_read_are_an_error(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_dataset(tmp_path / "bad", {"a": ("A", "Some text."), "b": ("", "")}, {"q": "text"}, {"q": {"a": 1}})
    with pytest.raises(DataError, match=r"corpus\.jsonl, line 2: 1 of 2 documents cannot be read"):
        prepare_corpus(load_dataset(str(folder)), tmp_path / "home", HashingEmbedder())


def test_code_is_told_apart_by_its_hash() -> None:
    assert code_sha256("corpus") == code_sha256("corpus") != code_sha256("index")
