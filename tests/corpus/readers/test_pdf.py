"""Tests for corpus.readers.pdf; the files are written by hand, so that every byte is known."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection
from corpus.errors import ReadError
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.pdf import PdfReader

pypdf = pytest.importorskip("pypdf", reason="the readers extra is not installed")

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]

LEAFLET = [
    "Gout is a common kind of arthritis that causes sudden",
    "pain and swelling in the joints.",
    "Treatment",
    "Medicines reduce the pain of a flare, and lifestyle changes can help to keep",
    "new ones away.",
]


def pdf(*pages: list[str], info: str = "", title_size: int = 11) -> bytes:
    """Return a PDF whose pages hold these lines, the first line of each page in `title_size`."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {info} >>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(
            f"/F1 {title_size if at == 0 else 11} Tf 1 0 0 1 72 {700 - 20 * at} Tm ({line}) Tj\n" for at, line in enumerate(lines)
        )
        stream = f"BT\n{shown}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects)


def _assembled(objects: list[str]) -> bytes:
    content, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode()


def test_a_leaflet_is_read_and_its_file_date_is_no_date_of_publication(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    info = "/Title (Living with gout) /Author (Ann Lee and Bo Yu) /CreationDate (D:20240101120000Z)"
    draft = only_draft(PdfReader(), save("a.pdf", pdf(["Living with gout", *LEAFLET], info=info)))
    assert draft.title == "Living with gout"
    assert draft.source == Source(authors=("Ann Lee", "Bo Yu"))
    assert outline(draft.sections) == [
        "Gout is a common kind of arthritis that causes sudden pain and swelling in the joints.",
        "# Treatment",
        "Medicines reduce the pain of a flare, and lifestyle changes can help to keep new ones away.",
    ]


@pytest.mark.parametrize("stated", ["", "/Title (Microsoft Word - leaflet v3.doc)", "/Title (untitled)", "/Title (leaflet_v3)"])
def test_without_a_title_worth_the_name_the_largest_words_are_the_title(save: Save, only_draft: OnlyDraft, stated: str) -> None:
    content = pdf(["Living with gout", *LEAFLET], info=stated, title_size=20)
    assert only_draft(PdfReader(), save("a.pdf", content)).title == "Living with gout"


def test_where_all_words_are_of_a_size_the_first_line_is_the_title(save: Save, only_draft: OnlyDraft) -> None:
    assert only_draft(PdfReader(), save("a.pdf", pdf(["Living with gout", *LEAFLET]))).title == "Living with gout"


def test_a_file_that_is_cut_short_is_refused(save: Save) -> None:
    with pytest.raises(ReadError, match="the PDF is cut short"):
        list(PdfReader().read(save("a.pdf", pdf(LEAFLET)[:-20])))


def test_a_damaged_file_is_refused(save: Save) -> None:
    with pytest.raises(ReadError, match="the PDF is damaged"):
        list(PdfReader().read(save("a.pdf", b"%PDF-1.4\nnothing that a PDF has\n%%EOF\n")))


def test_an_encrypted_file_is_refused(save: Save) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(LEAFLET)))
    writer.encrypt("secret", algorithm="RC4-128")
    content = BytesIO()
    writer.write(content)
    with pytest.raises(ReadError, match="the PDF is encrypted; save a copy without a password"):
        list(PdfReader().read(save("a.pdf", content.getvalue())))


def test_a_file_that_only_forbids_printing_is_read(save: Save, only_draft: OnlyDraft) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(["Living with gout", *LEAFLET])))
    writer.encrypt("", "owner", algorithm="RC4-128")
    content = BytesIO()
    writer.write(content)
    assert only_draft(PdfReader(), save("a.pdf", content.getvalue())).title == "Living with gout"


def test_a_scan_is_refused_with_what_to_do(save: Save) -> None:
    with pytest.raises(ReadError, match=r"1 of its 3 pages hold text, so it is a scan; run text recognition \(OCR\) on it"):
        list(PdfReader().read(save("a.pdf", pdf([], ["A stamp"], []))))


def test_only_the_mark_at_the_beginning_makes_a_pdf() -> None:
    assert PdfReader().sniff(Path("a.bin"), b"\n%PDF-1.7")
    assert not PdfReader().sniff(Path("a.pdf"), b"not one")
