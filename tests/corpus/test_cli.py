"""`carecite corpus …`, as a user types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpus.cli import app
from corpus.errors import ArticleNotFound, CorpusError, ImportRefused, ReadError, UnknownFormat
from tests.corpus.making import CLEAN, WORDY
from tests.corpus.test_ingest import BODY, jsonl, line, markdown

pytestmark = pytest.mark.model  # import counts tokens with the packaged tokenizer


def call(*arguments: object, home: Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--home", str(home)])


def as_json(*arguments: object, home: Path) -> Any:
    result = call(*arguments, "--json", home=home)
    assert result.exception is None, result.output
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path, tmp_path: Path) -> Path:
    """Import two articles, one with a warning."""
    markdown(tmp_path, "in/hip.md", title="Hip", body=f"{CLEAN}\n\n{WORDY}")
    markdown(tmp_path, "in/gout.md", title="Gout [podagra]", body=f"{BODY}\n\nView All")
    assert call("import", tmp_path / "in", home=home).exit_code == 0
    return home


def test_import_prints_the_report_of_the_contract(home: Path, tmp_path: Path) -> None:
    path = jsonl(tmp_path, "all.jsonl", line("flu", BODY, "View All"), "{broken")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    report = as_json("import", tmp_path, "--keep-going", home=home)
    reason = report["rejected"][0].pop("reason")
    assert "not JSON" in reason
    assert report == {
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": [{"path": str(path), "line": 2}],
        "passed_over": [str(tmp_path / "photo.jpg")],
        "articles": 1,
        "passages": 1,
        "findings": [
            {
                "rule": "boilerplate-related",
                "article_id": "flu",
                "text": "View All",
                "severity": "info",
                "detail": "dropped",
                "passage_id": None,
            }
        ],
    }


def test_a_refused_import_prints_what_was_rejected_and_fails_with_1(home: Path, tmp_path: Path) -> None:
    path = jsonl(tmp_path, "all.jsonl", line("flu", BODY), "{broken")
    result = call("import", path, "--json", home=home)
    assert isinstance(result.exception, ImportRefused)
    assert result.exception.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["added"], report["articles"]) == (0, 0)
    assert [(reject["path"], reject["line"]) for reject in report["rejected"]] == [(str(path), 2)]


def test_the_same_import_twice_changes_nothing(filled: Path, tmp_path: Path) -> None:
    report = as_json("import", tmp_path / "in", home=filled)
    assert (report["added"], report["updated"], report["unchanged"], report["articles"]) == (0, 0, 2, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "exit_code"),
    [
        (("import", "nowhere.md"), ReadError, 1),
        (("import", __file__, "--format", "docx"), UnknownFormat, 2),
        (("show", "typo"), ArticleNotFound, 1),
        (("remove", "typo"), ArticleNotFound, 1),
    ],
)
def test_a_mistake_is_an_error_with_its_exit_code(
    home: Path, arguments: tuple[str, ...], error: type[CorpusError], exit_code: int
) -> None:
    result = call(*arguments, home=home)
    assert type(result.exception) is error
    assert error.exit_code == exit_code


def test_a_call_without_its_argument_is_wrong(home: Path) -> None:
    assert call("import", home=home).exit_code == 2
    assert call("list", "--nonsense", home=home).exit_code == 2


def test_list_shows_every_article(filled: Path) -> None:
    assert as_json("list", home=filled) == [
        {"id": "gout", "title": "Gout [podagra]", "publisher": None, "passages": 1, "origin": "gout.md"},
        {"id": "hip", "title": "Hip", "publisher": None, "passages": 2, "origin": "hip.md"},
    ]
    assert "Gout [podagra]" in call("list", home=filled).stdout


def test_show_gives_the_article_its_passages_and_its_findings(filled: Path) -> None:
    shown = as_json("show", "hip", home=filled)
    clean, wordy = shown["passages"]
    assert shown["article"]["title"] == "Hip"
    assert shown["article"]["text"][clean["start"] : clean["end"]] == clean["text"] == CLEAN
    assert (clean["served_as"], wordy["served_as"]) == (clean["id"], clean["id"])
    assert wordy["flags"] == ["stray-script"]
    assert {finding["rule"] for finding in shown["findings"]} == {"stray-script", "near-duplicate"}


def test_brackets_in_a_title_are_shown_as_they_are(filled: Path) -> None:
    assert "Gout [podagra]  (gout)" in call("show", "gout", home=filled).stdout


@pytest.mark.parametrize("text", ["a [/b] c", "[red]x"])
def test_brackets_that_look_like_markup_do_no_harm(home: Path, tmp_path: Path, text: str) -> None:
    path = markdown(tmp_path, "x.md", title=f"'{text}'", body=f"{BODY} {text}\n\nView All {text}")
    assert call("import", path, home=home).exit_code == 0
    assert f"{text}  (x)" in call("show", "x", home=home).stdout


def test_lint_fails_when_there_are_warnings_and_not_for_information(filled: Path) -> None:
    result = call("lint", "--json", home=filled)
    assert result.exit_code == 1
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    from_import = {"stray-script", "near-duplicate", "boilerplate-related"}
    assert rules == from_import | {"incomplete-source", "no-seek-care", "reading-age"}
    call("remove", "hip", home=filled)
    assert call("lint", home=filled).exit_code == 0
    assert call("lint", "--strict", home=filled).exit_code == 1


def test_remove_says_what_is_left(filled: Path) -> None:
    assert as_json("remove", "hip", home=filled) == {"removed": ["hip"], "articles": 1, "passages": 1, "served": 1}


def test_the_printed_report_counts_by_rule_and_says_what_to_do_next(home: Path, tmp_path: Path) -> None:
    result = call("import", markdown(tmp_path, "gout.md", body=f"{BODY}\n\nView All"), home=home)
    assert result.exit_code == 0
    assert "1 added, 0 updated, 0 unchanged, 0 rejected." in result.stdout
    assert "boilerplate-related: 1" in result.stdout
    assert "Run `carecite index build` to publish the change." in result.stdout
