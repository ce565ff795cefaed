"""Headings, lead-ins and lists found again in a plain run of paragraphs whose markup is lost.

MedlinePlus and MedQuAD articles come as bare lines: a heading, a paragraph and each bullet look the same. Where nothing
tells them apart a line stays a paragraph. The error we fear most is a bullet torn from its lead-in ("Get help at once
if:"), so a list is ended only by a heading, by a publisher's signature or by what reads as prose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.drafts import DraftBlock, DraftSection
from corpus.models import BlockKind, PassageRole
from corpus.readers.inline_lists import split_lists
from corpus.readers.sentences import (
    OPENERS,
    SUBORDINATE,
    has_clause,
    is_clause,
    is_finished,
    is_lead_in,
    split_sentences,
)

MAX_HEADING_CHARS = 120
"""Of 1,852 questions that stand alone in MedlinePlus 2024, none that is a heading is longer."""

MAX_TITLE_CHARS = 70
MIN_PROSE_CHARS = 80
"""A title-like line is a heading only over a text at least this long: shorter ones are lists."""

MIN_TORN_CHARS = 60
"""Shorter unfinished lines are cells of a table or items of a list, not halves of a paragraph."""

TAKEN_UP_WORDS = 5
"""How early in its text a heading is taken up, where nothing else tells it from a list item."""

LOOK_AHEAD = 3
"""How far a list may be interrupted by an item that reads like prose, in lines."""

SIGNATURE = re.compile(
    r"^(?:NIH\b|Dept\.|(?:United States |U\.S\. )?(?:Department|Office|Bureau|Agency|Centers? for|Federal|Food and Drug"
    r"|Environmental Protection|Health Resources|National)\b).*"
    r"|.*\b(?:Administration|Agency|Institutes? (?:on|of)|Statistics)\b.*$"
)
"""The publisher's institute, which closes an article: `NIH: National Cancer Institute`."""


def join_headings(parent: str, child: str) -> str:
    """Return one heading for a section within a section: passages are shown one by one, without the outer heading."""
    if not parent or not child:
        return parent or child
    return f"{parent} {child}" if is_finished(parent) else f"{parent}: {child}"


def sections_from(paragraphs: Sequence[str], *, heading: str = "", role: PassageRole | None = None) -> tuple[DraftSection, ...]:
    """Return the sections of a run of paragraphs under `heading`, empty ones left out.

    Headings found inside are joined to `heading`; `role` is given to all.
    """
    blocks = [block for paragraph in _mended(paragraphs) for block in split_lists(paragraph)]
    sections: list[DraftSection] = []
    title, members = heading, list[DraftBlock]()
    for line in _Lines(blocks).read():
        if isinstance(line, DraftBlock):
            members.append(line)
            continue
        sections.append(DraftSection(heading=title, blocks=tuple(members), role=role))
        title, members = join_headings(heading, line), []
    sections.append(DraftSection(heading=title, blocks=tuple(members), role=role))
    return tuple(section for section in sections if section.blocks)


def _mended(paragraphs: Sequence[str]) -> list[str]:
    """Join the halves of a paragraph torn in mid-sentence: a long unfinished one, and one that begins small.

    Between two list items that begin with small letters nothing is joined.
    """
    mended: list[str] = []
    for paragraph in paragraphs:
        before = mended[-1] if mended else ""
        unfinished = len(before) >= MIN_TORN_CHARS and not is_finished(before) and not is_lead_in(before)
        if unfinished and before[:1].isupper() and paragraph[:1].islower():
            mended[-1] = f"{before} {paragraph}"
        else:
            mended.append(paragraph)
    return mended


