"""A run of headings and blocks made into sections, deeper headings joined to the one they stand under."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.drafts import DraftBlock, DraftSection
from corpus.readers.structure import join_headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading as published; level 1 is the outermost."""

    text: str
    level: int


def sections_of(lines: Iterable[DraftBlock | Heading], *, title: str = "") -> tuple[DraftSection, ...]:
    """Return the sections, those without a block left out; a heading that only repeats `title` is not joined to others.

    A passage is shown alone, so `Symptoms` under `Children` must read `Children: Symptoms`.
    """
    sections: list[DraftSection] = []
    open_headings: list[Heading] = []
    members: list[DraftBlock] = []

    def close() -> None:
        if members:
            sections.append(DraftSection(heading=full_heading(open_headings, title=title), blocks=tuple(members)))
            members.clear()

    for line in lines:
        if isinstance(line, DraftBlock):
            members.append(line)
            continue
        close()
        open_headings = [heading for heading in open_headings if heading.level < line.level] + [line]
    close()
    return tuple(sections)


def full_heading(open_headings: Iterable[Heading], *, title: str = "") -> str:
    """Return the headings from outermost to innermost as one, the article's own title left out."""
    joined = ""
    for heading in open_headings:
        if heading.text.casefold() != title.casefold():
            joined = join_headings(joined, heading.text)
    return joined
