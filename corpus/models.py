"""The nouns of the corpus: Source, Article, Section, Passage and the findings about them. Plain data, no behaviour."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", str)
"""Made by `corpus.identity.article_id`: safe in a URL, the same each time the same article is read."""

PassageId = NewType("PassageId", str)
"""Made by `corpus.identity.passage_id`: depends on the article's id and the passage's own text, on nothing else."""

Sha256 = NewType("Sha256", str)
"""A lower-case hexadecimal SHA-256 digest."""


class BlockKind(StrEnum):
    """What a block of text is."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"


class PassageRole(StrEnum):
    """What a passage is about."""

    OVERVIEW = "overview"
    SYMPTOMS = "symptoms"
    CAUSES = "causes"
    DIAGNOSIS = "diagnosis"
    TREATMENT = "treatment"
    SELF_CARE = "self-care"
    PREVENTION = "prevention"
    OUTLOOK = "outlook"
    SEEK_CARE = "seek-care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A publication that an article says its facts come from."""

    id: str
    publisher: str
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who published an article, and when, exactly as the publisher states it; what is not stated is None."""

    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    licence: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2 of the country the article was written for."""
    language: str | None = None
    """BCP 47 tag, e.g. `en`."""
    published: date | None = None
    reviewed: date | None = None
    next_review: date | None = None
    notice: str | None = None
    """What a reader must know about the authorship, e.g. that no clinician has reviewed it."""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or a list item of an article: `article.text[start:end]`."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading (empty before the first) and the blocks under it, in reading order."""

    heading: str
    blocks: tuple[Block, ...]
    role: PassageRole | None = None
    """Set only where the publisher marks the section's kind; otherwise `corpus.roles` decides per passage."""
    references: tuple[str, ...] = ()
    """Ids of the references that the section's claims rest on, where the article says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as one normalised text; every block and every passage is a slice of `text`."""

    id: ArticleId
    key: str
    """The publisher's own identifier, or what identity was derived from."""
    title: str
    source: Source
    text: str
    sections: tuple[Section, ...]
    topics: tuple[str, ...] = ()
    also_known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A slice of an article that can be shown on its own: `article.text[start:end] == text`."""

    id: PassageId
    article_id: ArticleId
    start: int
    end: int
    text: str
    heading: str
    role: PassageRole | None
    context: str
    """What is embedded before the text: title, heading and, for the rest of a long list, its lead-in. Never part of `text`."""
    lead_in: tuple[int, int] | None = None
    """Where the lead-in stands (`article.text[a:b]`) of a list that was too long for one passage, if this is not its first."""
    flags: tuple[str, ...] = ()
    """Rules that found something wrong in this very text, e.g. `stray-script`."""


class Severity(StrEnum):
    """How much a finding matters to an editor."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was changed, dropped or noticed, with the rule that did it."""

    rule: str
    text: str
    """The affected text (shortened where long)."""
    severity: Severity = Severity.INFO
    article_id: ArticleId | None = None
    passage_id: PassageId | None = None
    detail: str = ""
