"""A file's bytes as text: size, encoding and what is not text at all; knows nothing of articles."""

import re
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.base import HEAD_BYTES

MAX_FILE_MB = 100
"""Larger files are refused: the biggest public article file we know (the MedlinePlus topics) is about 50 MB."""

BYTES_PER_MB = 1_000_000

UNICODE_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""Byte order marks, the longer before the shorter that it begins with."""

CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""What no text file holds; tab, line feed, form feed and carriage return are allowed."""

VALID_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
IMPLAUSIBLE_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[\x80-\xff]{3}")
"""Bytes that code page 1252 leaves undefined, or three accented characters in a row (Chinese or Cyrillic text)."""


def has_unicode_mark(content: bytes) -> bool:
    """Say whether `content` begins with a byte order mark."""
    return content.startswith(tuple(UNICODE_MARKS))


def check_size(path: Path, *, max_file_mb: int = MAX_FILE_MB) -> None:
    """Refuse a file that is missing, empty or larger than `max_file_mb` megabytes. Raises ReadError."""
    if not path.is_file():
        raise ReadError(path, "there is no such file; check the path")
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise ReadError(path, "the file is empty; save the article again")
    if size_bytes > max_file_mb * BYTES_PER_MB:
        size_mb = size_bytes / BYTES_PER_MB
        raise ReadError(path, f"the file has {size_mb:,.1f} MB and the limit is {max_file_mb} MB; split it")


def read_head(path: Path) -> bytes:
    """Return the file's first HEAD_BYTES bytes."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def read_text(path: Path, *, declared: str | None = None) -> str:
    r"""Return the file as text with `\n` line ends. Raises ReadError where it is too large, binary or undecodable."""
    check_size(path)
    text = decode(path, path.read_bytes(), declared=declared)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(path: Path, content: bytes, *, declared: str | None = None) -> str:
    """Decode by byte order mark, else as `declared`, else as UTF-8, else as code page 1252 where that is plausible.

    Raises ReadError naming the first offending byte and what to do.
    """
    for mark, encoding in UNICODE_MARKS.items():
        if content.startswith(mark):
            return _decode_as(path, content, encoding)
    refuse_binary(path, content)
    if declared and declared.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        return _decode_as(path, content, declared)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(content):
            reason = f"byte {error.start} breaks its UTF-8 text; save it again as UTF-8"
            raise ReadError(path, reason, line=_line_at(content, error.start)) from error
    return _decode_as_cp1252(path, content)


def refuse_binary(path: Path, content: bytes) -> None:
    """Raise ReadError where `content`, which carries no byte order mark, holds bytes that no text holds."""
    control = CONTROL_BYTES.search(content)
    if control:
        reason = f"it is binary, not text (byte {control.start()}); export the article as text, or check the file's ending"
        raise ReadError(path, reason)


def sniffable_text(head: bytes) -> str:
    """Return the beginning of a file as text for recognition only: what cannot be decoded is replaced."""
    for mark, encoding in UNICODE_MARKS.items():
        if head.startswith(mark):
            return head.decode(encoding, errors="replace")
    return head.decode("utf-8", errors="replace")


def _mostly_utf8(content: bytes) -> bool:
    """Say whether most of the bytes beyond ASCII are whole UTF-8 characters, so that the others are damage."""
    beyond_ascii = len(content) - len(content.translate(None, bytes(range(0x80, 0x100))))
    return 2 * sum(map(len, VALID_MULTIBYTE.findall(content))) > beyond_ascii


def _decode_as(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError as error:
        raise ReadError(path, f"it declares the unknown encoding {encoding!r}; save it as UTF-8") from error
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not {encoding}, which the file says it is; save it as UTF-8"
        raise ReadError(path, reason, line=_line_at(content, error.start)) from error


def _decode_as_cp1252(path: Path, content: bytes) -> str:
    implausible = IMPLAUSIBLE_CP1252.search(content)
    if implausible:
        reason = f"its encoding is unknown (byte {implausible.start()} is neither UTF-8 nor Windows-1252); save it as UTF-8"
        raise ReadError(path, reason, line=_line_at(content, implausible.start()))
    return content.decode("cp1252")


def _line_at(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1
