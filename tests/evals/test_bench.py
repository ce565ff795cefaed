"""How fast this installation is; with the hashing embedder, so figures mean nothing and only their shape is checked."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.store import ArticleStore
from evals.bench import BenchOptions, measure_cold_start, run_bench
from evals.bench_questions import PATIENT_LIKE, bench_questions, evenly
from evals.datasets import load_dataset
from evals.errors import EvalError
from evals.prepare import Watch, prepare_corpus
from index.embedders.hashing import HashingEmbedder
from index.shelf import Shelf


@pytest.fixture
def home(dataset_folder: Path, tmp_path: Path) -> Path:
    """A data directory with a published generation."""
    return prepare_corpus(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder()).home


def test_every_figure_of_the_contract_is_measured(home: Path) -> None:
    generation = Shelf(home).load_published()
    options = BenchOptions(embedder="hashing", questions=14, passages=4)
    figures = json.loads(json.dumps(run_bench(home, generation, HashingEmbedder(), options, Watch()).as_json()))
    generation.close()
    assert figures["passages"] == 4
    assert figures["questions"] == 14
    assert set(figures["query_ms"]) == {"p50", "p95", "p99"}
    assert set(figures["throughput_qps"]) == {"1", "16"}
    assert set(figures["stages_ms"]) == {"encode", "dense", "lexical", "fuse", "total"}
    assert figures["encoder_ms"]["p50"] > 0
    assert figures["retrieval_ms"]["p50"] < figures["query_ms"]["p99"]
    assert figures["cold_start_s"] > 0.1
    assert figures["resident_mb"] > 20
    assert figures["ingest_passages_per_s"] > 0
    assert figures["encode_ratio"] is None


def test_a_fresh_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"a fresh process could not answer \(.*NoGeneration"):
        measure_cold_start(tmp_path, "hashing")


def test_questions_come_from_the_articles_and_from_patients(home: Path) -> None:
    with ArticleStore.open_store(home) as store:
        questions = bench_questions(store, 15)
    assert questions[: len(PATIENT_LIKE)] == PATIENT_LIKE
    assert len(questions) == 15
    assert questions[len(PATIENT_LIKE)] == "What is Asthma?"


@pytest.mark.parametrize(
    ("count", "taken"), [(0, []), (1, [0]), (2, [0, 2]), (4, [0, 1, 2, 3]), (5, [0, 1, 2, 3, 4]), (9, [0, 1, 2, 3, 4])]
)
def test_items_are_taken_evenly(count: int, taken: Sequence[int]) -> None:
    assert evenly([0, 1, 2, 3, 4], count) == taken
