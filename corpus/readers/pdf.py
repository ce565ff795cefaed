"""PDF files; pypdf gives the lines of each page, from which paragraphs are put together again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.drafts import Draft, Reject
from corpus.errors import MissingExtra, ReadError
from corpus.models import Source
from corpus.readers.files import check_size
from corpus.readers.page_text import paragraphs_of_pages
from corpus.readers.structure import sections_from

if TYPE_CHECKING:
    from pypdf import PageObject
    from pypdf import PdfReader as PypdfReader

TAIL_BYTES = 2_048
"""Where the end mark must be: the standard says the last 1,024 bytes, and some programs append a little more."""

MIN_TEXT_SHARE = 0.5
"""Fewer pages with text than this, and the document is a scan of which an article would be a torn remainder."""

FILE_NAME_LIKE = re.compile(r"\.\w{2,5}$|^(?:untitled|microsoft word|document|title)\b|[\\/_]", re.IGNORECASE)
"""Titles that word processors put in unasked: `Microsoft Word - leaflet_v3.doc`."""

MAX_TITLE_CHARS = 200


class PdfReader:
    """Reads one article a file. A PDF states no date of publication: its CreationDate is that of the file."""

    name = "pdf"
    suffixes = frozenset({".pdf"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether the PDF mark stands near the beginning, where readers look for it."""
        return b"%PDF-" in head[:1024]

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the article. Raises ReadError where it is cut short, encrypted, damaged or a scan, and MissingExtra."""
        check_size(path)
        _refuse_truncated(path)
        title, authors, pages = _open(path)
        with_text = sum(bool(page.strip()) for page in pages)
        if not with_text or with_text < MIN_TEXT_SHARE * len(pages):
            reason = f"{with_text} of its {len(pages)} pages hold text, so it is a scan; run text recognition (OCR) on it"
            raise ReadError(path, reason)
        paragraphs = paragraphs_of_pages(pages)
        if paragraphs and paragraphs[0].casefold() == title.casefold():
            paragraphs = paragraphs[1:]
        sections = sections_from(paragraphs)
        if not sections:
            raise ReadError(path, "it has no text below its title; check that it is the whole article")
        yield Draft(title=title, sections=sections, source=Source(authors=authors))


def _refuse_truncated(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        if b"%%EOF" not in file.read():
            raise ReadError(path, "the PDF is cut short (it has no end mark); download it again")


def _open(path: Path) -> tuple[str, tuple[str, ...], list[str]]:
    """Return title, authors and each page's text."""
    try:
        import pypdf
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as error:
        raise MissingExtra(f'reading PDF files needs pypdf ({error}): pip install "carecite[readers]"') from error
    damaged = (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
    try:
        with pypdf.PdfReader(path) as reader:
            _decrypt(path, reader)
            pages = [page.extract_text() for page in reader.pages]
            title = _stated_title(reader) or (_largest_text(reader.pages[0]) if pages else "") or path.stem
            author = (reader.metadata.author or "") if reader.metadata else ""
    except DependencyError as error:
        raise ReadError(path, "the PDF is encrypted; save a copy without a password") from error
    except damaged as error:  # pypdf raises all of these on malformed files
        raise ReadError(path, f"the PDF is damaged ({error or type(error).__name__}); download it again") from error
    authors = tuple(name.strip() for name in re.split(r";|\band\b", str(author)) if name.strip())
    return title, authors, pages


def _decrypt(path: Path, reader: "PypdfReader") -> None:
    """Open with the empty password those files that only forbid printing; refuse the others."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError(path, "the PDF is encrypted; save a copy without a password")


def _stated_title(reader: "PypdfReader") -> str:
    """Return the title of the document's properties where a person wrote it."""
    stated = " ".join(str((reader.metadata.title or "") if reader.metadata else "").split())
    sane = " " in stated and len(stated) <= MAX_TITLE_CHARS and not FILE_NAME_LIKE.search(stated)
    return stated if sane else ""


def _largest_text(page: "PageObject") -> str:
    """Return the words set largest on a page, or its first line where all are of a size."""
    sizes: list[tuple[float, str]] = []

    def note(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:  # noqa: ARG001
        if text.strip():
            sizes.append((round(abs(size * tm[3] * cm[3]), 1), text))

    whole = page.extract_text(visitor_text=note)
    lines = [line for line in whole.splitlines() if line.strip()]
    counts = Counter(size for size, _ in sizes)
    if len(counts) < 2:
        return " ".join(lines[0].split())[:MAX_TITLE_CHARS] if lines else ""
    largest = max(counts)
    return " ".join(" ".join(text for size, text in sizes if size == largest).split())[:MAX_TITLE_CHARS]
