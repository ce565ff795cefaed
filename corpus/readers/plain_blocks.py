"""The lines of a plain text as headings, paragraphs and list items; knows nothing of titles and metadata."""

import re
from collections.abc import Iterator, Sequence

from corpus.drafts import DraftBlock
from corpus.models import BlockKind
from corpus.readers.sections import Heading
from corpus.readers.sentences import is_finished, is_lead_in

BULLET = re.compile(r"^\s*(?:[-\u2013*•·▪●◦‣]|\d{1,2}[.)])\s+(?=\S)")
NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")

MAX_HEADING_CHARS = 80
UNWRAPPED_CHARS = 160
"""A line longer than this was not wrapped by hand, so each line of its text is a paragraph of its own."""

WRAPPED_SHARE = 0.6
"""A first line shorter than this share of the lines below it was not filled by wrapping: it is a heading."""


def plain_lines(text: str) -> Iterator[Heading | DraftBlock]:
    """Yield a text's headings and blocks in order; hard-wrapped lines are joined by a space.

    A title-like line is a heading where text follows it, or another heading. With nothing under it, it stays a
    paragraph, as `Related Articles` and `View All` below an article do: corpus.cleaning drops those by its own rule.
    """
    parts = [part for chunk in re.split(r"\n[ \t]*\n", text) for part in _parts(chunk.split("\n"))]
    outer = False
    for number, part in enumerate(parts):
        if not _is_heading(parts, number):
            outer = False
            yield _as_item(part) if NUMBERED.match(part.text) else part
            continue
        yield Heading(text=NUMBERED.sub("", part.text), level=2 if outer else 1)
        outer = True


def _is_heading(parts: Sequence[DraftBlock], number: int) -> bool:
    if number + 1 >= len(parts) or not _title_like(parts[number]):
        return False
    above, below = parts[number - 1] if number else None, parts[number + 1]
    if NUMBERED.match(parts[number].text):  # `1. Causes` over its text, not a step between other steps
        step_above = above is not None and bool(NUMBERED.match(above.text))
        return not step_above and not _title_like(below) and not NUMBERED.match(below.text)
    return not _title_like(below) or _is_heading(parts, number + 1)


def _title_like(part: DraftBlock) -> bool:
    text = part.text
    if part.kind is BlockKind.LIST_ITEM or len(text) > MAX_HEADING_CHARS or not re.match(r"[\"\u201c(]?[A-Z0-9]", text):
        return False
    return text.endswith("?") or (not is_finished(text) and not is_lead_in(text) and not text.endswith((",", ";")))


def _parts(lines: Sequence[str]) -> Iterator[DraftBlock]:
    """Yield the paragraphs and items of one chunk, which has no blank line."""
    lines = [line for line in lines if line.strip()]
    if not lines:
        return
    if _heads_chunk(lines):
        yield DraftBlock(text=" ".join(lines[0].split()))
        lines = lines[1:]
    unwrapped = max(len(line) for line in lines) > UNWRAPPED_CHARS
    open_lines: list[str] = []
    for number, line in enumerate(lines):
        if number and (unwrapped or _begins_item(lines, number) or _ends_item(lines, number)):
            yield _block(open_lines)
            open_lines = []
        open_lines.append(line)
    yield _block(open_lines)


def _heads_chunk(lines: Sequence[str]) -> bool:
    """Say whether the first line is a heading directly over its text: `Introduction`."""
    if len(lines) < 2 or not _title_like(DraftBlock(text=" ".join(lines[0].split()))) or _marked(lines[0], numbers=False):
        return False
    below = lines[1].strip()
    if NUMBERED.match(lines[0]) and NUMBERED.match(below):
        return False
    unfilled = len(lines[0].strip()) < WRAPPED_SHARE * max(len(line.strip()) for line in lines[1:])
    if _marked(lines[1]):
        return len(lines) == 2 or _marked(lines[2])
    return unfilled and not below[:1].islower()


def _marked(line: str, *, numbers: bool = True) -> bool:
    return bool(BULLET.match(line)) and (numbers or not NUMBERED.match(line))


def _begins_item(lines: Sequence[str], number: int) -> bool:
    """Say whether a line is a bullet; a dash that wrapping put at a line's start in mid-sentence is none."""
    before = lines[number - 1]
    return _marked(lines[number]) and (_marked(before) or is_finished(before) or before.rstrip().endswith((":", ";", ",")))


def _ends_item(lines: Sequence[str], number: int) -> bool:
    """Say whether an unmarked line starts a paragraph after an item: neither indented nor in mid-sentence."""
    before, line = lines[number - 1], lines[number]
    return _marked(before) and not _marked(line) and not line[:1].isspace() and is_finished(before) and line[:1].isupper()


def _block(lines: Sequence[str]) -> DraftBlock:
    """Make a block of the lines of a paragraph or item; a short numbered line, maybe a heading, keeps its number."""
    block = DraftBlock(text=" ".join(" ".join(lines).split()))
    if len(lines) == 1 and NUMBERED.match(block.text) and _title_like(block):
        return block
    return _as_item(block) if BULLET.match(block.text) else block


def _as_item(block: DraftBlock) -> DraftBlock:
    return DraftBlock(text=BULLET.sub("", block.text), kind=BlockKind.LIST_ITEM)
