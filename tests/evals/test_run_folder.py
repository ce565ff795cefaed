"""A run's folder, written and read back."""

import json
from pathlib import Path

import pytest

from evals.datasets import load_dataset
from evals.errors import DataError, RunFolderError
from evals.models import Kind, QueryId
from evals.run import RunResult, as_run, run_dataset
from evals.run_folder import read_run_folder, write_run_folder
from index.embedders.hashing import HashingEmbedder


@pytest.fixture
def result(dataset_folder: Path, tmp_path: Path) -> RunResult:
    """The small dataset, run."""
    return run_dataset(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder())


def test_what_is_written_reads_back(result: RunResult, tmp_path: Path) -> None:
    write_run_folder(tmp_path / "out", result)
    stored = read_run_folder(tmp_path / "out")
    assert stored.run == as_run(result.results)
    found, kept = result.results[0], stored.queries[QueryId("q1")]
    assert (kept.query.text, kept.query.kind) == (found.query.text, Kind.SHORT)
    assert (kept.terms, kept.shown, kept.judged) == (found.terms, found.shown, found.judged)
    assert kept.confidence == found.confidence is not None
    assert kept.scores["RR@10"] == 1.0
    assert [stored.queries[query].answerable for query in stored.queries] == [True, True, False]


def test_the_manifest_says_where_the_figures_come_from(result: RunResult, dataset_folder: Path, tmp_path: Path) -> None:
    write_run_folder(tmp_path / "out", result)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["dataset"]["corpus_file"]["path"] == str(dataset_folder / "corpus.jsonl")
    assert manifest["index"]["model"] == "hashing-384"
    assert manifest["settings"]["stages"] == ["dense", "lexical"]
    assert set(manifest["stages_ms"]) == {"encode", "dense", "lexical", "fuse", "total"}
    assert set(manifest["stages_ms"]["total"]) == {"p50", "p95"}
    assert {"commit", "machine", "packages", "made_at", "seconds"} <= manifest.keys()


def test_the_metrics_give_both_numbers_of_questions(result: RunResult, tmp_path: Path) -> None:
    write_run_folder(tmp_path / "out", result)
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert (metrics["queries"], metrics["queries_answerable"]) == (3, 2)
    assert (metrics["metrics"]["RR@10"], metrics["metrics_answerable"]["RR@10"]) == (pytest.approx(2 / 3), 1.0)
    assert metrics["relevance_level"] == 1


@pytest.mark.parametrize("name", ["run.trec", "metrics.json", "per_query.jsonl", "manifest.json"])
def test_a_folder_without_one_of_its_files_is_no_run(result: RunResult, tmp_path: Path, name: str) -> None:
    write_run_folder(tmp_path / "out", result)
    (tmp_path / "out" / name).unlink()
    with pytest.raises(RunFolderError, match=f"{name} is missing"):
        read_run_folder(tmp_path / "out")


def test_a_broken_line_is_named(result: RunResult, tmp_path: Path) -> None:
    write_run_folder(tmp_path / "out", result)
    path = tmp_path / "out" / "per_query.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], '{"query_id": "q2"}']))
    with pytest.raises(DataError, match=r"per_query\.jsonl, line 2: not what this version writes"):
        read_run_folder(tmp_path / "out")


def test_a_run_of_another_format_is_refused(result: RunResult, tmp_path: Path) -> None:
    write_run_folder(tmp_path / "out", result)
    (tmp_path / "out" / "manifest.json").write_text('{"format_version": 99}')
    with pytest.raises(RunFolderError, match="format 99, this version reads 2"):
        read_run_folder(tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_named(result: RunResult, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot be written"):
        write_run_folder(tmp_path / "file" / "out", result)
