"""Tests for corpus.readers: what holds for every reader, and how a file finds its own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.drafts import Draft, Reject
from corpus.errors import MissingExtra, ReadError, UnknownFormat
from corpus.readers import READERS, reader_named, recognise
from corpus.readers.base import HEAD_BYTES, Reader

Save = Callable[[str, str | bytes], Path]

PDF_LIKE = b"%PDF-1.4\n1 0 obj\n"
EXAMPLES: dict[str, tuple[str, str]] = {
    "portal-text": ("a.txt", "Fever\n\nDec 10, 2025 Source: Cainiu Health\nIntroduction\nRest helps. Drink much."),
    "markdown": ("a.md", "---\ntitle: Fever\n---\n## Introduction\n\nRest helps. Drink much."),
    "html": (
        "a.html",
        "<!DOCTYPE html><html><head><title>Fever</title></head><body><main><h2>Introduction</h2>"
        "<p>Rest helps. Drink much, and see a doctor if it does not go away after three days.</p></main></body></html>",
    ),
    "medlineplus": (
        "a.xml",
        '<health-topics><health-topic title="Fever" id="1" url="u" language="English">'
        "<full-summary>&lt;p&gt;Rest helps.&lt;/p&gt;</full-summary></health-topic></health-topics>",
    ),
    "medquad": (
        "a.xml",
        '<Document id="1" source="CDC"><Focus>Fever</Focus><QAPairs><QAPair><Question qtype="treatment">What helps ?'
        "</Question><Answer>Rest helps.</Answer></QAPair></QAPairs></Document>",
    ),
    "jsonl": (
        "a.jsonl",
        json.dumps({"id": "1", "title": "Fever", "sections": [{"heading": "", "paragraphs": ["Rest helps."]}]}),
    ),
    "beir": ("a.jsonl", json.dumps({"_id": "1", "title": "Fever", "text": "Rest helps."})),
}
every_reader = pytest.mark.parametrize("reader", [pytest.param(reader, id=reader.name) for reader in READERS])
every_example = pytest.mark.parametrize("name", EXAMPLES)


def read(reader: Reader, path: Path) -> list[Draft | Reject]:
    try:
        return list(reader.read(path))
    except MissingExtra as error:
        pytest.skip(str(error))


def test_every_reader_has_a_name_of_its_own_and_an_example_here() -> None:
    names = [reader.name for reader in READERS]
    assert len(set(names)) == len(names) == 8
    assert set(names) == {*EXAMPLES, "pdf"}


@every_reader
def test_a_reader_is_found_by_its_name(reader: Reader) -> None:
    assert reader_named(reader.name) is reader


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="there is no format 'word'; choose one of beir, html, jsonl, markdown"):
        reader_named("word")


@every_example
def test_a_file_is_recognised_by_its_content(save: Save, name: str) -> None:
    file_name, content = EXAMPLES[name]
    assert recognise(save(file_name, content)).name == name


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "html"])
def test_content_decides_where_the_ending_is_wrong(save: Save, name: str) -> None:
    assert recognise(save("article.dat", EXAMPLES[name][1])).name == name


def test_a_pdf_is_recognised_whatever_its_ending(save: Save) -> None:
    assert recognise(save("article.txt", PDF_LIKE)).name == "pdf"


@every_example
def test_a_reader_yields_drafts_with_title_sections_and_blocks(save: Save, name: str) -> None:
    file_name, content = EXAMPLES[name]
    (draft,) = read(reader_named(name), save(file_name, content))
    assert isinstance(draft, Draft)
    assert draft.title == "Fever"
    texts = [block.text for section in draft.sections for block in section.blocks]
    assert texts[0].startswith("Rest helps.")


@every_example
def test_reading_twice_gives_the_same(save: Save, name: str) -> None:
    file_name, content = EXAMPLES[name]
    path = save(file_name, content)
    assert read(reader_named(name), path) == read(reader_named(name), path)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in {"medlineplus", "medquad"}])
def test_a_byte_order_mark_and_utf_16_change_nothing(save: Save, name: str) -> None:
    file_name, content = EXAMPLES[name]
    plain = read(reader_named(name), save(f"plain-{file_name}", content))
    for encoding in ("utf-8-sig", "utf-16"):
        path = save(f"{encoding}-{file_name}", content.encode(encoding))
        assert recognise(path).name == name
        assert read(reader_named(name), path) == plain


@every_reader
@pytest.mark.parametrize("content", [b"", b" \n\t\n"], ids=["empty", "white-space"])
def test_a_file_with_nothing_in_it_is_an_error_and_never_an_article(save: Save, reader: Reader, content: bytes) -> None:
    with pytest.raises((ReadError, MissingExtra)):
        list(reader.read(save("a", content)))


@every_reader
def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path, reader: Reader) -> None:
    with pytest.raises((ReadError, MissingExtra)) as caught:
        list(reader.read(tmp_path / "nothing.txt"))
    if isinstance(caught.value, ReadError):
        assert str(tmp_path / "nothing.txt") in str(caught.value)


@every_reader
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(min_size=1, max_size=200) | st.text(min_size=1, max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_bytes_are_read_or_refused_and_nothing_else_is_raised(save: Save, reader: Reader, content: bytes) -> None:
    path = save("any", content)
    reader.sniff(path, content[:HEAD_BYTES])
    try:
        found: Iterator[Draft | Reject] | list[Draft | Reject] = list(reader.read(path))
    except (ReadError, MissingExtra):
        found = []
    for record in found:
        assert isinstance(record, Draft | Reject)


@pytest.mark.parametrize(
    ("file_name", "content", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"  \n\n", "nothing but white space"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "it is binary, not text"),
        ("a.txt", b"Milk\nBread", "no reader recognises it"),
        ("queries.jsonl", b'{"_id": "1", "text": "How long?"}', "no reader recognises it"),
        ("a.xml", b"<unknown/>", "no reader recognises it"),
        ("a.docx", b"PK\x03\x04\x14\x00", "it is binary, not text"),
    ],
)
def test_a_file_that_no_reader_takes_is_refused_with_the_reason(save: Save, file_name: str, content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        recognise(save(file_name, content))


def test_a_file_over_the_limit_is_refused_before_it_is_read(save: Save) -> None:
    path = save("a.txt", EXAMPLES["portal-text"][1] + " " * 1_000_000)
    assert recognise(path, max_file_mb=2).name == "portal-text"
    with pytest.raises(ReadError, match=r"the file has 1\.0 MB and the limit is 1 MB; split it"):
        recognise(path, max_file_mb=1)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("portal/000_d6b239d5213b3928.txt", "portal-text"),
        ("articles/medquad_articles.jsonl", "jsonl"),
        ("articles/medlineplus2024_articles.jsonl", "jsonl"),
        ("medquad_liveqa/corpus.jsonl", "beir"),
        ("covid_faq/corpus.jsonl", "beir"),
        ("medquad_xml/1_CancerGov_QA/0000001_1.xml", "medquad"),
        ("medquad_xml/9_CDC_QA/0000397.xml", "medquad"),
    ],
)
def test_real_files_find_their_reader(shared_data: Path, path: str, name: str) -> None:
    assert recognise(shared_data / path).name == name
