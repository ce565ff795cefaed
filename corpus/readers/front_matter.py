"""The YAML at the head of a Markdown article: who wrote it, when, from what; checked key by key."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import ReadError
from corpus.models import Reference, Source
from corpus.readers.validation import explain

FENCED = re.compile(r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
KEY_LIKE = re.compile(r"\A\ufeff?---[ \t]*\r?\n[A-Za-z_]+:")


class ReferenceFields(BaseModel):
    """One publication the article's facts come from."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str = Field(min_length=1)
    publisher: str
    title: str
    url: str | None = None


class Audience(StrEnum):
    """Whom an article speaks to."""

    EVERYONE = "everyone"
    ADULTS = "adults"
    PARENTS = "parents"
    WOMEN = "women"
    MEN = "men"
    TEENAGERS = "teenagers"
    OLDER_PEOPLE = "older people"
    PREGNANCY = "pregnancy"
    CARERS = "carers"


class FrontMatter(BaseModel):
    """Every key an article may have. An unknown one is refused: a misspelt `reviewed` must not vanish."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str | None = Field(default=None, min_length=1)
    slug: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    audience: Audience = Audience.EVERYONE
    also_known_as: tuple[str, ...] = ()
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    licence: str | None = None
    country: str | None = None
    published: date | None = Field(default=None, validation_alias=AliasChoices("published", "written"))
    reviewed: date | None = None
    next_review: date | None = None
    notice: str | None = None
    references: tuple[ReferenceFields, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_date_of_publication(cls, fields: object) -> object:
        if isinstance(fields, dict) and {"written", "published"} <= fields.keys():
            raise ValueError("'written' and 'published' mean the same; keep one")
        return fields

    @model_validator(mode="after")
    def _reference_ids_differ(self) -> "FrontMatter":
        ids = [reference.id for reference in self.references]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"the reference ids {', '.join(twice)} are used twice; give each its own")
        return self

    def all_topics(self) -> tuple[str, ...]:
        """Return the topics, with whom the article is for as one more ("for parents"): people filter by either."""
        return self.topics if self.audience is Audience.EVERYONE else (*self.topics, f"for {self.audience}")

    def source(self) -> Source:
        """Return what the front matter says about the article's origin."""
        return Source(
            publisher=self.publisher,
            authors=self.authors,
            url=self.url,
            licence=self.licence,
            country=self.country,
            language=self.language,
            published=self.published,
            reviewed=self.reviewed,
            next_review=self.next_review,
            notice=self.notice,
            references=tuple(Reference(**reference.model_dump()) for reference in self.references),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article's text in two parts; `body_line` is the 1-based line on which the body begins."""

    front_matter: FrontMatter
    body: str
    body_line: int


def has_front_matter(text: str) -> bool:
    """Say whether a text begins with a fence and a key."""
    return bool(KEY_LIKE.match(text))


def split_front_matter(path: Path, text: str) -> Document:
    """Return the checked front matter (all empty where there is none) and the body.

    Raises ReadError naming the key or the line that is wrong.
    """
    match = FENCED.match(text)
    if not match:
        if has_front_matter(text):
            raise ReadError(path, "the front matter is not closed; end it with a line of three hyphens", line=1)
        return Document(front_matter=FrontMatter(), body=text, body_line=1)
    stated = _load(path, match["yaml"])
    try:
        front_matter = FrontMatter.model_validate(stated)
    except ValidationError as error:
        key = str(next(iter(error.errors()[0]["loc"]), ""))
        raise ReadError(path, explain(error, FrontMatter), line=_line_of(key, match["yaml"])) from error
    return Document(front_matter=front_matter, body=text[match.end() :], body_line=text.count("\n", 0, match.end()) + 1)


def _load(path: Path, source: str) -> dict[str, object]:
    try:
        stated = yaml.safe_load(source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        raise ReadError(path, f"the front matter is not YAML ({error.problem}); put texts in quotes", line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ReadError(path, f"the front matter is not YAML ({error}); put texts in quotes") from error
    if stated is None:
        return {}
    if not isinstance(stated, dict):
        raise ReadError(path, "the front matter is not a list of `key: value` lines; write it so", line=2)
    return stated


def _line_of(key: str, source: str) -> int | None:
    """Return the 1-based line of the file on which a key of the front matter stands."""
    match = re.search(rf"^{re.escape(key)}\s*:", source, re.MULTILINE) if key else None
    return source.count("\n", 0, match.start()) + 2 if match else None
