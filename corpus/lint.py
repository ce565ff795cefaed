"""What an editor should look at in stored articles, beyond what cleaning noted: sources, dates, links, length, reading age.

Warnings are what misleads a reader or loses text; the rest is information, which `--strict` counts too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from corpus.models import Article, Finding, Passage, PassageRole, Severity
from corpus.reading_age import reading_age
from corpus.store import ArticleStore

MOST_AGE = 14
"""Years: health texts for the public are written for readers of 11 to 14 (design, "How we want you to work")."""

FEWEST_SECTIONS = 3
"""Headings below which people do not find what they look for in a long article."""

LONG_ARTICLE_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LintOptions:
    """What the checks need to know."""

    today: date
    most_tokens: int
    """Word pieces that the encoder reads of a passage and its context."""
    count_tokens: Callable[[Sequence[str]], Sequence[int]]


def lint_store(store: ArticleStore, options: LintOptions) -> Iterator[Finding]:
    """Yield what was found at import (cleaning, near-duplicates), then what these checks find, article by article.

    Raises MissingExtra when pyphen is not installed.
    """
    yield from store.findings()
    for entry in store.entries():
        yield from lint_article(store.article(entry.id), store.passages_of(entry.id), options)


def lint_article(article: Article, passages: Sequence[Passage], options: LintOptions) -> Iterator[Finding]:
    """Check one article."""

    def finding(rule: str, text: str, detail: str, severity: Severity = Severity.INFO) -> Finding:
        return Finding(rule=rule, text=text, detail=detail, severity=severity, article_id=article.id)

    source = article.source
    stated = {
        "publisher": source.publisher,
        "authors": source.authors,
        "published": source.published,
        "next_review": source.next_review,
        "language": source.language,
        "url or references": source.url or source.references,
    }
    missing = [name for name, value in stated.items() if not value]
    if missing:
        yield finding("incomplete-source", article.title, f"not stated: {', '.join(missing)}")
    if source.next_review and source.next_review < options.today:
        yield finding("review-due", article.title, f"was to be reviewed by {source.next_review}", Severity.WARNING)
    for url in (source.url, *(reference.url for reference in source.references)):
        if url and not _is_link(url):
            yield finding("bad-link", url, "not an http address with a host", Severity.WARNING)
    words = sum(len(passage.text.split()) for passage in passages)
    headings = {passage.heading for passage in passages if passage.heading}
    if words >= LONG_ARTICLE_WORDS and len(headings) < FEWEST_SECTIONS:
        yield finding("few-sections", article.title, f"{words:,} words under {len(headings)} headings")
    if not any(passage.role is PassageRole.SEEK_CARE for passage in passages):
        yield finding("no-seek-care", article.title, "no passage says when to get medical help")
    yield from (finding(*found) for found in _lengths(passages, options))
    if (source.language or "en").startswith("en"):
        age = reading_age([line for passage in passages for line in passage.text.splitlines()])
        if age is not None and age > MOST_AGE:
            yield finding("reading-age", article.title, f"reads at {age:.1f} years; aim for 11 to {MOST_AGE}")


def _lengths(passages: Sequence[Passage], options: LintOptions) -> Iterator[tuple[str, str, str, Severity]]:
    counts = options.count_tokens([f"{passage.context}\n{passage.text}" for passage in passages])
    for passage, tokens in zip(passages, counts, strict=True):
        if tokens > options.most_tokens:
            detail = f"{tokens} word pieces, the encoder reads {options.most_tokens}: split the paragraph"
            yield "long-passage", passage.text[:160], detail, Severity.WARNING


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and url.split() == [url]
