"""`carecite eval judge`, from the command line."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from evals.errors import EvalError
from evals.judge_cli import judge
from evals.judge_errors import JudgeCallError, JudgementsError
from evals.judge_log import log_path, read_log
from evals.models import DocId, QueryId
from evals.trec import write_run
from tests.evals.judging_data import judging, pair

ROOT = Path(__file__).resolve().parents[2]
app = typer.Typer()
app.command()(judge)
runner = CliRunner()


@pytest.fixture
def call(dataset_folder: Path, tmp_path: Path) -> list[str]:
    """Name a run of the small dataset, as `judge` wants it."""
    run = tmp_path / "run"
    run.mkdir()
    write_run(run / "run.trec", {QueryId("q1"): {DocId("gout"): 0.9, DocId("flu"): 0.5}}, tag="t")
    return [str(run), "--dataset", str(dataset_folder), "--out", str(tmp_path / "out"), "--port", "0"]


@contextmanager
def served(call: list[str]) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Start the command as a user does: the process, the page's address and what it had said until then."""
    program = "import typer; from evals.judge_cli import judge; typer.run(judge)"
    command = [sys.executable, "-c", program, *call]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            said: list[str] = []
            assert process.stderr is not None
            for line in process.stderr:
                said.append(line)
                found = re.search(r"http://127\.0\.0\.1:\d+", line)
                if found:
                    yield process, found.group(), said
                    break
            else:
                pytest.fail("".join(said))
        finally:
            process.kill()


def send(address: str, doc: str, grade: int) -> None:
    form = {"rater": "ada", "query_id": "q1", "doc_id": doc, "grade": grade}
    request = urllib.request.Request(f"{address}/judge", urllib.parse.urlencode(form).encode(), {"accept": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        assert json.load(response)["grade"] == grade


def test_a_server_that_is_killed_loses_nothing_and_goes_on(call: list[str], tmp_path: Path) -> None:
    call = [*call, "--rater", "ada"]
    with served(call) as (process, address, said):
        assert "1 questions, 2 documents, 0 judged by ada" in said[-1]
        send(address, "gout", 3)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with log_path(tmp_path / "out", "ada").open("a") as file:
        file.write('{"query_id": "q1", "do')  # the crash came in the middle of a line
    with served(call) as (process, address, said):
        assert "torn by a crash and is cut off (22 bytes)" in "".join(said)
        assert "1 judged by ada" in said[-1]
        send(address, "flu", 1)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "2 of 2 documents judged" in process.stderr.read()
        assert process.wait() == 0
    assert {doc: mark.grade for (_, doc), mark in read_log(tmp_path / "out", "ada").marks.items()} == {"gout": 3, "flu": 1}


def refused(call: list[str]) -> EvalError:
    """Return the error that ends a call; it is one line."""
    error = runner.invoke(app, call).exception
    assert isinstance(error, EvalError)
    assert "\n" not in str(error)
    return error


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(["--rater", "../ada"], "--rater '../ada': use 1 to 40", id="name"),
        pytest.param([], "name runs, their --dataset and one --rater", id="nobody"),
        pytest.param(["--rater", "ada", "--rater", "ben"], "one --rater", id="two at once"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: list[str], given: list[str], message: str) -> None:
    error = refused([*call, *given])
    assert isinstance(error, JudgeCallError)
    assert message in str(error)
    assert error.exit_code == 2


def test_a_port_that_is_taken_is_named(call: list[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        error = refused([*call, "--rater", "ada", "--port", str(port)])
    assert f"--port {port}: cannot be listened on (Address already in use)" in str(error)


def test_a_folder_that_cannot_be_written_is_named(call: list[str], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file in the way")
    error = refused([*call, "--rater", "ada"])
    assert isinstance(error, JudgementsError)
    assert "choose another --out" in str(error)


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Let three raters judge."""
    for rater, grades in {"ada": (3, 0, 1), "ben": (3, 2, 1), "cy": (2, 0, 1)}.items():
        with judging(tmp_path / "out", rater=rater) as session:
            for doc, grade in zip(("gout", "flu", "asthma"), grades, strict=True):
                session.judge(pair("q1", doc), grade)
    return tmp_path / "out"


def test_export_and_agreement_as_json(judged: Path) -> None:
    done = runner.invoke(app, ["--out", str(judged), "--export", "--agreement", "--json"])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert printed["raters"] == {"ada": 3, "ben": 3, "cy": 3}
    assert (printed["questions"], printed["judgements"]) == (1, 3)
    assert printed["merge"].startswith("the median grade")
    assert Path(printed["files"][1]).read_text().splitlines()[1:] == ["q1\tasthma\t1", "q1\tflu\t0", "q1\tgout\t3"]
    pairs = printed["agreement"]["pairs"]
    assert [one["raters"] for one in pairs] == [["ada", "ben"], ["ada", "cy"], ["ben", "cy"]]
    # ada and ben: 3 3, 0 2, 1 1; by chance 3·3, 1·1 of nine: (2/3 - 2/9) / (7/9)
    assert pairs[0]["kappa"] == pytest.approx(4 / 7)
    assert printed["agreement"]["judged_by_all"] == 3
    assert printed["agreement"]["disputed"] == [{"query_id": "q1", "doc_id": "flu", "grades": {"ada": 0, "ben": 2, "cy": 0}}]


def test_a_person_gets_a_table_and_what_to_talk_over(judged: Path) -> None:
    printed = " ".join(runner.invoke(app, ["--out", str(judged), "--agreement", "--export"]).stdout.split())
    assert "3 raters merged to the median grade; between two middle grades the lower one" in printed
    assert "0.571" in printed
    assert "Fleiss' kappa over the 3 documents that all judged:" in printed
    assert "q1 flu ada 0, ben 2, cy 0" in printed


def test_one_rater_alone_is_exported_and_has_no_agreement(judged: Path) -> None:
    printed = runner.invoke(app, ["--out", str(judged), "--rater", "ben", "--agreement", "--export"]).stdout
    assert "Only ben has judged here" in printed
    assert (judged / "judged.qrels").read_text() == "q1 0 asthma 1\nq1 0 flu 2\nq1 0 gout 3\n"
