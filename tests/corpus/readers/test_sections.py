"""Tests for corpus.readers.sections."""

from collections.abc import Callable

from corpus.drafts import DraftBlock, DraftSection
from corpus.readers.sections import Heading, sections_of

Outline = Callable[[tuple[DraftSection, ...]], list[str]]


def heading(text: str, level: int) -> Heading:
    return Heading(text=text, level=level)


def test_a_heading_stands_below_the_deeper_ones_no_longer(outline: Outline) -> None:
    block = DraftBlock(text="Text.")
    lines: list[DraftBlock | Heading] = [
        block,
        heading("Adults", 2),
        heading("Care", 3),
        block,
        heading("Risks", 3),
        block,
        heading("Children", 2),
        block,
    ]
    assert outline(sections_of(lines)) == [
        "Text.",
        "# Adults: Care",
        "Text.",
        "# Adults: Risks",
        "Text.",
        "# Children",
        "Text.",
    ]


def test_the_articles_own_title_is_not_repeated_in_every_heading(outline: Outline) -> None:
    lines: list[DraftBlock | Heading] = [
        heading("Flu", 1),
        DraftBlock(text="A."),
        heading("Causes", 2),
        DraftBlock(text="B."),
    ]
    assert outline(sections_of(lines, title="flu")) == ["A.", "# Causes", "B."]
