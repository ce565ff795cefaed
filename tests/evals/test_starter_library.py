"""The starter library as a corpus, and the built-in question set that is about it."""

from pathlib import Path

import pytest

from evals import datasets
from evals.datasets import DatasetOptions, load_dataset
from evals.errors import DataError
from evals.models import Dataset, Kind, Split, Unit
from evals.prepare import prepare_corpus
from evals.run import run_dataset
from evals.run_folder import manifest_of, metrics_of
from evals.starter_library import LIBRARY, library_files, library_ids
from index.embedders.hashing import HashingEmbedder
from service.models import Reason

pytestmark = pytest.mark.model  # splitting counts tokens with the packaged tokenizer; nothing is encoded with it

PASSAGES = datasets.SETS / "library" / "qrels" / "passages.tsv"
ARTICLES = datasets.SETS / "library" / "qrels" / "articles.tsv"


@pytest.fixture(scope="module")
def library() -> Dataset:
    """The built-in set as it is read by its name."""
    return load_dataset("library")


@pytest.fixture
def own_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built-in set of two questions: one passage of the library, and one that is gone."""
    folder = tmp_path / "sets" / "mine"
    (folder / "qrels").mkdir(parents=True)
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "is it OK to stop antibiotics early"}\n{"_id": "q2", "text": "wedding"}\n'
    )
    # 4c86… is the first judged passage of lib-001.
    (folder / "qrels" / "passages.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\t4c86d9ee46d44a94\t3\nq1\t0123456789abcdef\t2\nq2\tfedcba9876543210\t3\nq2\tb549fd7dfb36f5ba\t1\n"
    )
    monkeypatch.setattr(datasets, "SETS", tmp_path / "sets")
    return folder


def test_the_set_is_what_its_readme_says(library: Dataset) -> None:
    """1,025 questions, of which 665 answerable, 237 not covered, 103 off-topic, 20 unreadable; 15,143 judgements, 6,555 passages."""
    assert (library.unit, library.documents, len(library.queries)) == (Unit.PASSAGE, 6555, 1025)
    assert sum(len(grades) for grades in library.qrels.values()) == 15143
    why = [query.why_not for query in library.queries]
    assert [why.count(reason) for reason in (None, Reason.NOT_COVERED, Reason.OFF_TOPIC, Reason.UNREADABLE)] == [665, 237, 103, 20]
    assert (library.stale, library.orphaned) == ((), ())


def test_a_question_is_answerable_just_when_a_passage_is_graded_two_or_more(library: Dataset) -> None:
    for query in library.queries:
        assert (max(library.qrels[query.id].values()) >= 2) is (query.why_not is None), query.id


def test_the_first_and_the_last_question_are_found_by_their_ids(library: Dataset) -> None:
    by_id = {str(query.id): query for query in library.queries}
    assert by_id["lib-002"].text == "the whole room spins for half a minute every time I roll over in bed"
    assert by_id["lib-002"].kind is Kind.LAY
    assert [library.queries[0].id, library.queries[-1].id] == ["lib-001", "lq-0820"]


def test_the_unit_is_what_the_qrels_name() -> None:
    articles = load_dataset("library", DatasetOptions(qrels=ARTICLES))
    assert (articles.unit, articles.documents) == (Unit.DOCUMENT, 342)
    assert sum(len(grades) for grades in articles.qrels.values()) == 7275


def test_the_halves_are_those_of_the_readme() -> None:
    halves = [load_dataset("library", DatasetOptions(split=split)) for split in (Split.DEV, Split.HELD_BACK)]
    assert [len(half.queries) for half in halves] == [508, 517]


def test_a_judgement_of_a_passage_that_is_gone_is_stale_and_counted(own_set: Path) -> None:
    """q1 keeps its best passage; q2's is gone, and what is best for it now, nobody knows."""
    loaded = load_dataset("mine")
    assert [(one.query_id, one.doc_id, one.line) for one in loaded.stale] == [
        ("q1", "0123456789abcdef", 3),
        ("q2", "fedcba9876543210", 4),
    ]
    assert loaded.orphaned == ("q2",)
    assert loaded.qrels == {"q1": {"4c86d9ee46d44a94": 3}}


def test_a_run_warns_of_stale_judgements_and_ranks_passages(own_set: Path, tmp_path: Path) -> None:
    result = run_dataset(load_dataset("mine"), tmp_path / "home", HashingEmbedder())
    (warning,) = (text for text in metrics_of(result.ranking)["warnings"] if "stale" in text)
    assert warning.startswith(
        "2 judgements are stale: the library no longer holds their passages (0123456789abcdef, fedcba9876543210)."
    )
    assert warning.endswith("1 questions lost their best passage and were left out: q2.")
    assert manifest_of(result)["dataset"]["stale_judgements"][1] == "line 4: q2 fedcba9876543210, grade 3"
    (found,) = result.results
    assert [str(hit.doc_id) for hit in found.documents[:3]] == [str(hit.passage_id) for hit in found.documents[:3]]
    assert found.judged[0].rank is not None


def test_an_id_that_was_never_a_passage_is_an_error(own_set: Path) -> None:
    with (own_set / "qrels" / "passages.tsv").open("a") as file:
        file.write("q1\tgout\t1\n")
    with pytest.raises(DataError, match=r"passages\.tsv, line \d: library has no document"):
        load_dataset("mine")


def test_the_library_is_imported_as_it_was_judged(library: Dataset, tmp_path: Path) -> None:
    """The ids are those that an import makes, on the path that people's articles take."""
    from corpus.store import ArticleStore

    prepared = prepare_corpus(library, tmp_path, HashingEmbedder())
    with ArticleStore.open_store(prepared.home) as store:
        assert store.counts()["passages"] == library.documents
        assert {str(one.id) for entry in store.entries() for one in store.passages_of(entry.id)} == {
            str(one) for one in library_ids().passages
        }
    assert prepared.rejected == ()


def test_an_edited_library_has_another_hash(tmp_path: Path) -> None:
    copy = tmp_path / "library"
    copy.mkdir()
    source = LIBRARY / "antibiotics.md"
    (copy / source.name).write_text(source.read_text())
    before = library_files(copy).sha256
    assert library_files(copy).sha256 == before
    (copy / source.name).write_text(source.read_text() + "\nMore.\n")
    assert library_files(copy).sha256 != before
