"""Lists that were run together into one line, `lead-in - one - two`, taken apart again; knows nothing of headings.

The shape comes from MedQuAD, whose makers flattened HTML lists. Where their spacing survives (two or more spaces, or a
line start, before `- `) it decides. Where only ` - ` is left, grammar does: a hyphen within a word, a range, a dash
inside brackets or in the middle of a sentence never splits.
"""

import re
from collections.abc import Iterator

from corpus.drafts import DraftBlock
from corpus.models import BlockKind
from corpus.readers.phenotype_table import split_table
from corpus.readers.sentences import is_finished, is_lead_in, split_sentences

SPACED_MARKER = re.compile(r"(?:^|\s{2,})-[ \t]+(?=\S)")
ANY_MARKER = re.compile(r"(?:^|\s)-\s+(?=\S)")
WIDE_GAP = re.compile(r"(?<![-\s])\s{3,}(?=[A-Z])")
"""Three or more spaces before a capital: what the flattening left of a paragraph's end. Two follow many a full stop."""

MAX_LABEL_WORDS = 8
"""A list may stand under a bare label (`Pneumonia vaccine - Get this ... - If ...`); a longer text is a sentence."""

MIN_ITEMS_FOR_PATTERN = 2
RUN_ON_RATIO = 3
"""Two items show how many sentences an item has; one alone does where the last is more than three times as long."""

MAX_BRACKET_CHARS = 120
"""A bracket open for longer was never closed."""

LETTERED = re.compile(r"\(\w\)$")
"""`(C) - Calcinosis`: a dash that explains a letter."""

NEW_SENTENCE = re.compile(r"(?<=[\w)%\]]) (?=(?:These|They|This|You|Your|If you|There) [a-z])")
"""A sentence that follows an item without a full stop between: `- Warts If you have`."""


def split_lists(text: str) -> list[DraftBlock]:
    """Return the paragraphs and list items of `text`, in order, white space collapsed; nothing is lost but the markers.

    Each line of `text` is a paragraph of its own.
    """
    pieces = [piece for line in text.split("\n") for piece in WIDE_GAP.split(line)]
    return [block for piece in pieces if piece.strip(" \t-") for block in _split_piece(piece.strip())]


def _split_piece(piece: str) -> Iterator[DraftBlock]:
    table = split_table(piece)
    if table:
        before, rows, after = table
        yield DraftBlock(text=before)
        yield from (DraftBlock(text=row, kind=BlockKind.LIST_ITEM) for row in rows)
        if after:
            yield DraftBlock(text=after)
        return
    spaced = list(SPACED_MARKER.finditer(piece))
    if [match.start() for match in spaced] == [0]:  # only the line start is sure; the rest may be single-spaced
        spaced = []
    head = " ".join(piece[: spaced[0].start() if spaced else None].split())
    marks = _list_markers(head, followed=bool(spaced))
    lead = head[: marks[0].start()] if marks else head
    if lead.strip():
        yield DraftBlock(text=lead.strip())
    items = [part for item in _between(piece, spaced) for part in _at_lead_ins(item)]
    yield from _items(_between(head, marks) + items)


def _at_lead_ins(item: str) -> list[str]:
    """Part a well-spaced item where the lead-in and first item of another list ran on: `... levels: - mild`."""
    item = " ".join(item.split())
    marks = [match for match in ANY_MARKER.finditer(item) if is_lead_in(item[: match.start()])]
    return [item[: marks[0].start()], *_between(item, marks)] if marks else [item]


def _between(text: str, marks: list[re.Match[str]]) -> list[str]:
    ends = [match.start() for match in marks[1:]] + [len(text)] * bool(marks)
    return [text[match.end() : end] for match, end in zip(marks, ends, strict=True)]


def _list_markers(text: str, *, followed: bool) -> list[re.Match[str]]:
    """Return the dashes that begin list items: none until one opens a list, then all that do not continue an item.

    `followed` says that surely marked items come after the text.
    """
    candidates = [match for match in ANY_MARKER.finditer(text) if _could_mark(text, match)]
    for number, match in enumerate(candidates):
        lead = text[: match.start()].strip()
        if (followed and is_lead_in(lead)) or _opens_list(text, match, candidates[number + 1 :]):
            return _item_markers(text, candidates[number:])
    return []


