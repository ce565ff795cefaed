"""The lines below an article's title that say when and by whom it was published."""

import re
from dataclasses import dataclass, field
from datetime import date

from corpus.readers.dates import find_date, stated_date

LABELS = {
    "published": r"(?:first |originally )?published(?: on| date)?|publication date|posted(?: on)?|date",
    "updated": r"(?:last )?(?:updated|modified)(?: on)?|last update",
    "reviewed": r"(?:(?:last|medically|page last) )?reviewed(?: on)?|review date|last review",
    "next_review": r"next review(?: due| date)?|review due",
    "publisher": r"source|publisher|published by",
    "authors": r"authors?|written by|by",
    "reviewers": r"(?:medically |clinically )?reviewed by|medical reviewers?|reviewers?",
    "url": r"url|link|original",
}
LABEL = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})(?=\s*:|\s(?:Dr|Prof)\b))\s*:?" for name, words in LABELS.items()),
    re.IGNORECASE,
)
"""`Source: X`; before a doctor's name the colon may be missing."""

BARE_AUTHOR = re.compile(r"^(?:by|written by)\s+(?P<name>[A-Z][^.!?]{2,80})$", re.IGNORECASE)
BARE_REVIEWER = re.compile(r"^(?:medically |clinically )?reviewed by\s+(?P<name>.+)$", re.IGNORECASE)
BARE_REVIEW_DATE = re.compile(
    r"^(?:(?:last|medically|page last) )?(?P<kind>reviewed|updated|published|posted)(?: on)?\s+(?P<day>.+)$",
    re.IGNORECASE,
)

PERSON = re.compile(
    r"^(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+)+[A-Z][\w'\u2019.-]*(?:\s+[A-Z][\w'\u2019.-]*){0,4}$"
    r"|^[A-Z][\w'\u2019.-]*(?:\s+[A-Z][\w'\u2019.-]*){1,4},?\s+(?:M\.?D\.?|Ph\.?D\.?|MBBS|RN|FRCP|MRCP|DO|PharmD)\.?$"
)
"""A name with a title or a degree. A bare `Chen Jian` might as well be a heading, as `Hip Pain` is: it is not taken."""

SEPARATORS = " \t|·•\u2013\u2014-,;"


@dataclass(slots=True)
class Header:
    """What has been found so far. `reviewers` keeps whole lines: who reviewed an article is not who wrote it."""

    published: date | None = None
    reviewed: date | None = None
    next_review: date | None = None
    publisher: str | None = None
    authors: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    url: str | None = None


def header_line(line: str, header: Header) -> bool:
    """Say whether a line is metadata, and note in `header` what it states.

    A date that is ambiguous, and a date of mere update, is recognised but sets nothing.
    """
    line = " ".join(line.split())
    reviewer = BARE_REVIEWER.match(line)
    if reviewer:
        _note_reviewer(line, header)
        return True
    author = BARE_AUTHOR.match(line)
    if author or PERSON.match(line):
        header.authors.extend(_names(author["name"] if author else line))
        return True
    dated = BARE_REVIEW_DATE.match(line)
    if dated and stated_date(dated["day"]):
        _note({"posted": "published"}.get(dated["kind"].lower(), dated["kind"].lower()), dated["day"], header)
        return True
    return _labelled(line, header)


def _labelled(line: str, header: Header) -> bool:
    """Take a line apart at its labels: `Dec 10, 2025 Source: Cainiu Health`."""
    labels = list(LABEL.finditer(line))
    before = line[: labels[0].start()].strip(SEPARATORS) if labels else line.strip(SEPARATORS)
    found = find_date(before)
    bare_date = found is not None and found[1] == 0
    if (before and not bare_date) or (not labels and found and before[found[2] :].strip(SEPARATORS).count(" ") > 4):
        return False
    if found and before:
        header.published = header.published or found[0]
        rest = before[found[2] :].strip(SEPARATORS)
        header.publisher = header.publisher or rest or None
    ends = [label.start() for label in labels[1:]] + [len(line)] * bool(labels)
    for label, end in zip(labels, ends, strict=True):
        _note(str(label.lastgroup), line[label.end() : end].strip(SEPARATORS + ":"), header, whole=line)
    return bool(labels) or bool(found)


def _note(kind: str, value: str, header: Header, *, whole: str = "") -> None:
    if kind == "published":
        header.published = header.published or stated_date(value)
    elif kind == "reviewed":
        header.reviewed = header.reviewed or stated_date(value)
    elif kind == "next_review":
        header.next_review = header.next_review or stated_date(value)
    elif kind == "publisher":
        _note_publisher(value, header)
    elif kind == "authors":
        header.authors.extend(_names(value))
    elif kind == "reviewers":
        _note_reviewer(whole, header)
    elif kind == "url":
        header.url = header.url or value or None


def _note_publisher(value: str, header: Header) -> None:
    """Note `Cainiu Health`, and the date that may follow it on the same line."""
    found = find_date(value)
    if found:
        header.published = header.published or found[0]
        value = value[: found[1]].strip(SEPARATORS)
    header.publisher = header.publisher or value or None


def _note_reviewer(line: str, header: Header) -> None:
    found = find_date(line)
    if found:
        header.reviewed = header.reviewed or found[0]
    header.reviewers.append(line)


def _names(value: str) -> list[str]:
    """Return the names in `Dr. Chen Jian and Dr. Li Wei`; a degree after a comma stays with its name."""
    names: list[str] = []
    for part in re.split(r"\s+and\s+|\s*;\s*|\s+&\s+", value):
        names.extend(re.split(r",\s+(?=(?:Dr|Prof|Mr|Mrs|Ms)\b|[A-Z][a-z]+\s)", part))
    return [name for name in (name.strip(SEPARATORS) for name in names) if name]
