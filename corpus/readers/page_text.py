"""The lines of printed pages joined to paragraphs; knows nothing of PDF."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.readers.sentences import is_finished, is_lead_in

EDGE_LINES = 2
"""How many lines at the top and at the foot of a page may be running heads and page numbers."""

USUAL_QUANTILE = 0.8
"""Most lines are full; headings, items and last lines make up the shorter rest."""

FILLED_SHARE = 0.75
"""A line shorter than this share of the text's usual line, and finished, ends its paragraph."""

BULLET = re.compile(r"^\s*[-\u2013•*·▪●◦‣\uf0b7]\s+(?=\S)")
PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d+(?:\s*(?:of|/)\s*\d+)?$|^[-\u2013]\s*\d+\s*[-\u2013]$", re.IGNORECASE)
SPLIT_WORD = re.compile(r"(?P<first>[A-Za-z]{2,})[-\u00ad]$")

HYPHENATED = frozenset(
    [
        "self",
        "well",
        "high",
        "low",
        "long",
        "short",
        "non",
        "half",
        "full",
        "part",
        "post",
        "pre",
        "anti",
        "over",
        "under",
        "follow",
        "check",
        "co",
    ]
)
"""First parts that keep their hyphen (`self-care`), where the text does not show the whole word elsewhere."""


def paragraphs_of_pages(pages: Sequence[str]) -> list[str]:
    """Return the text's paragraphs in order, each one line; a bullet begins with `- `.

    What repeats at the edge of most pages, its digits apart, and page numbers are left out.
    """
    lines = [[line.rstrip() for line in page.splitlines() if line.strip()] for page in pages]
    repeated = _repeated(lines)
    kept = [list(_without_edges(page, repeated)) for page in lines]
    words = Counter(re.findall(r"[a-z]+", " ".join(line for page in kept for line in page).lower()))
    return [_join(paragraph, words) for paragraph in _paragraphs(kept)]


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the edge lines that stand on more than half of the pages, and on two at least."""
    edges = Counter(shape for page in pages for shape in {_shape(page[at]) for at in _edges(page)})
    return frozenset(shape for shape, count in edges.items() if count > 1 and count > len(pages) / 2)


def _without_edges(page: Sequence[str], repeated: frozenset[str]) -> Iterator[str]:
    edges = _edges(page)
    for at, line in enumerate(page):
        if at not in edges or not (_shape(line) in repeated or PAGE_NUMBER.match(line.strip())):
            yield line


def _edges(page: Sequence[str]) -> frozenset[int]:
    return frozenset(range(min(EDGE_LINES, len(page)))) | frozenset(range(max(0, len(page) - EDGE_LINES), len(page)))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).casefold())


def _paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    lengths = sorted(len(line) for page in pages for line in page)
    usual = lengths[int(len(lengths) * USUAL_QUANTILE)] if lengths else 0
    paragraph: list[str] = []
    for page in pages:
        for number, line in enumerate(page):
            after_page_end = number == 0 and bool(paragraph) and is_finished(paragraph[-1].strip())
            if paragraph and (after_page_end or _begins(paragraph, line, usual)):
                yield paragraph
                paragraph = []
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(paragraph: Sequence[str], line: str, usual: int) -> bool:
    """Say whether a line begins a paragraph: a bullet, or what follows a short line that ends a sentence."""
    last, first = paragraph[-1].strip(), line.strip()
    if BULLET.match(line) or (is_lead_in(last) and last.endswith(":")):
        return True
    short = len(last) < FILLED_SHARE * usual
    if not short or first[:1].islower():
        return False
    heading = len(paragraph) == 1 and not BULLET.match(paragraph[0]) and not last.endswith((",", "-", ";"))
    return is_finished(last) or heading or bool(BULLET.match(paragraph[0]))


def _join(lines: Sequence[str], words: Counter[str]) -> str:
    text = lines[0].strip()
    for line in lines[1:]:
        following = line.strip()
        split = SPLIT_WORD.search(text)
        if split and following[:1].islower():
            text = text[:-1] + ("-" if _keeps_hyphen(split["first"], following, words) else "") + following
        else:
            text = f"{text} {following}"
    return BULLET.sub("- ", " ".join(text.split()))


def _keeps_hyphen(first: str, following: str, words: Counter[str]) -> bool:
    second = re.match(r"[a-z]*", following)
    whole = (first + (second[0] if second else "")).lower()
    return first.lower() in HYPHENATED and not words[whole]
