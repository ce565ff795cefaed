"""The MedlinePlus health topics as the National Library of Medicine publishes them (`mplus_topics_YYYY-MM-DD.xml`)."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from corpus.drafts import Draft, Reject
from corpus.models import Source
from corpus.readers.html_blocks import sections_of_html
from corpus.readers.xml_files import elements, root_element, text_of

PUBLISHER = "MedlinePlus, US National Library of Medicine"
LICENCE = "US Government work; courtesy of MedlinePlus from the National Library of Medicine"
LANGUAGES = {"english": "en", "spanish": "es"}


class MedlineplusReader:
    """Reads every health topic that has a summary.

    `date-created` is not taken for the date of publication. The library defines it as the day the topic was first on
    its site (nlm.nih.gov/medlineplus/xmldescription.html); the summaries are rewritten since, and no date of theirs is
    given. To show 1999 beside a text of last year would be wrong either way, so both dates stay None.
    """

    name = "medlineplus"
    suffixes = frozenset({".xml"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether the root is `health-topics`."""
        return root_element(head) == "health-topics"

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield a topic at a time; a topic without title, id or summary is a Reject."""
        seen: set[str] = set()
        for topic in elements(path, frozenset({"health-topic"})):
            key = f"mplus_{(topic.get('id') or '').strip()}"
            if key in seen:
                yield Reject(path=path, reason=f"the topic id '{topic.get('id')}' is used twice; keep one")
            else:
                yield _draft(path, topic, key)
            seen.add(key)


def _draft(path: Path, topic: Element, key: str) -> Draft | Reject:
    title = " ".join((topic.get("title") or "").split())
    if not title or not topic.get("id"):
        name = title or topic.get("url") or "a topic"
        return Reject(path=path, reason=f"'{name}' has no {'id' if title else 'title'}; add it or leave the topic out")
    sections = sections_of_html(text_of(topic.find("full-summary")))
    if not sections:
        return Reject(path=path, reason=f"the topic '{title}' has no paragraphs in its full-summary; leave it out")
    return Draft(
        title=title,
        sections=sections,
        key=key,
        topics=_texts(topic, "group"),
        also_known_as=tuple(dict.fromkeys((*_texts(topic, "also-called"), *_texts(topic, "see-reference")))),
        source=Source(
            publisher=PUBLISHER,
            url=topic.get("url") or None,
            licence=LICENCE,
            country="US",
            language=LANGUAGES.get((topic.get("language") or "").casefold()),
        ),
    )


def _texts(topic: Element, tag: str) -> tuple[str, ...]:
    texts = (" ".join(text_of(element).split()) for element in topic.findall(tag))
    return tuple(text for text in texts if text)
