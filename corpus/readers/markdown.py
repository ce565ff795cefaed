"""Markdown articles, with the front matter of our own library or without any."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.drafts import Draft, DraftBlock, DraftSection, Reject
from corpus.errors import ReadError
from corpus.models import BlockKind
from corpus.readers.files import read_text, sniffable_text
from corpus.readers.front_matter import Document, has_front_matter, split_front_matter
from corpus.readers.html_blocks import sections_of_html
from corpus.readers.sections import Heading, full_heading

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
CITES = re.compile(r"^\s*from:\s*(.*)$", re.DOTALL)


class MarkdownReader:
    """Reads one article a file. Without front matter its title is the first heading and its source is unknown."""

    name = "markdown"
    suffixes = frozenset({".md", ".markdown"})

    def sniff(self, path: Path, head: bytes) -> bool:
        """Say whether the file begins with front matter, or is named as Markdown."""
        return path.suffix.lower() in self.suffixes or has_front_matter(sniffable_text(head))

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the article. Raises ReadError for wrong front matter, unknown references, no title or no paragraphs."""
        document = split_front_matter(path, read_text(path))
        tokens = MarkdownIt("commonmark").enable("table").parse(document.body)
        title, body = _title(path, document, tokens)
        sections = _Walk(path, document, title).sections(body)
        if not sections:
            raise ReadError(path, "the article has no paragraphs; add its text below the title")
        fields = document.front_matter
        yield Draft(
            title=title,
            sections=sections,
            source=fields.source(),
            key=fields.slug,
            topics=fields.all_topics(),
            also_known_as=fields.also_known_as,
        )


def _title(path: Path, document: Document, tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """Return the title, the front matter's or else the first heading, and the tokens without that heading."""
    if document.front_matter.title:
        return document.front_matter.title, tokens
    first = next((number for number, token in enumerate(tokens) if token.type == "heading_open"), None)
    title = _plain(tokens[first + 1]) if first is not None else ""
    if first is None or not title:
        raise ReadError(path, "the article has no title; add `title:` to its front matter or begin it with `# Title`")
    return title, [*tokens[:first], *tokens[first + 3 :]]


class _Walk:
    """One pass over an article's tokens; what is open at each point is its state."""

    def __init__(self, path: Path, document: Document, title: str) -> None:
        self._path, self._title, self._body_line = path, title, document.body_line
        self._known = frozenset(reference.id for reference in document.front_matter.references)
        self._done: list[DraftSection] = []
        self._headings: list[Heading] = []
        self._blocks: list[DraftBlock] = []
        self._cited: list[str] = []
        self._in_item = 0
        self._fresh_item = False

    def sections(self, tokens: Sequence[Token]) -> tuple[DraftSection, ...]:
        """Return the article's sections, those without text left out."""
        for number, token in enumerate(tokens):
            if token.type == "heading_open":
                self._close()
                heading = Heading(text=_plain(tokens[number + 1]), level=int(token.tag[1:]))
                self._headings = [outer for outer in self._headings if outer.level < heading.level] + [heading]
            elif token.type in {"list_item_open", "tr_open"}:
                self._in_item, self._fresh_item = self._in_item + 1, True
            elif token.type in {"list_item_close", "tr_close"}:
                self._in_item, self._fresh_item = self._in_item - 1, True
            elif token.type == "html_block":
                self._html(token)
            elif token.type in {"fence", "code_block"}:
                self._add(token.content)
            elif token.type == "inline" and tokens[number - 1].type != "heading_open":
                self._inline(token, cell=tokens[number - 1].type in {"th_open", "td_open"})
        self._close()
        return tuple(self._done)

    def _inline(self, token: Token, *, cell: bool) -> None:
        for comment in (child.content for child in token.children or () if child.type == "html_inline"):
            self._comments(comment, token)
        self._add(_plain(token), cell=cell)

    def _add(self, text: str, *, cell: bool = False) -> None:
        """Add a block; a second paragraph of a list item, or cell of a table row, joins the first."""
        text = " ".join(text.split())
        if not text:
            return
        kind = BlockKind.LIST_ITEM if self._in_item else BlockKind.PARAGRAPH
        if self._in_item and not self._fresh_item and self._blocks:
            item = self._blocks.pop()
            text = f"{item.text}{' | ' if cell else ' '}{text}"
        self._blocks.append(DraftBlock(text=text, kind=kind))
        self._fresh_item = False

    def _html(self, token: Token) -> None:
        """Note the comments of an HTML block and keep the text of its other tags."""
        self._comments(token.content, token)
        for section in sections_of_html(token.content):
            self._blocks.extend(section.blocks)

    def _comments(self, html: str, token: Token) -> None:
        for comment in COMMENT.findall(html):
            cites = CITES.match(comment)
            if cites:
                self._cited.extend(self._references(cites[1], token))

    def _references(self, listed: str, token: Token) -> list[str]:
        names = [name.strip() for name in listed.split(",") if name.strip()]
        unknown = [name for name in names if name not in self._known]
        if unknown:
            line = token.map[0] + self._body_line if token.map else None
            known = ", ".join(sorted(self._known)) or "none"
            reason = f"the references {', '.join(unknown)} are not in the front matter; known are {known}"
            raise ReadError(self._path, reason, line=line)
        return names

    def _close(self) -> None:
        if self._blocks:
            heading = full_heading(self._headings, title=self._title)
            self._done.append(
                DraftSection(heading=heading, blocks=tuple(self._blocks), references=tuple(dict.fromkeys(self._cited)))
            )
        self._blocks, self._cited = [], []


def _plain(token: Token) -> str:
    """Return inline Markdown as plain text: links by their words, pictures by their description."""
    words = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif child.type == "image":
            words.append(_plain(child) or child.content)
        elif child.type != "html_inline":
            words.append(child.content)
    return " ".join("".join(words).split())
