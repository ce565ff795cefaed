"""`carecite ask` and `carecite serve`, as a user types them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from carecite import app
from index.errors import NoGeneration
from service.errors import SettingsRefused
from service.safety.disclaimer import DISCLAIMER_TEXT
from tests.service.making import CRISIS, FLU, GOUT, publish, serving

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What is gout of the big toe? I also have crushing chest pain."
ENVIRONMENT = {"CARECITE_EMBEDDER": "hashing", "CARECITE_MINIMUM_RELEVANCE": "0", "NO_COLOR": "1", "COLUMNS": "120"}


def call(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), env={**ENVIRONMENT, **environment})


def run(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a process of its own, through its front door."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "carecite", *map(str, arguments)],
        env={**os.environ, **ENVIRONMENT, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# ── ask ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "options", "body"),
    [
        (QUESTION, (), {}),
        (QUESTION, ("--k", 1, "--region", "uk"), {"k": 1, "region": "uk"}),
        ("xqzt 🤒", (), {}),
        ("[red]gout[/red] “fever”\n\n  é", (), {}),
    ],
    ids=["plain", "with options", "unreadable", "markup and signs"],
)
def test_ask_json_is_the_body_of_the_http_api(
    home: Path, question: str, options: tuple[object, ...], body: dict[str, object]
) -> None:
    publish(home, GOUT, FLU)
    result = call("ask", question, *options, "--home", home, "--json")
    assert result.exit_code == 0, result.output
    with serving(home) as client:
        expected = client.post("/v1/query", json={"question": question, **body}).json()
    printed = json.loads(result.stdout)
    assert printed.pop("took_ms") > 0
    del expected["took_ms"]
    assert printed == expected


def test_ask_prints_the_card_the_passages_the_advice_and_the_disclaimer_in_their_order(home: Path) -> None:
    publish(home, GOUT)
    result = call("ask", QUESTION, "--k", 1, "--region", "uk", "--home", home)
    words = " ".join(result.stdout.replace("│", " ").split())
    order = [
        "Call 999 now if any of these is happening:",
        "1. Gout – What is gout?",
        "crystals of uric acid",
        "Joint Care Trust",
        "Get medical help the same day if:",
        DISCLAIMER_TEXT,
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_ask_says_that_there_is_no_answer_and_why(home: Path) -> None:
    publish(home, GOUT)
    result = call("ask", "1234", "--home", home)
    assert result.exit_code == 0
    assert "No answer (unreadable)" in result.stdout
    assert DISCLAIMER_TEXT in " ".join(result.stdout.split())


def test_ask_reads_the_data_directory_from_the_environment(home: Path) -> None:
    publish(home, GOUT)
    assert json.loads(call("ask", "gout", "--json", CARECITE_HOME=str(home)).stdout)["outcome"] == "answer"


@pytest.mark.parametrize("question", ["", "   ", "a" * 2001], ids=["empty", "blank", "too long"])
def test_a_question_of_a_wrong_length_is_a_wrong_call(home: Path, question: str) -> None:
    result = call("ask", question, "--home", home)
    assert result.exit_code == 2
    assert "1 to 2,000 characters" in result.stderr


@pytest.mark.parametrize("options", [("--k", 0), ("--k", 21), ("--k", "many"), ("--region", "atlantis"), ("--unknown",)], ids=str)
def test_a_wrong_option_is_a_wrong_call(home: Path, options: tuple[object, ...]) -> None:
    result = call("ask", "gout", *options, "--home", home)
    assert result.exit_code == 2
    assert str(options[0]) in result.stderr


def test_without_an_index_ask_still_shows_the_card_and_says_what_to_run(home: Path) -> None:
    """A person with chest pain gets the number to call before anything else is mended."""
    result = call("ask", QUESTION, "--region", "uk", "--home", home)
    assert isinstance(result.exception, NoGeneration)
    assert "carecite index build" in str(result.exception)
    assert "Call 999 now" in result.stdout
    assert DISCLAIMER_TEXT in " ".join(result.stdout.split())
    assert not home.exists()


def test_without_an_index_ask_json_is_still_the_body_of_the_http_api(home: Path) -> None:
    result = call("ask", QUESTION, "--json", "--home", home)
    assert isinstance(result.exception, NoGeneration)
    with serving(home) as client:
        expected: dict[str, Any] = client.post("/v1/query", json={"question": QUESTION}).json()
    printed = json.loads(result.stdout)
    del expected["took_ms"], printed["took_ms"]
    assert printed == expected
    assert printed["degraded"] == ["index"]


def test_serve_refuses_wrong_settings_before_it_starts(home: Path) -> None:
    result = call("serve", "--port", 99999, "--home", home)
    assert isinstance(result.exception, SettingsRefused)
    assert "CARECITE_PORT" in str(result.exception)


# ── through the front door ───────────────────────────────────────────────────────────────────────────────────────────

# Calls the front door once for each line of its input and writes what each call did: one process, because loading takes seconds.
DRIVER = """
import contextlib, io, json, os, sys, traceback
import carecite
for line in sys.stdin:
    arguments, environment = json.loads(line)
    before, sys.argv = dict(os.environ), ["carecite", *arguments]
    os.environ.update(environment)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            carecite.main()
        except SystemExit as ended:
            code = ended.code
        except BaseException:
            traceback.print_exc()
            code = "traceback"
    os.environ.clear()
    os.environ.update(before)
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""

