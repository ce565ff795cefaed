"""Tests for corpus.readers.html_blocks."""

from collections.abc import Callable

import pytest

from corpus.drafts import DraftSection
from corpus.readers.html_blocks import sections_of_html

Outline = Callable[[tuple[DraftSection, ...]], list[str]]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h3>What is flu?</h3><p>Flu is a <b>virus</b>.</p>", ["# What is flu?", "Flu is a virus."]),
        (
            "<p>They include</p><ul><li>Fever</li><li>A <a href='x'>cough</a></li></ul>",
            ["They include", "* Fever", "* A cough"],
        ),
        (
            "<ul><li>Tests, such as<ul><li>X-ray</li></ul>done early</li></ul>",
            ["* Tests, such as", "* X-ray", "* done early"],
        ),
        ("<ul><li><p>Rest.</p><p>Sleep, too.</p></li></ul>", ["* Rest. Sleep, too."]),
        ("<p>One<p>Two<br>Three", ["One", "Two", "Three"]),
        ("Bare text<div>and a block</div>", ["Bare text", "and a block"]),
        ("<p>a &amp; b&nbsp;c &lt; d</p>", ["a & b c < d"]),
        ("<p>Text</p><script>alert(1)</script><style>p{}</style><!-- note -->", ["Text"]),
        (
            "<table><tr><th>Age</th><th>Dose</th></tr><tr><td>1</td><td>2 ml</td></tr></table>",
            ["* Age | Dose", "* 1 | 2 ml"],
        ),
        ("<h2>Children</h2><h3>Symptoms</h3><p>Fever.</p>", ["# Children: Symptoms", "Fever."]),
        ("<h2>Empty</h2>", []),
        ("", []),
    ],
)
def test_markup_becomes_headings_paragraphs_and_items(outline: Outline, html: str, expected: list[str]) -> None:
    assert outline(sections_of_html(html)) == expected
