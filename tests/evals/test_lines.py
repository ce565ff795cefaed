"""Text files read line by line."""

from pathlib import Path

import pytest

from evals.errors import DataError
from evals.lines import check_id, read_json_lines, read_lines, split_columns


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_windows_line_ends_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b"\xef\xbb\xbfone\r\n\r\ntwo\r\n")
    assert list(read_lines(path)) == [(1, "one"), (3, "two")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "a: the file is empty", id="empty"),
        pytest.param(b" \n\n", "a: the file is empty", id="blank"),
        pytest.param(b"ok\n\xff\n", "a, line 2: byte 0 is not UTF-8", id="not-utf-8"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        list(read_lines(write(tmp_path / "a", content)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none: cannot be read"):
        list(read_lines(tmp_path / "none"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [pytest.param("{", "line 2: not JSON", id="cut short"), pytest.param("[1]", "line 2: a JSON list", id="no object")],
)
def test_a_line_that_is_no_json_object_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = write(tmp_path / "a", b"{}\n" + line.encode())
    with pytest.raises(DataError, match=problem):
        list(read_json_lines(path))


@pytest.mark.parametrize("line", ["a b\tc d", "a b c d"])
def test_a_line_that_mixes_tabs_and_spaces_is_named(line: str) -> None:
    lines = iter([(1, "a\tb\tc\td"), (2, line)])
    with pytest.raises(DataError, match="x, line 2: mixes tabs and spaces"):
        list(split_columns(Path("x"), lines, "qid 0 docid rel"))


def test_a_line_with_too_few_fields_is_named() -> None:
    with pytest.raises(DataError, match="x, line 7: 3 fields where `qid 0 docid rel` has 4"):
        list(split_columns(Path("x"), iter([(7, "a 0 b")]), "qid 0 docid rel"))


@pytest.mark.parametrize("value", ["two words", "tab\tbed", "line\n", "no\u00a0break"])
def test_an_id_with_white_space_is_an_error_that_says_so(value: str) -> None:
    with pytest.raises(DataError, match="holds white space"):
        check_id(Path("x"), value, 1)


@pytest.mark.parametrize("value", ["", None, 7])
def test_an_id_that_is_no_text_is_an_error(value: object) -> None:
    with pytest.raises(DataError, match="is no text"):
        check_id(Path("x"), value, 1)
