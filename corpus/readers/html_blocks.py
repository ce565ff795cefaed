"""A fragment of HTML as headings, paragraphs and list items; knows nothing of whole pages and their furniture."""

from html.parser import HTMLParser

from corpus.drafts import DraftBlock, DraftSection
from corpus.models import BlockKind
from corpus.readers.sections import Heading, sections_of

HEADINGS = {f"h{level}": level for level in range(1, 7)}
ITEMS = frozenset({"li", "dt", "dd", "tr"})
BREAKS = frozenset({"p", "div", "ul", "ol", "dl", "table", "blockquote", "section", "article", "br", "hr", "pre"})
UNREAD = frozenset({"script", "style", "template", "noscript"})


class _Blocks(HTMLParser):
    """Collects the text between block-level tags; inline tags leave no trace."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[DraftBlock | Heading] = []
        self._words: list[str] = []
        self._level = 0
        self._items = 0
        self._fresh_item = False
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        if tag in UNREAD:
            self._unread += 1
        elif tag in HEADINGS:
            self.flush()
            self._level = HEADINGS[tag]
        elif tag in ITEMS:
            self.flush()
            self._items += 1
            self._fresh_item = True
        elif tag in BREAKS and not (tag == "br" and self._items):
            self.flush()
        elif tag in {"td", "th"} and "".join(self._words).strip():
            self._words.append(" | ")
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in HEADINGS:
            self.flush()
            self._level = 0
        elif tag in ITEMS:
            self.flush()
            self._items = max(0, self._items - 1)
            self._fresh_item = True
        elif tag in BREAKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def flush(self) -> None:
        """Close the block in hand. A second paragraph within a list item is joined to the item."""
        text, self._words = " ".join("".join(self._words).split()), []
        if not text:
            return
        if self._level:
            self.found.append(Heading(text=text, level=self._level))
        elif not self._items:
            self.found.append(DraftBlock(text=text))
        elif self._fresh_item or not self.found or isinstance(self.found[-1], Heading):
            self.found.append(DraftBlock(text=text, kind=BlockKind.LIST_ITEM))
        else:
            item = self.found.pop()
            self.found.append(DraftBlock(text=f"{item.text} {text}", kind=BlockKind.LIST_ITEM))
        self._fresh_item = False


def sections_of_html(fragment: str) -> tuple[DraftSection, ...]:
    """Return the fragment's sections in reading order; inline markup, scripts and comments are left out."""
    blocks = _Blocks()
    blocks.feed(fragment)
    blocks.close()
    blocks.flush()
    return sections_of(blocks.found)
