"""Tests for corpus.readers.dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.dates import find_date, stated_date


@pytest.mark.parametrize(
    "text",
    [
        "Dec 10, 2025",
        "December 10, 2025",
        "Dec. 10 2025",
        "10 December 2025",
        "10th Dec 2025",
        "2025-12-10",
        "2025/12/10",
        "2025-12-10T08:30:00+02:00",
    ],
)
def test_each_unambiguous_way_of_writing_a_day_is_read(text: str) -> None:
    assert stated_date(text) == date(2025, 12, 10)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2025",
        "3.4.2025",
        "13/04/2025",
        "December 2025",
        "2025",
        "31 February 2025",
        "2025-13-01",
        "May be 12, 2025",
        "",
    ],
)
def test_an_ambiguous_incomplete_or_impossible_date_stays_none(text: str) -> None:
    assert stated_date(text) is None


def test_a_date_in_the_middle_is_found_with_its_span() -> None:
    text = "Source: Cainiu Health Dec 10, 2025"
    assert find_date(text) == (date(2025, 12, 10), 22, 34)


def test_digits_within_a_longer_number_are_no_date() -> None:
    assert find_date("order 12025-12-10123") is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_iso_date_reads_back_as_itself(day: date) -> None:
    assert stated_date(day.isoformat()) == day