@dataclass(slots=True)
class _Lines:
    """The lines of one text while their kinds are being found out.

    `lead` is the line that opened the list we are in, `nested_lead` the last of its items that opened another;
    `closed_by` is the prose that ended the last list.
    """

    blocks: list[DraftBlock]
    lead: int | None = None
    nested_lead: int | None = None
    closed_by: int | None = None

    def read(self) -> Iterator[DraftBlock | str]:
        """Yield each line as a block, or as a string where it is a heading."""
        for number, block in enumerate(self.blocks):
            if block.kind is BlockKind.LIST_ITEM:
                self.lead = None
                yield block
            elif self._is_heading(number):
                self.lead = None
                yield block.text
            elif self._is_item(number):
                self.nested_lead = number if is_lead_in(block.text) else self.nested_lead
                yield DraftBlock(text=block.text, kind=BlockKind.LIST_ITEM)
            else:
                if self.lead is not None:
                    self.closed_by = number
                self.lead = self.nested_lead = number if is_lead_in(block.text) else None
                yield block

    def _text(self, number: int) -> str:
        """Return the text of a line of unknown kind; nothing past the ends and for what is surely a list item."""
        if not 0 <= number < len(self.blocks) or self.blocks[number].kind is BlockKind.LIST_ITEM:
            return ""
        return self.blocks[number].text

    def _is_heading(self, number: int) -> bool:
        text = self._text(number)
        if number + 1 >= len(self.blocks) or (not text[:1].isupper() and not text[:1].isdigit()):
            return False
        if text.endswith("?"):
            return self._is_question_heading(number)
        return (self.lead is None or self._in_sentences(number)) and self._is_title(number)

    def _is_question_heading(self, number: int) -> bool:
        """Say whether a question is a heading, not one of a list of questions to ask."""
        text, after = self._text(number), self._text(number + 1)
        if len(text) > MAX_HEADING_CHARS or len(split_sentences(text)) > 1:
            return False
        listed = self.lead is not None and (self._text(number - 1).endswith("?") or after.endswith("?"))
        return not listed or (len(after) > MIN_PROSE_CHARS and not after.endswith("?"))

    def _is_title(self, number: int) -> bool:
        text, after = self._text(number), self._text(number + 1)
        if after == text:  # some headings are there twice
            after = self._text(number + 2)
        unlike_title = is_finished(text) or is_lead_in(text) or text.endswith((",", ";")) or " - " in text
        if len(text) > MAX_TITLE_CHARS or unlike_title or has_clause(text) or not after[:1].isupper():
            return False
        before = self._text(number - 1)
        closed = number == 0 or is_finished(before) or before == text or not before
        over_prose = is_finished(after) and len(after) >= MIN_PROSE_CHARS
        if self.lead is None and self.closed_by != number - 1:
            return closed and (over_prose or (is_lead_in(after) and len(after) > len(text)))
        # Under an open list, or after prose that ended one, a short line may well be an item.
        named = "," not in text and not SUBORDINATE.search(text)
        taken_up = _takes_up(text, after) or (self.lead is None and is_clause(after))
        return closed and over_prose and named and taken_up

    def _is_item(self, number: int) -> bool:
        """Say whether the line continues the open list."""
        text = self._text(number)
        if self.lead is None or self._is_signature(number):
            return False
        if is_lead_in(self._text(number - 1)):
            return True
        if is_lead_in(text):
            clause_is_new = len(split_sentences(text)) > 1 or not has_clause(self._text(self.lead + 1))
            return not (is_clause(text) or (text.endswith(":") and has_clause(text) and clause_is_new))
        if not is_finished(text) or self._list_goes_on(number):
            return True
        return not (is_clause(text) if self._in_sentences(number) else has_clause(text))

    def _in_sentences(self, number: int) -> bool:
        """Say whether the open list writes its items as sentences, so that a full stop tells nothing."""
        firsts = [lead + 1 for lead in (self.lead, self.nested_lead) if lead is not None]
        return bool(firsts) and any(is_finished(self._text(line)) for line in (*firsts, number - 1))

    def _list_goes_on(self, number: int) -> bool:
        """Say whether unfinished lines, which only a list has, follow what reads like prose."""
        for ahead in range(number + 1, min(number + 1 + LOOK_AHEAD, len(self.blocks))):
            text = self._text(ahead)
            if not text or self._is_signature(ahead) or text.endswith("?"):
                return False
            if is_lead_in(text):
                return False
            if not is_finished(text):
                return not self._is_title(ahead)
        return False

    def _is_signature(self, number: int) -> bool:
        return number == len(self.blocks) - 1 and bool(SIGNATURE.match(self._text(number)))


def _takes_up(title: str, text: str) -> bool:
    """Say whether a text begins with a word of the title above it: `Cardiac CT Scan`, `A cardiac CT scan is ...`."""
    words = set(re.findall(r"[a-z]{4,}", title.lower())) - OPENERS
    return not words.isdisjoint(re.findall(r"[a-z]+", text.lower())[:TAKEN_UP_WORDS])
