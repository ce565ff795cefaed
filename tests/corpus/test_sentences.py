"""Where sentences begin and end in health prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rest. Drink water! Is it better?", ["Rest.", "Drink water!", "Is it better?"]),
        ("Ask Dr. Chen about it. He knows.", ["Ask Dr. Chen about it.", "He knows."]),
        ("Take e.g. ibuprofen. Or rest.", ["Take e.g. ibuprofen.", "Or rest."]),
        ("Take 2.5 mg at 8 p.m. with food. Stop then.", ["Take 2.5 mg at 8 p.m. with food.", "Stop then."]),
        (
            "The U.S. Food and Drug Administration approved it. Good.",
            ["The U.S. Food and Drug Administration approved it.", "Good."],
        ),
        ("She said “rest.” Then she left.", ["She said “rest.”", "Then she left."]),
        ('He said "stop!" (He meant it.) I did.', ['He said "stop!"', "(He meant it.)", "I did."]),
        ("Wait… then call. Now.", ["Wait…", "then call.", "Now."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("股骨头坏死不能自愈。应及时就医！", ["股骨头坏死不能自愈。", "应及时就医！"]),
        ("Virus vs. bacteria is the question. Ask.", ["Virus vs. bacteria is the question.", "Ask."]),
        ("approx. five days. Then stop.", ["approx. five days.", "Then stop."]),
        ("No full stop at the end", ["No full stop at the end"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab. !?…\n\"”')。！ Dr5é", max_size=120))
def test_spans_are_ordered_do_not_overlap_and_cover_all_that_is_not_space(text: str) -> None:
    spans = split_sentences(text)
    covered = set[int]()
    last_end = 0
    for start, end in spans:
        assert last_end <= start < end
        assert text[start:end] == text[start:end].strip()
        covered |= set(range(start, end))
        last_end = end
    assert {at for at, character in enumerate(text) if not character.isspace()} <= covered
