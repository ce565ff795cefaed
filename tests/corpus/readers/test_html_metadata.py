"""Tests for corpus.readers.html_metadata."""

import json
from datetime import date

import pytest

from corpus.models import Source
from corpus.readers.html_metadata import read_metadata


def page(head: str, body: str = "", *, language: str = "") -> str:
    return f"<!doctype html><html{language}><head>{head}</head><body>{body}</body></html>"


def linked_data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "MedicalWebPage",
    "headline": "Gout",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Yu"}],
    "publisher": {"@type": "Organization", "name": "NHS"},
    "datePublished": "2023-05-01T10:00:00+01:00",
    "dateModified": "2025-01-01",
    "lastReviewed": "2024-06-02",
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "inLanguage": "en-GB",
}


@pytest.mark.parametrize("value", [ARTICLE, [ARTICLE], {"@graph": [{"@type": "Organization", "name": "X"}, ARTICLE]}])
def test_linked_data_is_read_however_it_is_wrapped(value: object) -> None:
    metadata = read_metadata(page(linked_data(value)))
    assert metadata.title() == "Gout"
    assert metadata.source() == Source(
        publisher="NHS",
        authors=("Ann Lee", "Bo Yu"),
        licence="https://creativecommons.org/licenses/by/4.0/",
        language="en-GB",
        published=date(2023, 5, 1),
        reviewed=date(2024, 6, 2),
    )


def test_meta_elements_are_read() -> None:
    head = """<title>Gout - NHS</title>
    <link rel="canonical" href="https://nhs.uk/gout"><link rel="license" href="https://l.org">
    <meta property="og:site_name" content="NHS"><meta name="author" content="Ann Lee">
    <meta property="article:author" content="https://facebook.com/nhs">
    <meta property="article:published_time" content="2023-05-01T10:00:00Z">
    <meta itemprop="lastReviewed" content="2 June 2024">"""
    metadata = read_metadata(page(head, language=" lang='en'"))
    assert metadata.title() == "Gout"
    assert metadata.source() == Source(
        publisher="NHS",
        authors=("Ann Lee",),
        url="https://nhs.uk/gout",
        licence="https://l.org",
        language="en",
        published=date(2023, 5, 1),
        reviewed=date(2024, 6, 2),
    )


def test_dates_are_only_those_stated_as_dates_of_publication_and_review() -> None:
    head = '<meta name="date" content="2023-05-01"><meta property="article:modified_time" content="2023-05-01">'
    body = '<p>Published on 1 May 2023</p><time datetime="2023-05-01">1 May</time>'
    source = read_metadata(page(head + linked_data({"@type": "WebPage", "dateModified": "2023-05-01"}), body)).source()
    assert (source.published, source.reviewed) == (None, None)


def test_an_ambiguous_stated_date_stays_none() -> None:
    assert read_metadata(page('<meta itemprop="datePublished" content="03/04/2023">')).source().published is None


def test_what_describes_other_things_or_is_not_json_states_nothing() -> None:
    picture = linked_data({"@type": "ImageObject", "datePublished": "2023-05-01", "author": "Someone"})
    broken = '<script type="application/ld+json">{"@type": "Article", </script>'
    assert read_metadata(page(picture + broken)).source() == Source()


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Gout</title>", "", "Gout"),
        ("<title>Gout | Health A to Z</title>", "<h1> What is\n gout? </h1>", "What is gout?"),
        ("<title>Gout</title>", "<h1>NHS</h1><h1>Gout</h1>", "Gout"),
        ('<meta property="og:title" content="Gout: causes">', "", "Gout: causes"),
        ("<title>Gout</title>", "<svg><title>Logo</title></svg>", "Gout"),
        ("", "", ""),
    ],
)
def test_the_title_is_what_the_page_shows_at_its_top(head: str, body: str, title: str) -> None:
    assert read_metadata(page(head, body)).title() == title
