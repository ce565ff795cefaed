"""XML files read safely: no entities, no external files, broken markup named with its line."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from corpus.errors import ReadError
from corpus.readers.files import check_size, sniffable_text

ROOT_ELEMENT = re.compile(
    r"\A\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!(?i:DOCTYPE)[^\[>]*(?:\[.*?\]\s*)?>\s*)*<([A-Za-z][\w.-]*)", re.DOTALL
)


def root_element(head: bytes) -> str | None:
    """Return the name of the first element, or None where the file does not begin as XML does."""
    match = ROOT_ELEMENT.match(sniffable_text(head))
    return match[1] if match else None


def elements(path: Path, tags: frozenset[str]) -> Iterator[Element]:
    """Yield each element of these names once it is whole, and forget it afterwards: a large file needs little memory.

    Raises ReadError, naming the line, for broken XML and for entity declarations.
    """
    check_size(path)
    with path.open("rb") as file:
        root: Element | None = None
        try:
            for event, element in iterparse(file, events=("start", "end")):
                root = element if root is None else root
                if event == "end" and element.tag in tags:
                    yield element
                    root.clear()
        except ParseError as error:
            line, column = error.position
            reason = f"the XML is broken at column {column} ({error}); mend it, or download it again"
            raise ReadError(path, reason, line=line) from error
        except DefusedXmlException as error:
            reason = "it declares XML entities, which could read other files or fill the memory; remove the declaration"
            raise ReadError(path, reason, line=_entity_line(path)) from error
        except (LookupError, ValueError) as error:
            raise ReadError(path, f"its declared encoding cannot be read ({error}); save it as UTF-8") from error


def text_of(element: Element | None) -> str:
    """Return an element's whole text, white space kept; empty where the element is missing."""
    return "" if element is None else "".join(element.itertext())


def _entity_line(path: Path) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if b"<!ENTITY" in line or (b"<!DOCTYPE" in line and b"SYSTEM" in line):
                return number
    return None
