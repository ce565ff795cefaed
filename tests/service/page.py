"""A page as a reader, a screen reader and a test see it: elements in order, with their words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})


@dataclass(slots=True)
class Element:
    """An element, its attributes and all the words in it."""

    tag: str
    attributes: dict[str, str]
    words: str = ""
    inside: tuple[str, ...] = field(default=())
    """The tags that it stands in, outermost first."""


class Page(HTMLParser):
    """Reads a page; raises AssertionError for tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=tuple(e.tag for e in self._open))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add words to every open element."""
        for element in self._open:
            element.words += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """List the elements with a tag and attributes (`class_` for class: one of the classes)."""
        return [e for e in self.elements if e.tag == tag and all(self._has(e, name, value) for name, value in attributes.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × <{tag} {attributes}>"
        return found[0]

    def words(self) -> str:
        """Return everything a reader reads, spaces evened."""
        return " ".join(self.one("body").words.split())

    @staticmethod
    def _has(element: Element, name: str, value: str) -> bool:
        if name == "class_":
            return value in element.attributes.get("class", "").split()
        return element.attributes.get(name) == value
