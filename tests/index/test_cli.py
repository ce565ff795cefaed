"""`carecite index …`, as a user types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from index.cli import app
from index.embedders.hashing import HashingEmbedder
from index.errors import BuildFailed, EmbedderError, NoGeneration, SearchError
from index.generation import VECTORS
from index.shelf import Shelf
from tests.index.making import fill, topic


def call(*arguments: object, home: Path) -> Result:
    environment = {"CARECITE_EMBEDDER": "hashing", "CARECITE_HOME": str(home)}
    return CliRunner().invoke(app, [*map(str, arguments)], env=environment)


def as_json(*arguments: object, home: Path, exit_code: int = 0) -> Any:
    result = call(*arguments, "--json", home=home)
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def two(home: Path) -> tuple[str, str]:
    """Build two generations; return their names, oldest first."""
    fill(home, topic("gout"))
    first = as_json("build", home=home)["generation"]
    fill(home, topic("flu"))
    return first, as_json("build", home=home)["generation"]


def test_build_tells_what_it_built(home: Path) -> None:
    fill(home, topic("gout"))
    told = as_json("build", home=home)
    assert (told["built"], told["encoded"], told["articles"], told["rows"], told["model"]) == (
        True,
        1,
        1,
        1,
        "hashing-384",
    )
    assert told["model_sha256"] == HashingEmbedder().sha256
    assert as_json("build", home=home)["built"] is False
    assert as_json("build", "--force", home=home)["built"] is True


def test_build_in_words(home: Path) -> None:
    fill(home, topic("gout"))
    words = " ".join(call("build", home=home).stdout.split())
    assert "1 passages of 1 articles (1 encoded, 0 near-duplicates collapsed)." in words
    assert "Nothing has changed" in call("build", home=home).stdout


def test_verify_prints_the_shape_of_the_contract(home: Path, two: tuple[str, str]) -> None:
    assert as_json("verify", home=home) == {"generation": two[1], "ok": True, "problems": []}
    assert as_json("verify", two[0], home=home) == {"generation": two[0], "ok": True, "problems": []}


def test_verify_fails_with_1_for_an_edited_file_and_names_it(home: Path, two: tuple[str, str]) -> None:
    (home / "generations" / two[1] / VECTORS).write_bytes(b"edited")
    told = as_json("verify", home=home, exit_code=1)
    assert (told["ok"], told["problems"]) == (False, ["vectors.faiss is not what was built (its sha256 differs)"])
    words = call("verify", home=home)
    assert words.exit_code == 1
    assert "carecite index build --force" in " ".join(words.stdout.split())


def test_verify_of_a_name_that_is_not_there_fails(home: Path, two: tuple[str, str]) -> None:
    assert as_json("verify", "nowhere", home=home, exit_code=1)["problems"][0].startswith("manifest.json is missing")


def test_list_marks_the_published_one(home: Path, two: tuple[str, str]) -> None:
    listed = {entry["generation"]: entry["published"] for entry in as_json("list", home=home)}
    assert listed == {two[0]: False, two[1]: True}
    assert call("list", home=home).stdout.count("→") == 1


def test_rollback_and_gc(home: Path, two: tuple[str, str]) -> None:
    assert as_json("rollback", home=home) == {"generation": two[0]}
    assert Shelf(home).require_published() == two[0]
    assert as_json("gc", "--keep", 0, home=home) == {"removed": [two[1]]}
    assert "Deleted 0: nothing." in call("gc", home=home).stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("build",), BuildFailed),
        (("build", "--embedder", "bert"), EmbedderError),
        (("verify",), NoGeneration),
        (("rollback",), NoGeneration),
    ],
)
def test_a_mistake_is_an_error_with_exit_code_1(home: Path, arguments: tuple[str, ...], error: type[SearchError]) -> None:
    result = call(*arguments, home=home)
    assert type(result.exception) is error
    assert error.exit_code == 1


def test_an_unknown_option_is_a_wrong_call(home: Path) -> None:
    assert call("build", "--nonsense", home=home).exit_code == 2
    assert call("gc", "--keep", "-1", home=home).exit_code == 2
