"""Saved web pages; trafilatura finds the main text, the page's own metadata says where it is from."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from corpus.drafts import Draft, DraftBlock, Reject
from corpus.errors import MissingExtra, ReadError
from corpus.models import BlockKind
from corpus.readers.files import read_head, read_text, sniffable_text
from corpus.readers.html_metadata import read_metadata
from corpus.readers.sections import Heading, sections_of
from corpus.readers.xml_files import root_element

if TYPE_CHECKING:
    from types import ModuleType

DECLARED = re.compile(r"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE)
WEB_NAMES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""The web's reading of these names (WHATWG Encoding Standard)."""

MAX_LINKED_SHARE = 0.5
"""An `<aside>` with more of its text in links than this is navigation; others hold warnings and are kept."""


WARNING = re.compile(r"alert|warning|emergency|urgent|danger|caution|important|callout|care-?card", re.IGNORECASE)
"""Names that sites give to the boxes with what to do when it is serious."""

NOTICE = re.compile(r"cookie|consent|newsletter|browser", re.IGNORECASE)

INLINE = frozenset({"a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u"})


class HtmlReader:
    """Reads one article from a page saved as HTML."""

    name = "html"
    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def sniff(self, path: Path, head: bytes) -> bool:
        """Say whether the root is `html`, or the file is named so and begins with a tag."""
        root = (root_element(head) or "").lower()
        return root == "html" or (bool(root) and path.suffix.lower() in self.suffixes)

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the article. Raises ReadError where the page has no title or no main text, and MissingExtra."""
        trafilatura = _trafilatura()
        html = read_text(path, declared=_declared_encoding(path))
        page = read_metadata(html)
        title = page.title()
        if not title:
            raise ReadError(path, "the page has no title; add a <title> to it")
        sections = sections_of(_lines(_main_text(trafilatura, path, html)), title=title)
        if not sections:
            raise ReadError(path, "no article text was found in the page; save its main text as Markdown instead")
        yield Draft(title=title, sections=sections, source=page.source())


def _trafilatura() -> "ModuleType":
    try:
        import trafilatura
    except ImportError as error:
        reason = " ".join(str(error).split())
        raise MissingExtra(f'reading web pages needs trafilatura ({reason}): pip install "carecite[readers]"') from error
    module: ModuleType = trafilatura
    return module


def _declared_encoding(path: Path) -> str | None:
    match = DECLARED.search(sniffable_text(read_head(path))) if path.is_file() else None
    name = (match[1] or match[2]).lower() if match else None
    return WEB_NAMES.get(name, name) if name else None


def _main_text(trafilatura: "ModuleType", path: Path, html: str) -> Element:
    """Return trafilatura's `<main>`: head, p, list/item, table/row/cell, quote, code.

    Deduplication stays off and recall is favoured: `Call an ambulance if:` may be there twice, and short. Below its
    minimum size trafilatura would run the page together into one paragraph, so the minimum is lowered.
    """
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ReadError(path, "the page is empty or not HTML; save it again")
    _protect(tree)
    config = trafilatura.settings.use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    xml = trafilatura.extract(
        tree,
        output_format="xml",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
        config=config,
    )
    main = fromstring(xml).find("main") if xml else None
    return Element("main") if main is None else main


def _protect(tree: Any) -> None:  # an lxml tree; lxml has no types
    """Change those parts of a page that trafilatura would drop though they may be text that matters.

    It drops every `<aside>`, much that is named `banner`, and text that stands in a `<div>` without a `<p>`.
    """
    for box in list(tree.iter("aside", "div", "section")):
        named = " ".join(box.get(name, "") for name in ("class", "id", "role"))
        linked = sum(len(link.text_content()) for link in box.iter("a"))
        if WARNING.search(named) and not NOTICE.search(named):
            box.attrib.clear()
            box.tag = "div"
        elif box.tag == "aside" and linked <= MAX_LINKED_SHARE * len(box.text_content().strip() or " "):
            box.tag = "div"
        if box.tag == "div" and (box.text or "").strip() and all(child.tag in INLINE for child in box):
            box.tag = "p"


def _lines(parent: Element) -> Iterator[DraftBlock | Heading]:
    if parent.text and parent.text.strip():
        yield DraftBlock(text=" ".join(parent.text.split()))
    for child in parent:
        if child.tag == "head":
            level = (child.get("rend") or "h2").removeprefix("h")
            yield from (Heading(text=text, level=int(level) if level.isdigit() else 2) for text in _texts(child))
        elif child.tag == "list":
            yield from _items(child)
        elif child.tag == "table":
            yield from _rows(child)
        elif child.tag in {"quote", "main", "div"} and len(child):
            yield from _lines(child)
        else:
            yield from (DraftBlock(text=text) for text in _texts(child))
            yield from (item for nested in child.iter("list") for item in _items(nested))
        if child.tail and child.tail.strip():
            yield DraftBlock(text=" ".join(child.tail.split()))


def _items(parent: Element) -> Iterator[DraftBlock]:
    """Yield a list's items in reading order, each before the lists inside it."""
    for item in parent:
        yield from (DraftBlock(text=text, kind=BlockKind.LIST_ITEM) for text in _texts(item))
        for nested in item.findall("list"):
            yield from _items(nested)


def _rows(table: Element) -> Iterator[DraftBlock]:
    for row in table.iter("row"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row.findall("cell")]
        if any(cells):
            yield DraftBlock(text=" | ".join(filter(None, cells)), kind=BlockKind.LIST_ITEM)


def _texts(element: Element) -> Iterator[str]:
    """Yield the element's own text, without that of lists inside it, if there is any."""
    words: list[str] = []

    def collect(part: Element) -> None:
        words.append(part.text or "")
        for child in part:
            if child.tag == "lb":
                words.append(" ")
            elif child.tag != "list":
                collect(child)
            words.append(child.tail or "")

    collect(element)
    text = " ".join("".join(words).split())
    if text:
        yield text
