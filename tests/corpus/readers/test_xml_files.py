"""Tests for corpus.readers.xml_files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers.xml_files import elements, root_element

Save = Callable[[str, str | bytes], Path]
TOPIC = frozenset({"topic"})

BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE topics [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<topics><topic>&c;</topic></topics>"""

EXTERNAL_ENTITY = """<?xml version="1.0"?>
<!DOCTYPE topics [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<topics><topic>&secret;</topic></topics>"""


def test_each_element_comes_whole_and_in_order(save: Save) -> None:
    path = save("a.xml", "<topics><topic><t>a</t></topic><other/><topic><t>b</t></topic></topics>")
    assert [topic.findtext("t") for topic in elements(path, TOPIC)] == ["a", "b"]


def test_the_encoding_that_the_file_declares_is_followed(save: Save) -> None:
    path = save("a.xml", '<?xml version="1.0" encoding="ISO-8859-1"?><a><topic>Fièvre</topic></a>'.encode("latin-1"))
    assert [topic.text for topic in elements(path, TOPIC)] == ["Fièvre"]


def test_broken_xml_is_named_by_its_line_after_the_good_elements_came(save: Save) -> None:
    found = elements(save("a.xml", "<topics>\n<topic>a</topic>\n<topic>b</tpic>\n</topics>"), TOPIC)
    assert next(found).text == "a"
    with pytest.raises(ReadError, match="the XML is broken at column") as caught:
        next(found)
    assert caught.value.line == 3


def test_a_file_cut_short_is_broken_xml(save: Save) -> None:
    with pytest.raises(ReadError, match="the XML is broken"):
        list(elements(save("a.xml", "<topics><topic>a</topic>"), TOPIC))


@pytest.mark.parametrize(("content", "line"), [(BILLION_LAUGHS, 3), (EXTERNAL_ENTITY, 2)], ids=["bomb", "external"])
def test_entity_declarations_are_refused_with_their_line(save: Save, content: str, line: int) -> None:
    with pytest.raises(ReadError, match="it declares XML entities") as caught:
        list(elements(save("a.xml", content), TOPIC))
    assert caught.value.line == line


def test_a_doctype_that_names_a_dtd_is_harmless(save: Save) -> None:
    path = save("a.xml", '<!DOCTYPE topics SYSTEM "https://example.org/none.dtd"><topics><topic>a</topic></topics>')
    assert [topic.text for topic in elements(path, TOPIC)] == ["a"]


@pytest.mark.parametrize(
    ("head", "root"),
    [
        ("<health-topics>", "health-topics"),
        ('\ufeff<?xml version="1.0"?>\n<!-- note <b> -->\n<!DOCTYPE d SYSTEM "d.dtd">\n<Document id="1">', "Document"),
        ("<!doctype html>\n<html lang=en>", "html"),
        ("<!DOCTYPE t [ <!ENTITY a 'b'> ]><t>", "t"),
        ("plain <b>text</b>", None),
        ("", None),
    ],
)
def test_the_root_is_found_behind_declarations_and_comments(head: str, root: str | None) -> None:
    assert root_element(head.encode()) == root


def test_the_root_of_a_utf_16_file_is_found() -> None:
    assert root_element("<Document/>".encode("utf-16")) == "Document"
