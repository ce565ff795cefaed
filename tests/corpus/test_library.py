"""The starter library: what every article must have, and whether its sources are real."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.drafts import Draft
from corpus.models import PassageRole
from corpus.readers.markdown import MarkdownReader
from tests.corpus.making import split
from tests.shared_data import shared_data

FOLDER = Path(str(files("corpus"))) / "library"
ARTICLES = sorted(FOLDER.glob("*.md"))
KEYS = (
    "title",
    "slug",
    "language",
    "topics",
    "also_known_as",
    "written",
    "publisher",
    "authors",
    "notice",
    "references",
)
HELP = "When to get medical help"
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


def test_there_are_at_least_forty_articles() -> None:
    assert len(ARTICLES) >= 40


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


def test_no_two_articles_share_a_title() -> None:
    titles = [parts(path)[0]["title"].casefold() for path in ARTICLES]
    assert len(set(titles)) == len(titles)


def test_no_article_needs_cleaning() -> None:
    """What we wrote ourselves has no mojibake, boilerplate or stray script."""
    from corpus.cleaning import clean

    assert {path.stem: clean(read(path))[1] for path in ARTICLES if clean(read(path))[1]} == {}


def test_every_reference_is_a_page_of_the_shared_data() -> None:
    """The articles were written from those pages and from nothing else."""
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(shared_data("articles").glob("*.jsonl")))
    known = set(re.findall(r'"url": ?"([^"]+)"', pages))
    urls = {(path.stem, reference["url"]) for path in ARTICLES for reference in parts(path)[0]["references"]}
    assert {(name, url) for name, url in urls if url not in known} == set()
