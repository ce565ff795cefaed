"""Runs compared question by question."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals.compare import CompareOptions, Mover, compare_runs, movers_of
from evals.datasets import DatasetOptions, load_dataset
from evals.errors import RunFolderError
from evals.models import DocId, Query, QueryId
from evals.noise import Noise, noisy_queries
from evals.noise_files import write_noise
from evals.run import JudgedDocument, RunOptions, run_dataset
from evals.run_folder import StoredQuery, StoredRun, read_run_folder, write_run_folder
from index.embedders.hashing import HashingEmbedder
from index.models import Stage

FEW = CompareOptions(rounds=200)


@pytest.fixture
def store_run(dataset_folder: Path, tmp_path: Path) -> Callable[..., StoredRun]:
    """Run the small dataset and read the run's folder back."""

    def stored(name: str, options: RunOptions | None = None, queries: Path | None = None) -> StoredRun:
        source = load_dataset(str(dataset_folder), DatasetOptions(queries=queries))
        write_run_folder(tmp_path / name, run_dataset(source, tmp_path / "home", HashingEmbedder(), options))
        return read_run_folder(tmp_path / name)

    return stored


def query(
    dense: int | None, lexical: int | None, rank: int | None, text: str = "toe", *, grade: int = 2, confidence: float | None = None
) -> StoredQuery:
    judged = JudgedDocument(doc_id=DocId("d"), grade=grade, rank=rank, dense_rank=dense, lexical_rank=lexical)
    return StoredQuery(
        query=Query(id=QueryId("q"), text=text),
        answerable=True,
        scores={},
        terms=(text,),
        shown=(),
        judged=(judged,),
        stages_ms={"fuse": 0.1},
        confidence=confidence,
    )


def test_a_run_compared_with_itself_is_not_told_apart(store_run: Callable[..., StoredRun]) -> None:
    run = store_run("a")
    result = compare_runs([run, run], FEW)
    assert {(one.paired.difference, one.paired.p, one.verdict) for one in result.comparisons} == {(0.0, 1.0, "not told apart")}
    assert result.moved == ()
    assert result.names == ("a (1)", "a (2)")


def test_p_values_are_corrected_over_every_measure_and_run(store_run: Callable[..., StoredRun]) -> None:
    runs = [
        store_run("a"),
        store_run("b", RunOptions(stages=frozenset({Stage.DENSE}))),
        store_run("c", RunOptions(k=1)),
    ]
    result = compare_runs(runs, FEW)
    assert len(result.comparisons) == 18  # nine measures; Judged@10 is not one to win in
    assert {one.second for one in result.comparisons} == {"b", "c"}
    assert all(one.p_holm >= one.paired.p for one in result.comparisons)


def test_means_and_differences_are_those_of_the_metrics(store_run: Callable[..., StoredRun]) -> None:
    runs = [store_run("a"), store_run("c", RunOptions(k=1))]
    recall = next(one for one in compare_runs(runs, FEW).comparisons if one.measure == "R@10")
    assert [recall.mean_first, recall.mean_second] == pytest.approx([run.metrics["metrics"]["R@10"] for run in runs])
    assert recall.paired.difference == pytest.approx(-0.5 / 3)
    assert (recall.paired.wins, recall.paired.ties, recall.paired.losses) == (0, 2, 1)


def test_the_questions_that_moved_most_come_with_both_lists(store_run: Callable[..., StoredRun], tmp_path: Path) -> None:
    original = store_run("a")
    noisy = noisy_queries([one.query for one in original.queries.values()], Noise.KEYBOARD, rate=1.0)
    file = write_noise(tmp_path, noisy, Noise.KEYBOARD)
    result = compare_runs([original, store_run("noisy", RunOptions(stages=frozenset({Stage.LEXICAL})), file.path)], FEW)
    first = result.moved[0]
    assert first.score_first > first.score_second
    assert first.shown_first[0].doc_id == "gout" or first.query.id == "q2"
    assert Mover.QUESTION in first.movers
    assert first.text_second != first.query.text
    assert {kind.kind for kind in result.kinds} == {"misspelt"}


@pytest.mark.parametrize(
    ("first", "second", "movers"),
    [
        pytest.param(query(1, 1, 1), query(1, 1, 1), (), id="nothing"),
        pytest.param(query(1, 5, 1), query(3, 5, 2), (Mover.DENSE,), id="dense"),
        pytest.param(query(1, 5, 1), query(1, None, 2), (Mover.LEXICAL,), id="lexical"),
        pytest.param(query(1, 5, 1), query(2, 4, 2), (Mover.DENSE, Mover.LEXICAL), id="both"),
        pytest.param(query(1, 5, 1), query(1, 5, 4), (Mover.FUSION,), id="fusion"),
        pytest.param(query(1, 5, 1), query(1, 5, 4, "toes"), (Mover.QUESTION, Mover.FUSION), id="question"),
        pytest.param(query(1, 5, 1, grade=1), query(2, 5, 4, grade=1), (), id="not relevant"),
        pytest.param(query(1, 5, 1), replace(query(1, None, 1), terms=()), (), id="no lexical stage, the same question"),
        pytest.param(query(1, 5, 1), replace(query(None, None, 4), stages_ms={}), (), id="another system's run"),
        pytest.param(query(1, 5, 1, confidence=0.9), query(1, 5, 1, confidence=0.1), (Mover.CALIBRATION,), id="calibration"),
    ],
)
def test_the_stage_that_moved_a_relevant_document_is_named(
    first: StoredQuery, second: StoredQuery, movers: tuple[Mover, ...]
) -> None:
    assert movers_of(first, second, 2) == movers


def test_runs_on_other_questions_are_refused_and_named(store_run: Callable[..., StoredRun]) -> None:
    whole = store_run("a")
    part = replace(whole, folder=Path("part"), queries={QueryId("q1"): whole.queries[QueryId("q1")]})
    with pytest.raises(RunFolderError, match=r"part: compared with .* it lacks q2, q3; run both"):
        compare_runs([whole, part], FEW)
    with pytest.raises(RunFolderError, match="it has besides q2, q3; run both"):
        compare_runs([part, whole], FEW)
    result = compare_runs([whole, part], CompareOptions(rounds=200, common=True))
    assert (result.queries, result.left_out) == (("q1",), 2)


def test_runs_on_no_common_question_are_refused(store_run: Callable[..., StoredRun]) -> None:
    whole = store_run("a")
    halves = [replace(whole, queries={query: whole.queries[query]}) for query in whole.queries]
    with pytest.raises(RunFolderError, match="no question in common"):
        compare_runs(halves[:2], CompareOptions(common=True))


def test_runs_measured_with_other_judgements_are_refused(store_run: Callable[..., StoredRun]) -> None:
    run = store_run("a")
    manifest = json.loads(json.dumps(run.manifest))
    manifest["dataset"]["qrels_file"]["sha256"] = "0"
    with pytest.raises(RunFolderError, match="measured with other judgements"):
        compare_runs([run, replace(run, manifest=manifest)], FEW)
    with pytest.raises(RunFolderError, match=r"relevance level 2, .* has 1"):
        compare_runs([run, replace(run, metrics={**run.metrics, "relevance_level": 2})], FEW)


def test_one_run_is_nothing_to_compare(store_run: Callable[..., StoredRun]) -> None:
    with pytest.raises(RunFolderError, match="needs two runs"):
        compare_runs([store_run("a")], FEW)
