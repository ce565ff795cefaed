"""BEIR corpora: lines of `{"_id", "title", "text", "metadata": {"url", "source"}}`, each line an article of its own."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.drafts import Draft, Reject
from corpus.models import Source
from corpus.readers.json_lines import Identified, Record, first_keys, read_records
from corpus.readers.structure import sections_from

TITLE_WORDS = 12
"""How many of a text's first words stand in for a missing title: about what fits one line of a result list."""


class Metadata(BaseModel):
    """What we use of the metadata; corpora put much else here, by design, so other keys are let be."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    url: str | None = None
    source: str | None = None


class DocumentFields(Identified):
    """One line of a BEIR corpus file."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str
    metadata: Metadata = Metadata()


class BeirReader:
    """Reads a BEIR corpus.jsonl; a queries.jsonl, which has no titles, is not taken for one."""

    name = "beir"
    suffixes = frozenset({".jsonl"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether a line is an object with `_id`, `title` and `text`."""
        return {"_id", "title", "text"} <= first_keys(head)

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield a document for each line, and a Reject for each line that is none; an id used twice is refused."""
        for record in read_records(path, DocumentFields):
            yield record if isinstance(record, Reject) else _draft(path, record)


def _draft(path: Path, record: Record[DocumentFields]) -> Draft | Reject:
    fields = record.fields
    sections = sections_from([fields.text or fields.title])
    if not sections:
        return Reject(path=path, reason="the document has neither title nor text; leave it out", line=record.line)
    return Draft(
        title=" ".join(fields.title.split()) or _first_words(fields.text),
        sections=sections,
        key=fields.id,
        source=Source(publisher=fields.metadata.source or None, url=fields.metadata.url or None),
    )


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "")
