"""`carecite eval …` and `carecite bench`, from the command line."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from evals.cli import app, bench
from evals.errors import UnknownDataset

runner = CliRunner()


def run(folder: Path, home: Path, *more: str) -> str:
    """Run an evaluation with the hashing embedder and return what it printed."""
    done = runner.invoke(app, ["run", str(folder), "--home", str(home), "--embedder", "hashing", *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_json_has_the_keys_of_the_contract(dataset_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    printed = json.loads(run(dataset_folder, tmp_path, "--out", str(out), "--json"))
    assert printed["queries"] == 3
    assert printed["out"] == str(out)
    assert printed["metrics"]["RR@10"] == pytest.approx(2 / 3)
    assert {path.name for path in out.iterdir()} >= {"run.trec", "metrics.json", "per_query.jsonl", "manifest.json"}


def test_a_person_gets_a_table_with_a_warning(dataset_folder: Path, tmp_path: Path) -> None:
    printed = run(dataset_folder, tmp_path, "--measures", "nDCG@10 Judged@10")
    assert "3 judged questions, 2 with a relevant document" in " ".join(printed.split())
    assert "Warning: Judged@10 is" in printed
    assert "AP" not in printed


def test_runs_go_below_the_data_directory_when_no_folder_is_named(dataset_folder: Path, tmp_path: Path) -> None:
    printed = json.loads(run(dataset_folder, tmp_path, "--json", "--stages", "lexical", "--k", "3"))
    folder = Path(printed["out"])
    assert folder.parent == tmp_path / "evals" / "runs"
    assert json.loads((folder / "manifest.json").read_text())["settings"]["stages"] == ["lexical"]


def test_an_unknown_stage_is_a_wrong_call(dataset_folder: Path) -> None:
    done = runner.invoke(app, ["run", str(dataset_folder), "--stages", "dense,magic"])
    assert done.exit_code == 2
    assert "dense, lexical" in done.output


def test_an_unknown_dataset_is_an_error_of_the_call() -> None:
    done = runner.invoke(app, ["run", "nowhere"])
    assert isinstance(done.exception, UnknownDataset)


def test_the_bench_prints_json(dataset_folder: Path, tmp_path: Path) -> None:
    run(dataset_folder, tmp_path)
    (home,) = (path for path in (tmp_path / "evals").iterdir() if path.name != "runs")
    command = typer.Typer()
    command.command()(bench)
    done = runner.invoke(command, ["--home", str(home), "--embedder", "hashing", "--passages", "8", "--questions", "12", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["questions"] == 12


def test_a_run_writes_its_report_in_three_forms(dataset_folder: Path, tmp_path: Path) -> None:
    run(dataset_folder, tmp_path, "--out", str(tmp_path / "out"))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {"report.html", "report.md", "report.json"}


def test_runs_are_compared(dataset_folder: Path, tmp_path: Path) -> None:
    run(dataset_folder, tmp_path, "--out", str(tmp_path / "a"))
    run(dataset_folder, tmp_path, "--out", str(tmp_path / "b"), "--stages", "lexical")
    call = ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--rounds", "200", "--out", str(tmp_path / "c")]
    done = runner.invoke(app, [*call, "--json"])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert (printed["baseline"], printed["queries"], printed["rounds"]) == ("a", 3, 200)
    assert {path.name for path in (tmp_path / "c").iterdir()} == {"compare.html", "compare.md", "compare.json"}
    assert "is not told apart from a in nDCG@10" in " ".join(runner.invoke(app, call).stdout.split())


def test_noise_is_written_for_each_kind_that_is_asked_for(dataset_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "noise"
    done = runner.invoke(app, ["noise", str(dataset_folder), "--out", str(out), "--kinds", "lay,swapped", "--json"])
    assert [file["noise"] for file in json.loads(done.stdout)] == ["lay", "swapped"]
    assert {path.name for path in out.iterdir()} == {"queries.lay.jsonl", "queries.swapped.jsonl"}
    assert runner.invoke(app, ["noise", str(dataset_folder), "--out", str(out), "--kinds", "loud"]).exit_code == 2
