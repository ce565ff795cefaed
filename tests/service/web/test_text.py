"""How passage text is laid out on a page."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.text import blocks, day, is_web_address


def laid(text: str, *highlights: tuple[int, int]) -> list[tuple[bool, list[list[str]]]]:
    """Show each block: is it a list, and the pieces of its lines, marked ones in brackets."""
    return [
        (block.is_list, [[f"[{piece.text}]" if piece.marked else piece.text for piece in line] for line in block.lines])
        for block in blocks(text, highlights)
    ]


def test_paragraphs_and_lists_are_told_apart() -> None:
    assert laid("Call if:\n- one\n- two\n\nThen rest.") == [
        (False, [["Call if:"]]),
        (True, [["one"], ["two"]]),
        (False, [["Then rest."]]),
    ]


def test_a_marked_sentence_is_marked_in_its_place() -> None:
    assert laid("One. Two. Three.", (5, 9)) == [(False, [["One. ", "[Two.]", " Three."]])]


def test_a_mark_across_lines_is_cut_at_their_ends_and_never_takes_in_the_list_sign() -> None:
    assert laid("ab\n- cd\n- ef", (1, 9)) == [(False, [["a", "[b]"]]), (True, [["[cd]"], ["ef"]])]


def test_marks_that_overlap_mark_once() -> None:
    assert laid("abcdef", (2, 4), (1, 3)) == [(False, [["a", "[bc]", "[d]", "ef"]])]


@given(st.text(alphabet="ab-\n .", max_size=60), st.tuples(st.integers(-5, 70), st.integers(-5, 70)))
def test_no_word_is_lost_whatever_is_marked(text: str, mark: tuple[int, int]) -> None:
    shown = "".join(piece.text for block in blocks(text, [mark] if mark[0] >= 0 else []) for line in block.lines for piece in line)
    assert shown.replace(" ", "").replace("-", "") == "".join(text.split()).replace("-", "")


def test_a_date_reads_as_people_write_it() -> None:
    assert day(date(2025, 12, 1)) == "1 December 2025"
    assert day(None) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("/v1/feedback", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, expected: bool) -> None:
    assert is_web_address(url) is expected
