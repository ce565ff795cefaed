"""The starter library: what every article must have, and whether its sources are real."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from corpus.cli import app
from corpus.drafts import Draft
from corpus.lint import MOST_AGE
from corpus.models import PassageRole
from corpus.readers.markdown import MarkdownReader
from corpus.reading_age import reading_age
from tests.corpus.making import split
from tests.shared_data import shared_data

FOLDER = Path(str(files("corpus"))) / "library"
ARTICLES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
KEYS = (
    "title",
    "slug",
    "language",
    "topics",
    "also_known_as",
    "written",
    "next_review",
    "audience",
    "publisher",
    "authors",
    "notice",
    "references",
)
CHECKS = {
    record["article"]: record for record in map(json.loads, (FOLDER / "checks.jsonl").read_text(encoding="utf-8").splitlines())
}
HELP = "When to get medical help"
SITES = frozenset(
    f"https://{host}/"
    for host in (
        "medlineplus.gov www.aad.org www.acog.org www.cancer.gov www.cdc.gov www.fda.gov www.healthychildren.org www.heart.org "
        "www.nhs.uk www.nice.org.uk www.poison.org www.redcross.org www.resus.org.uk www.who.int"
    ).split()
)
"""Publishers of firm general guidance: a fact that the reference texts lack names one of them and the page's title, and no path that
nobody has opened."""

CITES = re.compile(r"<!--\s*from:\s*(.*?)\s*-->")

each_article = pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)


def parts(path: Path) -> tuple[dict[str, Any], str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def read(path: Path) -> Draft:
    (found,) = MarkdownReader().read(path)
    assert isinstance(found, Draft)
    return found


def sections(body: str) -> list[tuple[str, str]]:
    found = re.split(r"^## +(.+)$", body, flags=re.MULTILINE)
    return list(zip(found[1::2], found[2::2], strict=True))


def test_there_are_at_least_240_articles() -> None:
    assert len(ARTICLES) >= 240


@each_article
def test_an_article_has_exactly_the_keys_of_the_library(path: Path) -> None:
    head, _ = parts(path)
    assert sorted(head) == sorted(KEYS)
    assert all(head[key] for key in KEYS)


@each_article
def test_the_slug_is_the_file_name(path: Path) -> None:
    assert parts(path)[0]["slug"] == path.stem
    assert read(path).key == path.stem


@each_article
def test_the_authorship_is_stated_honestly(path: Path) -> None:
    source = read(path).source
    assert source.notice is not None
    assert "No clinician has reviewed it" in source.notice
    assert any("AI" in author for author in source.authors)
    assert source.reviewed is None


@each_article
def test_an_article_has_400_to_900_words(path: Path) -> None:
    words = [word for word in CITES.sub("", parts(path)[1]).split() if any(map(str.isalnum, word))]
    assert 400 <= len(words) <= 900


@each_article
def test_an_article_says_when_to_get_medical_help(path: Path) -> None:
    help_section = [section for section in read(path).sections if section.heading == HELP]
    assert len(help_section) == 1
    passages = [passage for passage in split(read(path))[1] if passage.heading == HELP]
    assert passages
    assert {passage.role for passage in passages} == {PassageRole.SEEK_CARE}


@each_article
def test_each_section_names_references_that_exist_and_each_reference_is_used(path: Path) -> None:
    head, body = parts(path)
    known = {reference["id"] for reference in head["references"]}
    assert len(known) == len(head["references"])
    used = set[str]()
    for heading, text in sections(body):
        cited = {name.strip() for comment in CITES.findall(text) for name in comment.split(",")}
        assert cited, f"the section {heading!r} names no reference"
        assert cited <= known
        used |= cited
    assert used == known


@each_article
def test_every_reference_states_publisher_title_and_url(path: Path) -> None:
    for reference in parts(path)[0]["references"]:
        assert reference["publisher"]
        assert reference["title"]
        assert re.fullmatch(r"https?://\S+", reference["url"])


@each_article
def test_an_article_names_at_least_two_references(path: Path) -> None:
    assert len(parts(path)[0]["references"]) >= 2


@each_article
def test_an_article_has_three_to_ten_other_names(path: Path) -> None:
    assert 3 <= len(parts(path)[0]["also_known_as"]) <= 10


@each_article
def test_an_article_was_checked_by_a_second_reading_and_says_what_came_of_it(path: Path) -> None:
    check = CHECKS[path.stem]
    assert check["claims"] >= check["confirmed"] >= 0
    assert check["against"]
    assert all({"was", "why"} <= set(change) for change in (*check["changed"], *check["removed"]))


def test_every_check_is_about_an_article() -> None:
    assert set(CHECKS) == {path.stem for path in ARTICLES}


def test_the_editors_report_is_clean(tmp_path: Path) -> None:
    """`carecite corpus lint --strict`: complete sources, sound links, sections, reading age, no near-duplicate, nothing cut."""
    runner = CliRunner()
    imported = runner.invoke(app, ["import", str(FOLDER), "--home", str(tmp_path)])
    assert imported.exit_code == 0, imported.output
    linted = runner.invoke(app, ["lint", "--strict", "--home", str(tmp_path)])
    assert linted.exit_code == 0, linted.output


@each_article
def test_an_article_reads_at_14_or_younger(path: Path) -> None:
    age = reading_age([line for passage in split(read(path))[1] for line in passage.text.splitlines()])
    assert age is not None
    assert age <= MOST_AGE


def test_no_two_articles_share_a_title() -> None:
    titles = [parts(path)[0]["title"].casefold() for path in ARTICLES]
    assert len(set(titles)) == len(titles)


def test_no_article_needs_cleaning() -> None:
    """What we wrote ourselves has no mojibake, boilerplate or stray script."""
    from corpus.cleaning import clean

    assert {path.stem: clean(read(path))[1] for path in ARTICLES if clean(read(path))[1]} == {}


def test_every_reference_is_a_page_of_the_shared_data_or_a_publishers_site() -> None:
    """No address is invented: either we had the page, or only the publisher's site is given."""
    lines = (
        line for path in sorted(shared_data("articles").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    )
    known = {json.loads(line)["url"].strip() for line in lines}
    urls = {(path.stem, reference["url"]) for path in ARTICLES for reference in parts(path)[0]["references"]}
    assert {(name, url) for name, url in urls if url not in known | SITES} == set()


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return zip(*(words[at:] for at in range(length)), strict=False)


def test_no_run_of_more_than_ten_words_is_a_references_own() -> None:
    """Facts come from the references; sentences are our own."""
    ours = {run: path.stem for path in ARTICLES for run in _runs(CITES.sub("", parts(path)[1]), 11)}
    lines = (
        line for path in sorted(shared_data("articles").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    )
    theirs = (" ".join(section["paragraphs"]) for line in lines for section in json.loads(line)["sections"])
    assert {(ours[run], " ".join(run)) for text in theirs for run in _runs(text, 11) if run in ours} == set()