def _item_markers(text: str, candidates: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the markers of an open list.

    A small letter after a dash explains an item (`Ringworm - a red rash`) where it stands alone among capitals; where
    it follows or precedes another small letter, or a lead-in, it begins an item.
    """
    small = [_starts_small(text, match) for match in candidates] + [False]
    marks = candidates[:1]
    for number, match in enumerate(candidates[1:], start=1):
        previous = text[marks[-1].end() : match.start()]
        alone = not any(small[:number]) and not small[number + 1]
        if not (small[number] and alone) or is_lead_in(previous):
            marks.append(match)
        else:
            small[number] = False
    return marks


def _could_mark(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - MAX_BRACKET_CHARS) : match.start()], text[match.end() :][:1]
    in_brackets = before.rfind("(") > before.rfind(")") or before.rfind("[") > before.rfind("]")
    in_range = before[-1:].isdigit() and after.isdigit()
    return not in_brackets and not in_range and not LETTERED.search(before)


def _opens_list(text: str, match: re.Match[str], later: list[re.Match[str]]) -> bool:
    before = text[: match.start()].strip()
    capital = not _starts_small(text, match)
    if not before or before.endswith(":"):
        return True
    if is_lead_in(before) or is_finished(before):
        return capital or bool(later)
    if not capital:  # a pair of dashes encloses an aside; three in one sentence are a list
        return len(later) > 1 and len(split_sentences(text[match.end() : later[1].start()])) == 1
    later_capitals = sum(not _starts_small(text, other) for other in later)
    if len(before.split()) <= MAX_LABEL_WORDS:
        return later_capitals > 0
    is_name = before.split()[-1].istitle()  # `the links below. Prader-Willi Research - Diagnosis`
    return not is_name and 2 * later_capitals > len(later)


def _starts_small(text: str, match: re.Match[str]) -> bool:
    return text[match.end()].islower()


def _items(texts: list[str]) -> Iterator[DraftBlock]:
    """Yield list items, and as paragraphs what ran on after one of them: a new lead-in, or the text after the list."""
    texts = [" ".join(text.split()).removeprefix("- ") for text in texts if text.strip(" -")]
    run: list[str] = []
    for number, text in enumerate(texts, start=1):
        ends_list = number == len(texts) or is_lead_in(text)
        item, rest = _split_echo(run, text) or (_split_run_on(run, text) if ends_list else (text, ""))
        yield DraftBlock(text=item, kind=BlockKind.LIST_ITEM)
        run = [] if rest else [*run, item]
        if rest:
            yield from _split_piece(rest)


def _split_echo(run: list[str], text: str) -> tuple[str, str] | None:
    """Part a list's last item from the whole list said again, word for word, and from what follows that.

    MedQuAD's SeniorHealth subset ends many lists so; the repetition is dropped, being nothing but what was just said.
    """
    start = text.find(run[0], 1) if run else -1
    while start > 0:
        own = text[:start].strip()
        echo = " ".join([*run, own.rstrip(".")])
        if text.startswith(echo, start):
            return own, text[start + len(echo) :].lstrip(".").strip()
        start = text.find(run[0], start + 1)
    return None


def _split_run_on(run: list[str], text: str) -> tuple[str, str]:
    """Part a list's last item from what runs on after it: a paragraph, or the lead-in of the next list."""
    sentences = split_sentences(text)
    usual = _sentences_per_item(run, text)
    if is_lead_in(text):
        usual = min(usual or len(sentences), len(sentences) - 1)
    if usual and len(sentences) > usual:
        return " ".join(sentences[:usual]), " ".join(sentences[usual:])
    unmarked = NEW_SENTENCE.search(text) if is_finished(text) or is_lead_in(text) else None
    return (text[: unmarked.start()], text[unmarked.end() :]) if unmarked else (text, "")


def _sentences_per_item(run: list[str], text: str) -> int | None:
    """Return how many sentences the items so far have, or None where they are too few to tell.

    That is the most that any has; where the last is far longer than they are, what is usual.
    """
    counts = sorted(len(split_sentences(item)) for item in run)
    if counts and len(text) > RUN_ON_RATIO * max(map(len, run)):
        return counts[len(counts) // 2]
    return counts[-1] if len(counts) >= MIN_ITEMS_FOR_PATTERN else None
