"""Another system's run, measured like our own."""

from pathlib import Path

import ir_measures
import pytest

from evals.compare import CompareOptions, compare_runs
from evals.datasets import load_dataset
from evals.errors import DataError
from evals.run import RunOptions, as_run, run_dataset
from evals.run_folder import read_run_folder, write_ranking, write_run_folder
from evals.run_report import run_report
from evals.score import score_manifest, score_run
from evals.trec import write_run
from index.embedders.hashing import HashingEmbedder


def scored(dataset_folder: Path, path: Path) -> tuple[dict[str, float], tuple[str, ...]]:
    ranking = score_run(load_dataset(str(dataset_folder)), str(dataset_folder), path)
    return ranking.evaluation.overall(), ranking.warnings


def test_our_own_run_scores_the_same_from_its_file(dataset_folder: Path, tmp_path: Path) -> None:
    result = run_dataset(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder())
    write_run(tmp_path / "ours.trec", as_run(result.results), tag="ours")
    metrics, warnings = scored(dataset_folder, tmp_path / "ours.trec")
    assert metrics == pytest.approx(result.evaluation.overall())
    assert warnings == ()


def test_the_figures_are_those_of_ir_measures(dataset_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run.trec").write_text("q1 Q0 flu 1 2.0 x\nq1 Q0 gout 2 1.0 x\nq2 Q0 copy 1 1.0 x\n")
    metrics, _ = scored(dataset_folder, tmp_path / "run.trec")
    qrels = {"q1": {"gout": 1, "flu": 0}, "q2": {"flu": 1, "copy": 1}, "q3": {"asthma": 0}}
    run = {"q1": {"flu": 2.0, "gout": 1.0}, "q2": {"copy": 1.0}, "q3": {}}
    wanted = [ir_measures.nDCG @ 10, ir_measures.RR @ 10]
    assert [metrics["nDCG@10"], metrics["RR@10"]] == pytest.approx(
        [ir_measures.calc_aggregate([one], qrels, run)[one] for one in wanted]
    )
    assert metrics["RR@10"] == pytest.approx((0.5 + 1 + 0) / 3)


def test_missing_and_extra_questions_and_unknown_documents_are_named(dataset_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run.trec").write_text("q1 Q0 gout 1 2.0 x\nq9 Q0 gout 1 1.0 x\nq1 Q0 ghost 2 1.0 x\n")
    metrics, warnings = scored(dataset_folder, tmp_path / "run.trec")
    assert warnings == (
        "2 judged questions are not in the run and count 0: q2, q3.",
        "1 questions of the run are not judged here, and were left out: q9.",
        "1 documents among the first 10 are not in the corpus: ghost.",
    )
    assert metrics["RR@10"] == pytest.approx(1 / 3)


def test_a_run_of_other_questions_is_refused(dataset_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run.trec").write_text("q9 Q0 gout 1 1.0 x\n")
    with pytest.raises(DataError, match=r"none of the judged questions of .*, but q9; name its own dataset"):
        scored(dataset_folder, tmp_path / "run.trec")


def test_it_compares_with_our_own_run_and_names_no_stage(dataset_folder: Path, tmp_path: Path) -> None:
    source = load_dataset(str(dataset_folder))
    write_run_folder(tmp_path / "ours", run_dataset(source, tmp_path / "home", HashingEmbedder(), RunOptions(k=10)))
    path = tmp_path / "theirs.trec"
    path.write_text("q1 Q0 flu 1 2.0 x\nq2 Q0 asthma 1 1.0 x\n")
    ranking = score_run(source, str(dataset_folder), path)
    write_ranking(tmp_path / "theirs", ranking, score_manifest(ranking, path))
    runs = [read_run_folder(tmp_path / name) for name in ("ours", "theirs")]
    result = compare_runs(runs, CompareOptions(rounds=200))
    assert {moved.query.id for moved in result.moved} == {"q1", "q2"}
    assert {moved.movers for moved in result.moved} == {()}
    assert result.moved[0].shown_second[0].title in {"Flu", "Asthma"}
    report = run_report(runs[1])
    assert [section.heading for section in report.sections] == ["What failed", "Measures", "Provenance: theirs"]
    assert tuple(text[: len("[grade 1] Gout")] for text in report.sections[0].tables[0].rows[-1]) == ("wanted", "[grade 1] Gout")
