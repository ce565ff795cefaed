"""Tests for corpus.readers.medlineplus; the records are shaped as the library describes them."""

from collections.abc import Callable
from pathlib import Path

from corpus.drafts import Draft, DraftSection, Reject
from corpus.models import Source
from corpus.readers.medlineplus import LICENCE, PUBLISHER, MedlineplusReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]

TOPICS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE health-topics SYSTEM "https://medlineplus.gov/xml/mplus_topics.dtd">
<health-topics total="4" date-generated="11/08/2025 02:30:25">
<health-topic meta-desc="Gout." title="Gout" url="https://medlineplus.gov/gout.html" id="264" language="English"
 date-created="05/05/1999">
 <also-called>Podagra</also-called>
 <full-summary>&lt;h3&gt;What is gout?&lt;/h3&gt;
&lt;p&gt;Gout hurts. Symptoms include:&lt;/p&gt;
&lt;ul&gt;&lt;li&gt;Swelling&lt;/li&gt;&lt;li&gt;Redness&lt;/li&gt;&lt;/ul&gt;</full-summary>
 <group url="https://medlineplus.gov/bones.html" id="5">Bones, Joints and Muscles</group>
 <language-mapped-topic url="https://medlineplus.gov/spanish/gout.html" id="1940" language="Spanish">Gota
 </language-mapped-topic>
 <mesh-heading><descriptor id="D006073">Gout</descriptor></mesh-heading>
 <primary-institute url="https://www.niams.nih.gov">NIAMS</primary-institute>
 <related-topic url="https://medlineplus.gov/arthritis.html" id="23">Arthritis</related-topic>
 <see-reference>Uric acid disease</see-reference>
 <site title="Gout" url="https://www.niams.nih.gov/gout"><organization>NIAMS</organization></site>
</health-topic>
<health-topic title="Gota" url="https://medlineplus.gov/spanish/gout.html" id="1940" language="Spanish">
 <full-summary>&lt;p&gt;La gota duele.&lt;/p&gt;</full-summary>
</health-topic>
<health-topic title="Empty" url="https://medlineplus.gov/empty.html" id="3" language="English">
 <full-summary></full-summary>
</health-topic>
<health-topic title="Gout again" url="u" id="264" language="English"><full-summary>Text.</full-summary></health-topic>
</health-topics>"""


def read(path: Path) -> list[Draft | Reject]:
    return list(MedlineplusReader().read(path))


def test_a_topic_is_an_article(save: Save, outline: Outline) -> None:
    gout = read(save("mplus_topics_2025-11-08.xml", TOPICS))[0]
    assert isinstance(gout, Draft)
    assert (gout.key, gout.title, gout.topics) == ("mplus_264", "Gout", ("Bones, Joints and Muscles",))
    assert gout.also_known_as == ("Podagra", "Uric acid disease")
    assert outline(gout.sections) == ["# What is gout?", "Gout hurts. Symptoms include:", "* Swelling", "* Redness"]


def test_the_day_a_topic_was_created_is_not_shown_as_the_day_of_publication(save: Save) -> None:
    gout = read(save("a.xml", TOPICS))[0]
    assert isinstance(gout, Draft)
    assert gout.source == Source(
        publisher=PUBLISHER, url="https://medlineplus.gov/gout.html", licence=LICENCE, country="US", language="en"
    )


def test_a_spanish_topic_is_tagged_so(save: Save) -> None:
    gota = read(save("a.xml", TOPICS))[1]
    assert isinstance(gota, Draft)
    assert (gota.key, gota.source.language) == ("mplus_1940", "es")


def test_topics_without_text_or_with_a_used_id_are_rejected(save: Save) -> None:
    assert [record.reason for record in read(save("a.xml", TOPICS)) if isinstance(record, Reject)] == [
        "the topic 'Empty' has no paragraphs in its full-summary; leave it out",
        "the topic id '264' is used twice; keep one",
    ]
