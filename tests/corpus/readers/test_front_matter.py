"""Tests for corpus.readers.front_matter."""

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.models import Reference
from corpus.readers.front_matter import has_front_matter, split_front_matter

HERE = Path("a.md")


def test_a_body_begins_after_the_fence_and_knows_its_line() -> None:
    document = split_front_matter(HERE, "---\ntitle: Flu\nwritten: 2026-11-22\n---\n## Causes\n")
    assert (document.front_matter.title, document.front_matter.published) == ("Flu", date(2026, 11, 22))
    assert (document.body, document.body_line) == ("## Causes\n", 5)


def test_written_and_published_mean_the_same() -> None:
    assert split_front_matter(HERE, "---\npublished: 2026-11-22\n---\n").front_matter.source().published == date(2026, 11, 22)
    with pytest.raises(ReadError, match="'written' and 'published' mean the same; keep one"):
        split_front_matter(HERE, "---\npublished: 2026-11-22\nwritten: 2026-11-22\n---\n")


def test_references_become_part_of_the_source() -> None:
    text = "---\nreferences:\n  - id: who\n    publisher: WHO\n    title: Flu\n    url: https://who.int\n---\n"
    assert split_front_matter(HERE, text).front_matter.source().references == (
        Reference(id="who", publisher="WHO", title="Flu", url="https://who.int"),
    )


@pytest.mark.parametrize(
    ("yaml", "line", "reason"),
    [
        ("title: a\nreviewd: 2024-01-01", 3, "the key 'reviewd' is unknown; known are also_known_as, audience, authors,"),
        ("title: a\npublished: 03/04/2025", 3, "'published' must be a date written YYYY-MM-DD"),
        ("topics: heart", 2, "'topics' must be a list"),
        ("title: 2024", 2, "'title' must be text"),
        ("title: a\nnotice: a: b", 3, "the front matter is not YAML"),
        ("- a\n- b", 2, "not a list of `key: value` lines"),
        ("references:\n  - {id: a, publisher: b}", 2, "'references.0.title' is missing"),
        (
            "references: [{id: a, publisher: b, title: c}, {id: a, publisher: b, title: c}]",
            None,
            "the reference ids a are used twice",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(yaml: str, line: int | None, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        split_front_matter(HERE, f"---\n{yaml}\n---\ntext")
    assert reason in caught.value.reason
    assert caught.value.line == line


def test_a_fence_that_is_never_closed_is_refused() -> None:
    with pytest.raises(ReadError, match="not closed; end it with a line of three hyphens"):
        split_front_matter(HERE, "---\ntitle: Flu\n\ntext")


def test_a_text_without_front_matter_is_all_body() -> None:
    document = split_front_matter(HERE, "# Flu\n\n---\n\ntext")
    assert (document.body, document.body_line, document.front_matter.title) == ("# Flu\n\n---\n\ntext", 1, None)
    assert not has_front_matter("---\n\nrule")


def test_whom_an_article_is_for_is_one_more_topic(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    written = {}
    for audience in ("parents", "everyone"):
        path.write_text(f"---\ntitle: A\ntopics: [children]\naudience: {audience}\n---\nText.\n")
        written[audience] = split_front_matter(path, path.read_text()).front_matter.all_topics()
    assert written == {"parents": ("children", "for parents"), "everyone": ("children",)}
