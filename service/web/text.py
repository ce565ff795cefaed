"""How passage text is laid out on a page: paragraphs and lists, the answering sentence marked. Templates escape every piece."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.articles import ITEM_MARK


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph (one line) or a list (a line for each item)."""

    is_list: bool
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str, highlights: Sequence[tuple[int, int]] = ()) -> list[TextBlock]:
    """Lay out a passage; `highlights` are offsets into `text`."""
    laid: list[TextBlock] = []
    for start, end in _lines(text):
        is_item = text.startswith(ITEM_MARK, start)
        line = tuple(_pieces(text, start + len(ITEM_MARK) if is_item else start, end, highlights))
        if is_item and laid and laid[-1].is_list:
            laid[-1] = TextBlock(True, (*laid[-1].lines, line))
        else:
            laid.append(TextBlock(is_item, (line,)))
    return laid


def day(value: date | None) -> str:
    """Write a date as people read it: 10 December 2025."""
    return f"{value.day} {value:%B %Y}" if value else ""


def is_web_address(url: str | None) -> bool:
    """Say whether an address in an article may become a link: `javascript:` and the like may not."""
    return (url or "").casefold().startswith(("https://", "http://"))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _pieces(text: str, start: int, end: int, highlights: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in sorted(highlights):
        low, high = max(first, at), min(last, end)
        if low >= high:
            continue
        if at < low:
            yield Piece(text[at:low], False)
        yield Piece(text[low:high], True)
        at = high
    if at < end:
        yield Piece(text[at:end], False)
