"""Tests for corpus.readers.portal_header."""

from datetime import date

import pytest

from corpus.readers.portal_header import Header, header_line

DAY = date(2025, 12, 10)


def read(*lines: str) -> Header:
    header = Header()
    assert all(header_line(line, header) for line in lines)
    return header


@pytest.mark.parametrize(
    "line",
    [
        "Dec 10, 2025 Source: Cainiu Health",
        "Source: Cainiu Health Dec 10, 2025",
        "2025-12-10 | Cainiu Health",
        "Published: 10 December 2025 | Publisher: Cainiu Health",
        "Published on: December 10th, 2025 Source: Cainiu Health",
    ],
)
def test_date_and_publisher_are_read_in_either_order(line: str) -> None:
    header = read(line)
    assert (header.published, header.publisher) == (DAY, "Cainiu Health")


def test_either_of_date_and_publisher_may_be_missing() -> None:
    assert read("Dec 10, 2025") == Header(published=DAY)
    assert read("Source: Cainiu Health") == Header(publisher="Cainiu Health")


def test_an_ambiguous_date_is_metadata_but_sets_nothing() -> None:
    assert read("Published: 03/04/2025") == Header()


@pytest.mark.parametrize("line", ["Last reviewed: 2025-12-10", "Reviewed 10 December 2025", "Page last reviewed: 10 Dec 2025"])
def test_a_date_of_review_is_not_the_date_of_publication(line: str) -> None:
    assert read(line) == Header(reviewed=DAY)


def test_the_next_review_has_a_place_of_its_own() -> None:
    assert read("Next review due: 10 December 2025") == Header(next_review=DAY)


@pytest.mark.parametrize("line", ["Updated: Dec 10, 2025", "Last updated on: 2025-12-10", "Updated December 10, 2025"])
def test_a_date_of_update_is_neither_and_sets_nothing(line: str) -> None:
    assert read(line) == Header()


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Dr. Chen Jian", ["Dr. Chen Jian"]),
        ("By Jane Smith", ["Jane Smith"]),
        ("By Dr. Chen Jian and Dr. Li Wei", ["Dr. Chen Jian", "Dr. Li Wei"]),
        ("Author: Jane Smith, MD", ["Jane Smith, MD"]),
        ("Written by: Ann Lee; Bo Yu", ["Ann Lee", "Bo Yu"]),
        ("Jane Smith, MD", ["Jane Smith, MD"]),
    ],
)
def test_authors_are_named_by_a_label_a_title_or_a_degree(line: str, authors: list[str]) -> None:
    assert read(line).authors == authors


def test_who_reviewed_an_article_is_not_its_author() -> None:
    header = read("Medically reviewed by Dr. Ann Lee on Dec 10, 2025")
    assert header == Header(reviewed=DAY, reviewers=["Medically reviewed by Dr. Ann Lee on Dec 10, 2025"])


def test_the_first_statement_of_a_kind_holds() -> None:
    assert read("Published: 2025-12-10", "Published: 2024-01-01").published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Introduction",
        "Hip Pain",
        "The source: a virus",
        "In 2025 the disease was found in ten countries.",
        "Dr. Chen says that rest is best.",
        "By the time symptoms appear, treatment is harder.",
        "On 10 December 2025 the agency announced that the vaccine would be free for all children.",
        "10 December 2025 was the day on which the agency approved the first vaccine against it.",
    ],
)
def test_text_is_not_taken_for_metadata(line: str) -> None:
    assert not header_line(line, Header())
