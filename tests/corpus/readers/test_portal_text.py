"""Tests for corpus.readers.portal_text."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection
from corpus.errors import ReadError
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.portal_text import PortalTextReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]

ARTICLE = """Can a strained knee heal on its own?

Dec 10, 2025 Source: Cainiu Health
Dr. Chen Jian
Introduction
A strained knee mostly heals on its own. Rest helps.

See a doctor if:
- it is swollen
- you cannot stand

Related Articles

View All"""


def test_an_article_is_read_whole(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(PortalTextReader(), save("a.txt", ARTICLE))
    assert draft.title == "Can a strained knee heal on its own?"
    assert draft.source == Source(publisher="Cainiu Health", authors=("Dr. Chen Jian",), published=date(2025, 12, 10))
    assert draft.key is None
    assert outline(draft.sections) == [
        "# Introduction",
        "A strained knee mostly heals on its own. Rest helps.",
        "See a doctor if:",
        "* it is swollen",
        "* you cannot stand",
        "Related Articles",
        "View All",
    ]


def test_a_reviewer_is_told_as_a_notice_and_not_as_the_author(save: Save, only_draft: OnlyDraft) -> None:
    text = "Knee pain\n\nMedically reviewed by Dr. Ann Lee\nSource: Cainiu Health\n\nRest helps."
    assert only_draft(PortalTextReader(), save("a.txt", text)).source == Source(
        publisher="Cainiu Health", notice="Medically reviewed by Dr. Ann Lee"
    )


def test_old_windows_text_with_its_line_ends_is_read(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    content = "Fever\r\n\r\nSource: Santé\r\n\r\nAbove 39 °C \u2013 see a doctor.".encode("cp1252")
    draft = only_draft(PortalTextReader(), save("a.txt", content))
    assert (draft.source.publisher, outline(draft.sections)) == ("Santé", ["Above 39 °C \u2013 see a doctor."])


def test_metadata_below_the_first_paragraph_is_text(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(PortalTextReader(), save("a.txt", "Fever\nSource: A\n\nRest.\n\nSource: B"))
    assert (draft.source.publisher, outline(draft.sections)) == ("A", ["Rest.", "Source: B"])


def test_only_a_text_with_metadata_near_its_title_is_recognised() -> None:
    reader = PortalTextReader()
    assert reader.sniff(Path("a.txt"), ARTICLE.encode())
    assert not reader.sniff(Path("a.txt"), b"Shopping list\n\nMilk\nBread")
    assert not reader.sniff(Path("a.txt"), b'{"title": "x"}\nSource: y')
    assert not reader.sniff(Path("a.txt"), b"")


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" \n\t\n", "nothing but white space"), ("Fever\nSource: Cainiu Health\n", "no paragraphs below its title")],
)
def test_a_file_without_text_is_refused(save: Save, text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(PortalTextReader().read(save("a.txt", text)))


def test_the_article_given_with_the_mission_is_read(shared_data: Path, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(PortalTextReader(), shared_data / "portal/000_d6b239d5213b3928.txt")
    assert draft.title == "Can avascular necrosis of the femoral head heal on its own?"
    assert draft.source == Source(publisher="Cainiu Health", authors=("Dr. Chen Jian",), published=date(2025, 12, 10))
    lines = outline(draft.sections)
    assert lines[0] == "# Introduction"
    assert [line.split()[0] for line in lines[1:6]] == ["Avascular", "Femoral", "The", "Early", "In"]
    assert "of a正规 hospital is essential." in lines[2]
    assert lines[6:] == ["Related Articles", "View All"]
