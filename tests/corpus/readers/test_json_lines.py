"""Tests for corpus.readers.json_lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.drafts import Reject
from corpus.errors import ReadError
from corpus.readers.json_lines import Identified, first_keys, read_records

Save = Callable[[str, str | bytes], Path]


class Note(Identified):
    text: str = ""


def read(path: Path) -> list[tuple[int | None, str]]:
    """Return each line's number, and its id or the reason why it has none."""
    return [(record.line, record.reason if isinstance(record, Reject) else record.fields.id) for record in read_records(path, Note)]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": "b"', "the line is not JSON"),
        ("[1, 2]", "the line is a JSON list, not an object"),
        ('{"id": "b", "text": NaN}', "NaN is not JSON"),
        ('{"id": 7}', "'id' must be text"),
        ("{}", "'id' is missing"),
        ('{"id": "a"}', "the id 'a' was used on line 1; give each record its own"),
        ('{"id": "b", "text": "\\ud800"}', "half a character"),
        ("[" * 100_000, "nests too deeply"),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_the_good_ones_around_it_come(save: Save, bad: str, reason: str) -> None:
    first, second, third = read(save("a.jsonl", f'{{"id": "a"}}\n{bad}\n{{"id": "c"}}\n'))
    assert (first, third) == ((1, "a"), (3, "c"))
    assert second[0] == 2
    assert reason in second[1]


def test_a_line_of_broken_utf_8_is_rejected_alone(save: Save) -> None:
    assert read(save("a.jsonl", b'{"id": "a"}\n{"id": "\xff"}\n{"id": "c"}')) == [
        (1, "a"),
        (2, "byte 8 of the line is not UTF-8; save the file as UTF-8"),
        (3, "c"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(save: Save, encoding: str) -> None:
    assert read(save("a.jsonl", '{"id": "é"}\r\n{"id": "b"}'.encode(encoding))) == [(1, "é"), (2, "b")]


def test_blank_lines_are_skipped_but_counted(save: Save) -> None:
    assert read(save("a.jsonl", '\n{"id": "a"}\n\n')) == [(2, "a")]


def test_a_file_of_blank_lines_is_refused(save: Save) -> None:
    with pytest.raises(ReadError, match="nothing but blank lines"):
        read(save("a.jsonl", "\n \n"))


def test_the_keys_of_the_first_whole_object_are_found_past_broken_lines() -> None:
    assert first_keys(b'{broken\n{"id": 1, "sections": []}\n') == {"id", "sections"}


def test_the_keys_of_a_line_longer_than_the_head_are_found_too() -> None:
    assert {"_id", "title", "text"} <= first_keys(b'{"_id": "1", "title": "a", "text": "cut off he')


def test_other_texts_have_no_keys() -> None:
    assert first_keys(b"[1]\nplain text") == frozenset()
