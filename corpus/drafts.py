"""What a reader hands over: an article as the file states it, not yet cleaned, with no ids and no offsets."""

from dataclasses import dataclass
from pathlib import Path

from corpus.models import BlockKind, PassageRole, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """One paragraph or list item, as published."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSection:
    """A heading (empty before the first) and its blocks."""

    heading: str
    blocks: tuple[DraftBlock, ...]
    role: PassageRole | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One article as a reader found it."""

    title: str
    """Empty where the file states none; cleaning makes one and reports it."""
    sections: tuple[DraftSection, ...]
    source: Source
    key: str | None = None
    """The publisher's own identifier (an id, a slug); None where the format has none."""
    topics: tuple[str, ...] = ()
    also_known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One record of a file that cannot become an article; the records around it can."""

    path: Path
    reason: str
    line: int | None = None
    withheld: bool = False
    """The publisher left the record empty on purpose (MedQuAD does, for copyright): named, but nothing to mend, so no import stops."""
