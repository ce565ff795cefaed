"""The registry of formats: every reader by name, and the one that recognises a file."""

from pathlib import Path

from corpus.errors import ReadError, UnknownFormat
from corpus.readers.base import Reader
from corpus.readers.beir import BeirReader
from corpus.readers.files import MAX_FILE_MB, check_size, has_unicode_mark, read_head, refuse_binary, sniffable_text
from corpus.readers.html import HtmlReader
from corpus.readers.jsonl import JsonlReader
from corpus.readers.markdown import MarkdownReader
from corpus.readers.medlineplus import MedlineplusReader
from corpus.readers.medquad import MedquadReader
from corpus.readers.pdf import PdfReader
from corpus.readers.portal_text import PortalTextReader

READERS: tuple[Reader, ...] = (
    PdfReader(),
    MedlineplusReader(),
    MedquadReader(),
    HtmlReader(),
    JsonlReader(),
    BeirReader(),
    MarkdownReader(),
    PortalTextReader(),
)
"""In the order in which they are asked: the surest marks first, plain text last."""


def reader_named(name: str) -> Reader:
    """Return the reader that `--format` calls `name`. Raises UnknownFormat listing the names."""
    for reader in READERS:
        if reader.name == name:
            return reader
    known = ", ".join(sorted(reader.name for reader in READERS))
    raise UnknownFormat(f"there is no format '{name}'; choose one of {known}")


def recognise(path: Path, *, max_file_mb: int = MAX_FILE_MB) -> Reader:
    """Return the first reader that recognises the file's content, its ending helping where the content leaves it open.

    Raises ReadError that says why not: missing, empty, too large, binary, or in none of the formats.
    """
    check_size(path, max_file_mb=max_file_mb)
    head = read_head(path)
    for reader in READERS:
        if reader.sniff(path, head):
            return reader
    if not sniffable_text(head).strip():
        raise ReadError(path, "the file holds nothing but white space; save the article again")
    if not has_unicode_mark(head):
        refuse_binary(path, head)
    raise ReadError(path, _not_recognised())


def _not_recognised() -> str:
    known = ", ".join(reader.name for reader in READERS)
    return (
        f"no reader recognises it (asked: {known}); a plain text needs a line with its date or source below the title, "
        "or name the format with --format"
    )
