"""Pooling: the best documents of every run, in an order that tells nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import DataError, RunFolderError
from evals.judge_pool import PoolOptions, pool_runs, pooled_documents, read_pools, shown_order
from evals.models import DocId, QueryId, Run
from evals.starter_library import library_files
from evals.trec import write_run

Q1, Q2 = QueryId("q1"), QueryId("q2")


def scored(*documents: str) -> dict[DocId, float]:
    """Score documents so that they rank as given."""
    return {DocId(name): 1 / rank for rank, name in enumerate(documents, start=1)}


def run_folder(folder: Path, run: Run) -> Path:
    folder.mkdir()
    write_run(folder / "run.trec", run, tag="t")
    return folder


@pytest.fixture
def options(dataset_folder: Path, tmp_path: Path) -> PoolOptions:
    """Two runs of the small dataset, pooled two deep."""
    first = run_folder(tmp_path / "first", {Q2: scored("flu", "copy", "gout"), Q1: scored("gout", "flu", "asthma")})
    second = run_folder(tmp_path / "second", {Q1: scored("migraine", "gout")})
    return PoolOptions(runs=(first, second), dataset=str(dataset_folder), depth=2, rater="ada")


def test_the_best_of_every_run_are_pooled_in_the_order_of_the_questions(options: PoolOptions) -> None:
    pools = read_pools(options)
    assert [(pool.query_id, {document.id for document in pool.documents}) for pool in pools] == [
        ("q1", {"gout", "flu", "migraine"}),
        ("q2", {"flu", "copy"}),
    ]
    assert pools[0].question == "why does my big toe hurt so much, uric acid?"
    assert pooled_documents(pools) == 5
    (gout,) = (document for document in pools[0].documents if document.id == "gout")
    assert gout.title == "Gout"
    assert gout.text.startswith("Gout is a painful arthritis")


def test_a_run_file_of_another_system_is_pooled_too(options: PoolOptions) -> None:
    alone = replace(options, runs=(options.runs[1] / "run.trec",))
    assert [pool.query_id for pool in read_pools(alone)] == ["q1"]


def test_scores_decide_what_is_best_and_not_the_order_of_lines(tmp_path: Path) -> None:
    assert pool_runs([{Q1: {DocId("low"): 0.1, DocId("high"): 0.9}}], 1) == {Q1: {"high"}}


@given(st.sets(st.text(st.characters(categories=("L", "N")), min_size=1).map(DocId), min_size=2, max_size=12))
def test_the_order_does_not_depend_on_the_runs(documents: set[DocId]) -> None:
    """Neither rank nor system goes in: only who reads, the question and the ids."""
    order = shown_order("ada", Q1, documents)
    assert order == shown_order("ada", Q1, list(reversed(order)))
    assert set(order) == documents


def test_another_rater_and_another_question_have_another_order() -> None:
    documents = [DocId(f"d{number}") for number in range(20)]
    orders = [shown_order(rater, query, documents) for rater in ("ada", "ben") for query in (Q1, Q2)]
    assert len({tuple(order) for order in orders}) == 4


def test_where_a_document_is_shown_tells_nothing_of_its_rank() -> None:
    """Over 2,000 questions the best document comes first in a tenth of them: 200 ± 5 standard errors of 13.4."""
    documents = [DocId(f"d{number}") for number in range(10)]
    first = sum(shown_order("ada", QueryId(f"q{number}"), documents)[0] == "d0" for number in range(2000))
    assert 133 <= first <= 267


def test_a_run_of_other_questions_is_refused(options: PoolOptions, tmp_path: Path) -> None:
    other = run_folder(tmp_path / "other", {QueryId("x1"): scored("flu"), QueryId("x2"): scored("flu")})
    with pytest.raises(DataError, match=r"other: .*queries\.jsonl has no query x1 \(and 1 more\): it is a run of another dataset"):
        read_pools(replace(options, runs=(*options.runs, other)))


def test_a_run_over_another_corpus_is_refused(options: PoolOptions) -> None:
    manifest = options.runs[0] / "manifest.json"
    manifest.write_text(json.dumps({"dataset": {"corpus_file": {"sha256": "0" * 64}}}))
    with pytest.raises(RunFolderError, match="first: a run over another corpus than"):
        read_pools(options)
    manifest.write_text("{")
    with pytest.raises(RunFolderError, match=r"manifest\.json: unreadable"):
        read_pools(options)


def test_a_document_that_the_corpus_lacks_is_named(options: PoolOptions, tmp_path: Path) -> None:
    other = run_folder(tmp_path / "other", {Q2: scored("ghost", "spirit", "too deep to matter".replace(" ", "-"))})
    with pytest.raises(DataError, match=r"other: the corpus has no document ghost \(and 1 more\), found for query q2"):
        read_pools(replace(options, runs=(*options.runs, other)))


def test_a_folder_without_a_run_is_named(options: PoolOptions, tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"run\.trec is missing"):
        read_pools(replace(options, runs=(tmp_path,)))


def test_runs_that_found_nothing_leave_nothing_to_judge(options: PoolOptions, tmp_path: Path) -> None:
    empty = run_folder(tmp_path / "empty", {})
    with pytest.raises(RunFolderError, match="nothing to judge"):
        read_pools(replace(options, runs=(empty,)))
    assert len(read_pools(replace(options, runs=(empty, *options.runs)))) == 2


@pytest.mark.model  # splitting counts tokens with the packaged tokenizer; nothing is encoded with it
def test_a_run_of_the_built_in_set_is_pooled_by_the_librarys_hash(tmp_path: Path) -> None:
    run = run_folder(tmp_path / "run", {QueryId("lib-001"): scored("4c86d9ee46d44a94", "antibiotics")})
    options = PoolOptions(runs=(run,), dataset="library", depth=10, rater="ada")
    for stated, fits in ((library_files().sha256, True), ("0" * 64, False)):
        (run / "manifest.json").write_text(json.dumps({"dataset": {"corpus_file": {"sha256": stated}}}))
        if fits:
            assert pooled_documents(read_pools(options)) == 2
        else:
            with pytest.raises(RunFolderError, match="a run over another corpus"):
                read_pools(options)
