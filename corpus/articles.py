"""From a clean draft to an Article: one normalised text in which every heading and block has its place."""

from corpus.drafts import Draft
from corpus.identity import article_id, article_key
from corpus.models import Article, Block, BlockKind, Section

ITEM_MARK = "- "
"""How a list item begins in an article's text."""


def assemble(draft: Draft) -> Article:
    """Lay a clean draft out as one text: headings and paragraphs parted by an empty line, list items one to a line."""
    layout = _Layout()
    sections = []
    for part in draft.sections:
        if part.heading:
            layout.add(part.heading, gap="\n\n")
        blocks = []
        for at, block in enumerate(part.blocks):
            is_item = block.kind is BlockKind.LIST_ITEM
            start, end = layout.add(ITEM_MARK + block.text if is_item else block.text, gap="\n" if is_item and at else "\n\n")
            blocks.append(Block(kind=block.kind, start=start, end=end))
        sections.append(Section(heading=part.heading, blocks=tuple(blocks), role=part.role, references=part.references))
    return Article(
        id=article_id(draft),
        key=article_key(draft),
        title=draft.title,
        source=draft.source,
        text=layout.text(),
        sections=tuple(sections),
        topics=draft.topics,
        also_known_as=draft.also_known_as,
    )


class _Layout:
    """Pieces of text laid one after another, with their offsets."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str, *, gap: str) -> tuple[int, int]:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        start = self._length
        self._pieces.append(piece)
        self._length += len(piece)
        return start, self._length

    def text(self) -> str:
        return "".join(self._pieces)
