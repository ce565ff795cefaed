"""The reports of a run and of a comparison."""

import json
from pathlib import Path

import pytest

from evals.compare import CompareOptions, compare_runs
from evals.compare_report import compare_report, comparison_json
from evals.datasets import load_dataset
from evals.models import DocId
from evals.report import as_html
from evals.run import RunOptions, Shown, run_dataset
from evals.run_folder import StoredRun, read_run_folder, write_run_folder
from evals.run_report import excerpt, outcomes_of, run_report
from index.embedders.hashing import HashingEmbedder


@pytest.fixture
def stored(dataset_folder: Path, tmp_path: Path) -> StoredRun:
    """The small dataset, run with one document a question, so that one question loses half its answers."""
    result = run_dataset(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder(), RunOptions(k=1))
    write_run_folder(tmp_path / "run", result)
    return read_run_folder(tmp_path / "run")


def test_failures_come_first_and_say_what_was_wanted(stored: StoredRun) -> None:
    report = run_report(stored)
    first = report.sections[0]
    assert first.heading == "What failed"
    assert first.text[0].startswith("0 of 2 questions with a relevant document score 0 in nDCG@10")
    assert [table.caption.split(":")[0] for table in first.tables] == ["q2"]
    wanted = [text for rank, text in first.tables[0].rows if rank == "wanted"]
    assert any(
        text.startswith("[grade 1] Flu: ") and text.endswith("(came out at rank none: dense none, lexical none)") for text in wanted
    ), wanted


def test_the_report_has_its_parts_in_order(stored: StoredRun) -> None:
    headings = [section.heading for section in run_report(stored).sections]
    assert headings == ["What failed", "Measures", "Abstention", "Latency", "Provenance: run"]
    assert "Judged@10 is" not in run_report(stored).lead[0]


def test_the_provenance_names_hashes_and_machine(stored: StoredRun) -> None:
    rows = {row[0]: row[1] for row in run_report(stored).sections[-1].tables[0].rows}
    assert rows["dataset corpus file sha256"] == stored.manifest["dataset"]["corpus_file"]["sha256"]
    assert rows["settings stages"] == "dense, lexical"
    assert rows["machine python"]


def test_abstention_is_judged_by_the_first_document(stored: StoredRun) -> None:
    found = [(one.correct, one.answerable) for one in outcomes_of(stored)]
    assert found == [(True, True), (True, True), (False, False)]
    assert all(0 <= one.confidence <= 1 for one in outcomes_of(stored))


def test_a_long_passage_is_cut_between_words() -> None:
    shown = Shown(doc_id=DocId("d"), title="T", text="word " * 100, grade=None)
    assert excerpt(shown).startswith("[not judged] T: word word")
    assert excerpt(shown).endswith("word …")
    assert len(excerpt(shown)) < 270


def test_a_comparison_leads_with_its_verdict(stored: StoredRun) -> None:
    result = compare_runs([stored, stored], CompareOptions(rounds=100))
    report = compare_report(result)
    assert report.lead[0].startswith("run (2) is not told apart from run (1) in nDCG@10")
    assert report.sections[0].heading == "Questions that moved most"
    assert as_html(report).count("<svg") == 1
    assert json.loads(json.dumps(comparison_json(result)))["comparisons"][0]["verdict"] == "not told apart"
