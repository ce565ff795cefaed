"""Tests for corpus.readers.files."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers.files import check_size, decode, read_text, sniffable_text

Save = Callable[[str, str | bytes], Path]
HERE = Path("article.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_text_is_read_whatever_its_byte_order_mark(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert decode(HERE, mark + "Fièvre 正规".encode(encoding)) == "Fièvre 正规"


def test_western_text_of_old_windows_is_read_without_a_declaration() -> None:
    assert decode(HERE, "Fièvre \u2013 “élevée” à 39 °C".encode("cp1252")) == "Fièvre \u2013 “élevée” à 39 °C"


def test_a_declared_encoding_is_followed() -> None:
    assert decode(HERE, "Лихорадка".encode("koi8-r"), declared="koi8-r") == "Лихорадка"


def test_chinese_bytes_are_not_taken_for_western_text() -> None:
    with pytest.raises(ReadError, match=r"byte 2 is neither UTF-8 nor Windows-1252\); save it as UTF-8") as caught:
        decode(HERE, b"a " + "正规医院".encode("gbk"))
    assert caught.value.line == 1


def test_broken_utf_8_is_named_by_its_offset_and_line_not_read_as_something_else() -> None:
    with pytest.raises(ReadError, match="byte 7 breaks its UTF-8 text") as caught:
        decode(HERE, "né\nany".encode() + b"\xff\n")
    assert caught.value.line == 2


def test_a_wrong_declaration_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ReadError, match="byte 1 is not ascii, which the file says it is; save it as UTF-8"):
        decode(HERE, b"n\xe9", declared="ascii")
    with pytest.raises(ReadError, match="unknown encoding 'klingon'"):
        decode(HERE, b"n\xe9", declared="klingon")


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"text\x00text", b"\x7fELF", b"\x89PNG\r\n\x1a\n"])
def test_control_bytes_mean_that_it_is_no_text(content: bytes) -> None:
    with pytest.raises(ReadError, match="it is binary, not text"):
        decode(HERE, content)


def test_line_ends_of_every_system_become_one_kind(save: Save) -> None:
    assert read_text(save("a.txt", b"a\r\nb\rc\nd")) == "a\nb\nc\nd"


def test_missing_empty_and_over_large_files_are_refused_with_advice(save: Save, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file"):
        check_size(tmp_path / "nothing.txt")
    with pytest.raises(ReadError, match="the file is empty"):
        check_size(save("empty.txt", b""))
    with pytest.raises(ReadError, match=r"the file has 2\.0 MB and the limit is 1 MB; split it"):
        check_size(save("big.txt", b"x" * 2_000_000), max_file_mb=1)


def test_a_file_exactly_at_the_limit_is_accepted(save: Save) -> None:
    check_size(save("full.txt", b"x" * 1_000_000), max_file_mb=1)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_saved_as_utf_8_reads_back_as_itself(text: str) -> None:
    assert decode(HERE, text.encode()) == text.removeprefix("\ufeff")


@given(st.binary())
def test_any_bytes_decode_or_are_refused_and_sniffing_never_fails(content: bytes) -> None:
    sniffable_text(content)
    with suppress(ReadError):
        decode(HERE, content)
