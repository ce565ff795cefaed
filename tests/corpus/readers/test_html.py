"""Tests for corpus.readers.html."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection
from corpus.errors import ReadError
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.html import HtmlReader

pytest.importorskip("trafilatura", reason="the readers extra is not installed whole", exc_type=ImportError)

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]
Read = Callable[[str], list[str]]

PROSE = "Most chest pain is not a sign of anything serious, but you should get medical advice just in case."


def page(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Chest pain</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/a">A to Z</a></nav><main><article><h1>Chest pain</h1><p>{PROSE}</p>{body}'
        "</article></main><footer>Copyright 2024. Privacy policy. Cookies.</footer></body></html>"
    )


@pytest.fixture
def read(save: Save, only_draft: OnlyDraft, outline: Outline) -> Read:
    return lambda body: outline(only_draft(HtmlReader(), save("a.html", page(body))).sections)


def test_a_saved_page_becomes_an_article_without_its_furniture(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    head = (
        '<link rel="canonical" href="https://nhs.uk/chest-pain"><meta property="og:site_name" content="NHS">'
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2023-05-01">'
    )
    draft = only_draft(HtmlReader(), save("a.html", page("<h2>Causes</h2><p>There are many.</p>", head)))
    assert draft.title == "Chest pain"
    assert draft.source == Source(
        publisher="NHS",
        authors=("Ann Lee",),
        url="https://nhs.uk/chest-pain",
        language="en-GB",
        published=date(2023, 5, 1),
    )
    assert outline(draft.sections) == [PROSE, "# Causes", "There are many."]


def test_short_lines_repeated_lines_and_nested_lists_are_kept(read: Read) -> None:
    body = (
        "<p>Rest.</p><h2>Call an ambulance if:</h2>"
        "<ul><li>it <b>spreads</b></li><li>you sweat<ul><li>a lot</li></ul></li></ul>"
        "<p>Rest.</p><p>Call an ambulance if:</p><ul><li>it <b>spreads</b></li></ul>"
    )
    assert read(body)[1:] == [
        "Rest.",
        "# Call an ambulance if:",
        "* it spreads",
        "* you sweat",
        "* a lot",
        "Rest.",
        "Call an ambulance if:",
        "* it spreads",
    ]


@pytest.mark.parametrize(
    "box",
    [
        '<aside class="alert"><p>Call 999 if it spreads.</p></aside>',
        '<div class="care-card care-card--emergency"><p>Call 999 if it spreads.</p></div>',
        '<div class="warning-callout" role="alert"><p>Call 999 if it spreads.</p></div>',
        '<div class="emergency-banner"><p>Call 999 if it spreads.</p></div>',
        "<details><summary>More</summary><p>Call 999 if it spreads.</p></details>",
        '<div class="intro">Call 999 if it spreads.</div>',
    ],
)
def test_a_warning_in_a_box_is_never_lost(read: Read, box: str) -> None:
    assert "Call 999 if it spreads." in read(box)


def test_an_aside_of_links_is_navigation_and_is_left_out(read: Read) -> None:
    assert read('<aside><a href="/b">Related: heart attack</a> <a href="/c">Related: angina</a></aside>') == [PROSE]


def test_a_table_is_a_line_a_row(read: Read) -> None:
    table = "<table><tr><th>Age</th><th>Dose</th></tr><tr><td>Under 5</td><td>2.5 ml</td></tr></table>"
    assert read(table)[1:] == ["* Age | Dose", "* Under 5 | 2.5 ml"]


def test_headings_are_joined_and_the_title_is_not_among_them(read: Read) -> None:
    assert read("<h2>Children</h2><h3>Symptoms</h3><p>Fever and a cough.</p>")[1:] == [
        "# Children: Symptoms",
        "Fever and a cough.",
    ]


def test_the_declared_encoding_is_followed(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    html = page("<p>Fièvre \u2013 39 °C chez l'enfant.</p>", '<meta charset="iso-8859-1">').encode("cp1252")
    assert outline(only_draft(HtmlReader(), save("a.html", html)).sections)[1] == "Fièvre \u2013 39 °C chez l'enfant."


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body><p>Text without a title, but long enough to be read.</p></body></html>", "the page has no title"),
        ("<html><head><title>Empty</title></head><body></body></html>", "no article text was found"),
    ],
)
def test_a_page_without_title_or_text_is_refused(save: Save, html: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(HtmlReader().read(save("a.html", html)))
