"""One evaluation, end to end on a small dataset with the hashing embedder."""

from collections.abc import Callable
from pathlib import Path

import ir_measures
import pytest

from evals.datasets import load_dataset
from evals.models import QueryId
from evals.run import RunOptions, RunResult, as_run, run_dataset
from evals.run_folder import write_run_folder
from index.embedders.hashing import HashingEmbedder
from index.models import Stage


@pytest.fixture
def result(dataset_folder: Path, tmp_path: Path) -> RunResult:
    """The small dataset, run."""
    return run_dataset(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder())


def test_the_right_document_comes_first(result: RunResult) -> None:
    first = {found.query.id: found.documents[0].doc_id for found in result.results}
    assert first["q1"] == "gout"  # type: ignore[index]
    assert result.evaluation.overall()["RR@10"] == pytest.approx(2 / 3)


def test_both_documents_of_a_collapsed_passage_are_found(result: RunResult) -> None:
    found = result.results[1]
    assert [hit.doc_id for hit in found.documents[:2]] == ["copy", "flu"]
    assert found.documents[0].passage_id == found.documents[1].passage_id
    assert result.evaluation.per_query["R@10"][QueryId("q2")] == 1.0


def test_the_written_run_measures_the_same_in_ir_measures(result: RunResult, dataset_folder: Path, tmp_path: Path) -> None:
    """Near-duplicates share a score; written, they do not tie, so trec_eval's tie rule cannot change the figures."""
    write_run_folder(tmp_path / "out", result)
    run = list(ir_measures.read_trec_run(str(tmp_path / "out" / "run.trec")))
    qrels = load_dataset(str(dataset_folder)).qrels
    measures = [ir_measures.parse_measure(measure.exact) for measure in result.evaluation.measures]
    oracle = ir_measures.calc_aggregate(measures, qrels, run)
    assert result.evaluation.overall() == pytest.approx({str(measure): value for measure, value in oracle.items()})


def test_where_each_judged_document_came_out_is_kept(result: RunResult) -> None:
    places = {judged.doc_id: judged for judged in result.results[0].judged}
    assert {doc: (judged.grade, judged.rank is None) for doc, judged in places.items()} == {
        "gout": (1, False),
        "flu": (0, False),
    }
    assert places["gout"].rank == 1  # type: ignore[index]
    assert places["gout"].lexical_rank == 1  # type: ignore[index]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stage_can_be_switched_off(dataset_folder: Path, tmp_path: Path, stage: Stage) -> None:
    options = RunOptions(stages=frozenset({stage}))
    alone = run_dataset(load_dataset(str(dataset_folder)), tmp_path, HashingEmbedder(), options)
    hits = [hit for found in alone.results for hit in found.documents]
    assert all((hit.dense_rank is None) is (stage is Stage.LEXICAL) for hit in hits)
    assert all((hit.lexical_rank is None) is (stage is Stage.DENSE) for hit in hits)
    assert all((stage in found.stages_ms) for found in alone.results)


def test_a_question_that_finds_nothing_scores_zero_and_counts(dataset_folder: Path, tmp_path: Path) -> None:
    """No document holds a word of "lottery numbers", so the lexical stage alone finds nothing."""
    options = RunOptions(stages=frozenset({Stage.LEXICAL}))
    alone = run_dataset(load_dataset(str(dataset_folder)), tmp_path, HashingEmbedder(), options)
    assert as_run(alone.results)[QueryId("q3")] == {}
    assert len(alone.evaluation.per_query["AP"]) == 3


def test_no_more_than_k_documents_come_out(dataset_folder: Path, tmp_path: Path) -> None:
    few = run_dataset(load_dataset(str(dataset_folder)), tmp_path, HashingEmbedder(), RunOptions(k=2))
    assert [len(found.documents) for found in few.results] == [2, 2, 2]


def test_the_first_documents_are_those_of_the_search_that_people_get(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    """A deeper search stretches scores over more passages and would order them differently."""
    documents = {f"d{n}": (f"Pain {n}", f"Pain of the {'knee ' * (n % 5)}number {n}.") for n in range(150)}
    folder = make_dataset(tmp_path / "many", documents, {"q": "knee pain"}, {"q": {"d1": 1}})
    source = load_dataset(str(folder))
    served, deep = (run_dataset(source, tmp_path, HashingEmbedder(), RunOptions(k=k, candidates=40)).results[0] for k in (20, 150))
    assert (len(served.documents), len(deep.documents)) == (20, 150)
    assert [hit.doc_id for hit in served.documents] == [hit.doc_id for hit in deep.documents[:20]]


def test_grades_above_one_set_the_relevance_level(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_dataset(tmp_path / "graded", qrels={"q1": {"gout": 1}, "q2": {"flu": 2}})
    graded = run_dataset(load_dataset(str(folder)), tmp_path, HashingEmbedder(), RunOptions(measures=["RR@10"]))
    assert graded.evaluation.relevance_level == 2
    assert graded.evaluation.answerable == {"q2"}
    assert graded.evaluation.measures[0].exact == "RR(rel=2)@10"
