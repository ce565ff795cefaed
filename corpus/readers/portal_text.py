"""Articles saved from a health portal as plain text: title, date and publisher, author, then the text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.drafts import Draft, Reject
from corpus.errors import ReadError
from corpus.models import Source
from corpus.readers.files import read_text, sniffable_text
from corpus.readers.plain_blocks import plain_lines
from corpus.readers.portal_header import Header, header_line
from corpus.readers.sections import sections_of

HEADER_LINES = 8
"""How far below the title a line of metadata is looked for, blank lines not counted."""

OTHER_FORMATS = ("{", "[", "<", "%PDF", "---")
"""How JSON, XML, HTML, PDF and front matter begin."""


class PortalTextReader:
    """Reads one article a file: the first line is its title, a line with a date, a source or an author follows."""

    name = "portal-text"
    suffixes = frozenset({".txt", ".text"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether a line of metadata stands within the first lines below a title."""
        lines = [line for line in sniffable_text(head).splitlines() if line.strip()]
        if not lines or lines[0].lstrip().startswith(OTHER_FORMATS):
            return False
        return any(header_line(line, Header()) for line in lines[1 : 1 + HEADER_LINES])

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the article. Raises ReadError where there is nothing but white space, or no text below the title."""
        lines = read_text(path).lstrip("\ufeff").split("\n")
        first = next((number for number, line in enumerate(lines) if line.strip()), None)
        if first is None:
            raise ReadError(path, "the file holds nothing but white space; save the article again")
        header, body = _split_header(lines[first + 1 :])
        title = " ".join(lines[first].split())
        sections = sections_of(plain_lines("\n".join(body)), title=title)
        if not sections:
            raise ReadError(path, "the article has no paragraphs below its title; save its text, too")
        yield Draft(title=title, sections=sections, source=_source(header))


def _split_header(lines: Sequence[str]) -> tuple[Header, Sequence[str]]:
    """Return the metadata and the lines after it: the header ends at the first line that states none."""
    header = Header()
    for number, line in enumerate(lines):
        if line.strip() and not header_line(line, header):
            return header, lines[number:]
    return header, ()


def _source(header: Header) -> Source:
    return Source(
        publisher=header.publisher,
        authors=tuple(header.authors),
        url=header.url,
        published=header.published,
        reviewed=header.reviewed,
        next_review=header.next_review,
        notice="; ".join(header.reviewers) or None,
    )
