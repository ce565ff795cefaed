"""Tests for corpus.readers.markdown."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection
from corpus.errors import ReadError
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.markdown import MarkdownReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]
Read = Callable[[str], list[str]]

LIBRARY = Path(__file__).parents[3] / "corpus/library"

ARTICLE = """---
title: Heart attack
slug: heart-attack
language: en
topics: [heart, emergencies]
also_known_as: [MI]
written: 2026-11-22
publisher: starter library
authors: [A writer]
notice: No clinician has reviewed it.
references:
  - {id: nlm, publisher: NLM, title: Heart Attack}
  - {id: nhlbi, publisher: NHLBI, title: Heart Attack}
---
## Get help
<!-- from: nlm, nhlbi -->
<!-- an editor's note -->

Call at once if there is:

- pain in the chest,
  or an arm
- a cold sweat

## Causes
<!-- from: nhlbi -->

A *blocked* artery, says the [NHLBI](https://nhlbi.nih.gov).
"""


@pytest.fixture
def read(save: Save, only_draft: OnlyDraft, outline: Outline) -> Read:
    return lambda text: outline(only_draft(MarkdownReader(), save("a.md", text)).sections)


def test_an_article_of_the_library_is_read_with_its_references(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(MarkdownReader(), save("a.md", ARTICLE))
    assert (draft.key, draft.title, draft.topics) == ("heart-attack", "Heart attack", ("heart", "emergencies"))
    assert draft.also_known_as == ("MI",)
    assert draft.source == Source(
        publisher="starter library",
        authors=("A writer",),
        language="en",
        published=date(2026, 11, 22),
        notice="No clinician has reviewed it.",
        references=draft.source.references,
    )
    assert [reference.id for reference in draft.source.references] == ["nlm", "nhlbi"]
    assert outline(draft.sections) == [
        "# Get help",
        "Call at once if there is:",
        "* pain in the chest, or an arm",
        "* a cold sweat",
        "# Causes",
        "A blocked artery, says the NHLBI.",
    ]
    assert [section.references for section in draft.sections] == [("nlm", "nhlbi"), ("nhlbi",)]


def test_an_unknown_reference_is_named_with_its_line(save: Save) -> None:
    with pytest.raises(ReadError, match="the references cdc are not in the front matter; known are nhlbi, nlm") as caught:
        list(MarkdownReader().read(save("a.md", ARTICLE.replace("from: nhlbi", "from: nhlbi, cdc"))))
    assert caught.value.line == 26


def test_without_front_matter_the_first_heading_is_the_title(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(MarkdownReader(), save("a.md", "# Fever\n\nRest.\n\n## At night\n\nDrink."))
    assert (draft.title, draft.key, draft.source) == ("Fever", None, Source())
    assert outline(draft.sections) == ["Rest.", "# At night", "Drink."]


def test_deeper_headings_are_joined_to_the_one_above(read: Read) -> None:
    assert read("# T\n\n## Children\n\n### Symptoms\n\nFever.") == ["# Children: Symptoms", "Fever."]


def test_nested_and_numbered_items_keep_their_order(read: Read) -> None:
    assert read("# T\n\n1. Tests:\n   - X-ray\n   - MRI\n2. Rest\n\n   and sleep") == [
        "* Tests:",
        "* X-ray",
        "* MRI",
        "* Rest and sleep",
    ]


def test_a_table_is_a_line_a_row(read: Read) -> None:
    assert read("# T\n\n| Age | Dose |\n|---|---|\n| 1 | 2 ml |\n") == ["* Age | Dose", "* 1 | 2 ml"]


def test_inline_markup_becomes_plain_text(read: Read) -> None:
    text = "# T\n\n**Bold** `code` ![a scan](x.png) &amp; 5 < 6<br>two\nlines <!-- note -->end"
    assert read(text) == ["Bold code a scan & 5 < 6two lines end"]


def test_the_text_of_html_blocks_and_quotes_is_kept(read: Read) -> None:
    assert read("# T\n\n<div>Call 999</div>\n\n> Quoted.\n\n---\n\n    coded") == ["Call 999", "Quoted.", "coded"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Just text.", "the article has no title"),
        ("---\nslug: a\n---\ntext", "the article has no title"),
        ("# Title\n\n## Causes\n", "the article has no paragraphs"),
        ("---\ntitle: Flu\n---\n<!-- nothing -->\n", "the article has no paragraphs"),
    ],
)
def test_an_article_without_title_or_text_is_refused(save: Save, text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(MarkdownReader().read(save("a.md", text)))


@pytest.mark.parametrize(
    "path", sorted(path for path in LIBRARY.glob("*.md") if path.name != "README.md"), ids=lambda path: path.stem
)
def test_every_article_of_our_own_library_is_read(path: Path, only_draft: OnlyDraft) -> None:
    draft = only_draft(MarkdownReader(), path)
    assert draft.key == path.stem
    assert all(section.references for section in draft.sections)