MISTAKES = {
    "nothing published": (("ask", "gout", "--home", "NOWHERE"), {}, 1, "nothing is published"),
    "wrong setting": (("ask", "gout"), {"CARECITE_PORT": "http"}, 2, "CARECITE_PORT"),
    "unknown encoder": (("serve",), {"CARECITE_EMBEDDER": "bogus"}, 2, "CARECITE_EMBEDDER"),
    "unknown encoder to build with": (("index", "build", "--embedder", "bogus", "--home", "NOWHERE"), {}, 1, "bogus"),
    "the data directory is a file": (("ask", "gout", "--home", "A_FILE"), {}, 1, "A_FILE"),
    "to build there": (("index", "build", "--home", "A_FILE"), {}, 1, "A_FILE"),
    "to serve from there": (("serve", "--with-library", "--home", "A_FILE"), {}, 1, "A_FILE"),
    "nothing to index": (("index", "build", "--home", "EMPTY"), {}, 1, "carecite corpus import"),
    "nothing to verify": (("index", "verify", "--home", "NOWHERE"), {}, 1, "nothing is published"),
    "nothing to roll back to": (("index", "rollback", "--home", "NOWHERE"), {}, 1, "carecite index build"),
    "unknown article": (("corpus", "show", "nothing", "--home", "EMPTY"), {}, 1, "no article 'nothing'"),
    "unknown file": (("corpus", "import", "NO_FILE", "--home", "EMPTY"), {}, 1, "NO_FILE"),
    "unknown format": (("corpus", "import", "A_FILE", "--format", "bogus", "--home", "EMPTY"), {}, 2, "bogus"),
    "unknown dataset": (("eval", "run", "NO_DATASET", "--home", "EMPTY"), {}, 2, "NO_DATASET"),
}


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, str, str]]:
    """Make every mistake in one process: `{name: (exit code, stdout, stderr)}`."""
    folder = tmp_path_factory.mktemp("mistakes")
    (folder / "A_FILE").write_text("not a folder")
    calls = [
        json.dumps([[str(folder / part) if part.isupper() else part for part in arguments], environment])
        for arguments, environment, _, _ in MISTAKES.values()
    ]
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", DRIVER],
        input="\n".join(calls),
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    outcomes = [tuple(json.loads(line)) for line in result.stdout.splitlines()]
    return dict(zip(MISTAKES, outcomes, strict=True))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_users_mistake_is_one_line_on_stderr_and_an_exit_code(mistakes: dict[str, tuple[object, str, str]], name: str) -> None:
    _, _, expected, says = MISTAKES[name]
    code, _, stderr = mistakes[name]
    assert (code, stderr.count("Traceback")) == (expected, 0), stderr
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("carecite: ")
    assert says in lines[0]


# ── serve ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def served(home: Path, **environment: str) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    """Run `carecite serve` on a free port until the test is done with it."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "carecite", "serve", "--home", str(home), "--port", str(port)],
        env={**os.environ, **ENVIRONMENT, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def test_a_port_that_is_taken_is_no_traceback(home: Path) -> None:
    publish(home, CRISIS)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        result = run("serve", "--home", home, "--port", sock.getsockname()[1])
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "address already in use" in result.stderr.casefold()
