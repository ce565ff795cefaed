"""Where sentences begin and end in health prose."""

import re

_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$))|(?:[。！？]+[”’」』）]*)|\n+")
# Words after which a full stop ends no sentence; compared without the stop, case folded.
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st vs e.g i.e eg ie etc approx no fig vol dept inc jr sr cf al est max min avg resp ca "
    "u.s u.k a.m p.m".split()
)
_LAST_WORD = re.compile(r"[\w.]+$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences: `(start, end)` offsets without the white space around them, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and not _ends_sentence(text, match.start(), match.end()):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, stop: int, end: int) -> bool:
    word = _LAST_WORD.search(text, max(0, stop - 12), stop)
    if word and (word.group().casefold() in _ABBREVIATIONS or re.fullmatch(r"[A-Z]", word.group())):
        return False
    following = text[end : end + 4].lstrip()
    return not following or not following[0].islower()


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        begin = start + len(piece) - len(piece.lstrip())
        spans.append((begin, begin + len(stripped)))
