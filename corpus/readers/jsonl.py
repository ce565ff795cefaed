"""Articles as JSON, one a line: `id title source url license sections[{heading, paragraphs[]}]` and more if known."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.drafts import Draft, Reject
from corpus.models import Source
from corpus.readers.json_lines import Identified, Record, first_keys, read_records
from corpus.readers.structure import sections_from


class SectionFields(BaseModel):
    """A heading, empty where the article has none, and its paragraphs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str = ""
    paragraphs: tuple[str, ...]


class ArticleFields(Identified):
    """One line. An unknown key is refused: a misspelt `reviewed` must not vanish."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str = Field(min_length=1)
    title: str
    """May be empty, as in three MedQuAD articles: cleaning then makes one and says so."""
    sections: tuple[SectionFields, ...]
    source: str | None = None
    url: str | None = None
    license: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    country: str | None = None
    published: date | None = None
    reviewed: date | None = None
    next_review: date | None = None
    notice: str | None = None
    topics: tuple[str, ...] = ()
    also_known_as: tuple[str, ...] = ()


class JsonlReader:
    """Reads article JSONL; headings and lists that stand among the paragraphs are found again (see structure.py)."""

    name = "jsonl"
    suffixes = frozenset({".jsonl", ".ndjson"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether a line is an object with an id and sections."""
        return {"id", "sections"} <= first_keys(head)

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield an article for each line, and a Reject for each line that is none; an id used twice is refused."""
        for record in read_records(path, ArticleFields):
            yield record if isinstance(record, Reject) else _draft(path, record)


def _draft(path: Path, record: Record[ArticleFields]) -> Draft | Reject:
    fields = record.fields
    sections = tuple(
        section
        for stated in fields.sections
        for section in sections_from(stated.paragraphs, heading=" ".join(stated.heading.split()))
    )
    if not sections:
        return Reject(path=path, reason="the article has no paragraphs; add its text or leave it out", line=record.line)
    return Draft(
        title=fields.title,
        sections=sections,
        key=fields.id,
        topics=fields.topics,
        also_known_as=fields.also_known_as,
        source=Source(
            publisher=fields.source,
            authors=fields.authors,
            url=fields.url,
            licence=fields.license,
            country=fields.country,
            language=fields.language,
            published=fields.published,
            reviewed=fields.reviewed,
            next_review=fields.next_review,
            notice=fields.notice,
        ),
    )
