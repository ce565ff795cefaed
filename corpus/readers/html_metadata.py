"""What a web page says of itself in its head: title, authors, publisher, dates; nothing is inferred from its text.

Only explicit statements count: JSON-LD, `<meta>`, `itemprop`. A date of modification is neither a publication nor a
review, so `dateModified` is not used; nor are dates found in the text, in links or in the file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from corpus.models import Source
from corpus.readers.dates import stated_date

PUBLISHED = ("datepublished", "article:published_time", "citation_publication_date", "dcterms.issued", "dc.date.issued")
REVIEWED = ("lastreviewed", "last-reviewed", "last_reviewed", "article:reviewed_time", "dcterms.reviewed")
PUBLISHERS = (
    "og:site_name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "application-name",
)
AUTHORS = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator")
TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title")

PAGE_TYPE = re.compile(r"(?:Article|WebPage|Posting|Report|Guideline|MedicalCondition)$")
"""Kinds of schema.org object that describe the page itself, not its publisher or a picture on it."""

TITLE_SEPARATOR = re.compile(r"\s+[|\u2013\u2014·:-]\s+")


@dataclass(slots=True)
class PageMetadata:
    """The page's own statements, names in lower case, in the order in which they stand."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    objects: list[dict[str, object]] = field(default_factory=list)
    language: str | None = None
    canonical: str | None = None
    licence: str | None = None
    title_element: str = ""
    top_headings: list[str] = field(default_factory=list)

    def title(self) -> str:
        """Return the headline, else the only top heading, else the title without the site's name; may be empty."""
        headline = next(iter(self._stated("headline")), "")
        shown = self.top_headings[0] if len(self.top_headings) == 1 else ""
        whole = next(iter(self._named(TITLES)), "") or self.title_element
        parts = TITLE_SEPARATOR.split(whole)
        publisher = (self.publisher() or "").casefold()
        if len(parts) > 1 and publisher and parts[-1].casefold() in publisher:
            whole = whole[: whole.rindex(parts[-1])].rstrip(" |\u2013\u2014·:-")
        return headline or shown or whole

    def publisher(self) -> str | None:
        """Return the publisher's name."""
        return next(iter((*self._stated("publisher"), *self._named(PUBLISHERS))), None)

    def source(self) -> Source:
        """Return what the page states of its origin; what it does not state is None."""
        language = self.language or next(iter(self._stated("inLanguage")), None)
        authors = self._stated("author") or [name for name in self._named(AUTHORS) if "://" not in name]
        return Source(
            publisher=self.publisher(),
            authors=tuple(dict.fromkeys(authors)),
            url=self.canonical or next(iter((*self._named(("og:url",)), *self._stated("url"))), None),
            licence=self.licence or next(iter(self._stated("license")), None),
            language=language,
            published=self._date("datePublished", PUBLISHED),
            reviewed=self._date("lastReviewed", REVIEWED),
        )

    def _date(self, property_name: str, meta_names: tuple[str, ...]) -> date | None:
        stated = (*self._stated(property_name), *self._named(meta_names))
        return next((day for day in map(stated_date, stated) if day), None)

    def _named(self, names: tuple[str, ...]) -> list[str]:
        return [value for name in names for value in self.meta.get(name, ())]

    def _stated(self, property_name: str) -> list[str]:
        return [name for item in self.objects for name in _names(item.get(property_name))]


def read_metadata(html: str) -> PageMetadata:
    """Return what the page's head and microdata state."""
    head = _Head()
    head.feed(html)
    head.close()
    return head.page


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageMetadata()
        self._inside = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: (value or "").strip() for name, value in attrs}
        relations = stated.get("rel", "").lower().split()
        if tag == "html":
            self.page.language = stated.get("lang") or stated.get("xml:lang") or None
        elif tag == "link" and "canonical" in relations:
            self.page.canonical = stated.get("href") or None
        elif "license" in relations:
            self.page.licence = stated.get("href") or None
        elif tag == "title" or tag == "h1" or (tag == "script" and stated.get("type", "").lower() == "application/ld+json"):
            self._inside, self._words = tag, []
        self._note(tag, stated)

    def _note(self, tag: str, stated: dict[str, str]) -> None:
        name = (stated.get("property") or stated.get("name") or stated.get("itemprop") or "").lower()
        value = stated.get("content") or (stated.get("datetime") if tag == "time" else "")
        if name and value and (tag == "meta" or "itemprop" in stated):
            self.page.meta.setdefault(name, []).append(" ".join(value.split()))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag != self._inside:
            return
        text, self._inside = "".join(self._words), ""
        if tag == "script":
            self.page.objects.extend(_page_objects(text))
        elif tag == "h1" and text.strip():
            self.page.top_headings.append(" ".join(text.split()))
        elif tag == "title" and not self.page.title_element:  # pictures have titles, too
            self.page.title_element = " ".join(text.split())


def _page_objects(text: str) -> Iterator[dict[str, object]]:
    """Yield the JSON-LD objects that describe the page. What is not JSON states nothing."""
    try:
        waiting = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value)
            if any(PAGE_TYPE.search(name) for name in _names(value.get("@type"))):
                yield value


def _names(value: object) -> list[str]:
    """Return the texts of a property: itself, its name, or those of its members."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for member in value for name in _names(member)]
    return []
