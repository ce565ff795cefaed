"""What an editor should look at."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.lint import LintOptions, lint_article, lint_store
from corpus.models import Article, Passage, PassageRole, Reference, Severity, Source
from corpus.store import ArticleStore
from corpus.tokens import WordCounter
from tests.corpus.making import CLEAN, draft, put, section, split

TODAY = date(2026, 11, 22)
SOURCE = Source(
    publisher="NHS",
    authors=("The NHS",),
    url="https://www.nhs.uk/conditions/gout/",
    language="en",
    published=TODAY,
    next_review=date(2028, 11, 22),
)
ADVICE = "See a doctor if a toe is hot and you have a fever."
OPTIONS = LintOptions(today=TODAY, most_tokens=254, count_tokens=WordCounter().count)


def made(
    *texts: str, headings: tuple[str, ...] = ("",), source: Source = SOURCE, title: str = "Gout"
) -> tuple[Article, list[Passage]]:
    """An article whose texts stand under the headings in turn, the last one being its advice to seek care."""
    each = [section(headings[at % len(headings)], text) for at, text in enumerate(texts)]
    return split(draft(title, *each, section("When to get help", ADVICE, role=PassageRole.SEEK_CARE), key="gout", source=source))


def rules(article: Article, passages: list[Passage], options: LintOptions = OPTIONS) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in lint_article(article, passages, options)}


def test_a_complete_article_is_clean() -> None:
    assert rules(*made("Gout hurts a toe.")) == {}


def test_what_a_source_lacks_is_named() -> None:
    article, passages = made("Gout hurts a toe.", source=replace(SOURCE, publisher=None, next_review=None, url=None))
    (finding,) = lint_article(article, passages, OPTIONS)
    assert finding.detail == "not stated: publisher, next_review, url or references"
    assert finding.severity is Severity.INFO
    assert finding.article_id == article.id


def test_a_review_that_is_due_is_a_warning_from_the_day_after() -> None:
    assert rules(*made("Gout hurts.", source=replace(SOURCE, next_review=TODAY))) == {}
    late = replace(SOURCE, next_review=date(2026, 11, 21))
    assert rules(*made("Gout hurts.", source=late)) == {"review-due": Severity.WARNING}


@pytest.mark.parametrize(
    "url", ["nhs.uk/gout", "ftp://nhs.uk", "https://nhs", "https://nhs .uk/a", "https://[nhs.uk", "javascript:alert(1)"]
)
def test_a_malformed_link_is_a_warning(url: str) -> None:
    cited = replace(SOURCE, references=(Reference(id="a", publisher="NHS", title="Gout", url=url),))
    assert rules(*made("Gout hurts.", source=cited)) == {"bad-link": Severity.WARNING}
    assert rules(*made("Gout hurts.", source=replace(SOURCE, url=url))) == {"bad-link": Severity.WARNING}


def test_a_long_article_without_headings_is_named_and_a_short_one_is_not() -> None:
    long = "Gout hurts a toe. " * 20
    assert rules(*made(*[f"{long}{at}" for at in range(4)])) == {"few-sections": Severity.INFO}
    assert rules(*made(*[f"{long}{at}" for at in range(4)], headings=("A", "B", "C"))) == {}


def test_an_article_that_never_says_when_to_get_help_is_named() -> None:
    article, passages = split(draft("Gout", section("", "Gout hurts a toe."), key="gout", source=SOURCE))
    assert rules(article, passages) == {"no-seek-care": Severity.INFO}


def test_a_text_for_older_readers_is_named_in_english_only() -> None:
    hard = "Pharmacological hyperuricaemia prophylaxis necessitates individualised rheumatological consideration. " * 3
    assert rules(*made(hard)) == {"reading-age": Severity.INFO}
    assert rules(*made(hard, source=replace(SOURCE, language="de"))) == {}


def test_a_passage_that_the_encoder_would_cut_is_a_warning() -> None:
    few = replace(OPTIONS, most_tokens=8)
    assert rules(*made("Gout hurts a toe and it hurts a lot more at night than by day."), few) == {"long-passage": Severity.WARNING}


def test_a_store_gives_what_import_found_and_then_what_these_checks_find(tmp_path: Path) -> None:
    with ArticleStore.open_store(tmp_path) as store:
        put(store, draft("Gout", section("", f"{CLEAN}"), section("", "View All"), key="gout"))
        assert [finding.rule for finding in lint_store(store, OPTIONS)] == [
            "boilerplate-related",
            "incomplete-source",
            "no-seek-care",
            "reading-age",
        ]
