"""How old a review is, to the day."""

from datetime import date

import pytest

from corpus.models import Source
from service.freshness import UNKNOWN, freshness

TODAY = date(2026, 11, 22)


def say(reviewed: date | None, next_review: date | None = None, today: date = TODAY, years: int = 3) -> str:
    return freshness(Source(reviewed=reviewed, next_review=next_review, published=date(2001, 1, 1)), today, interval_years=years)


def test_a_review_date_that_is_not_stated_is_not_known_whatever_else_is() -> None:
    assert say(None) == UNKNOWN == "review date not known"


@pytest.mark.parametrize(
    ("reviewed", "expected"),
    [
        (date(2026, 11, 22), "last reviewed 2026-11-22"),
        (date(2023, 11, 23), "last reviewed 2023-11-23"),  # three years tomorrow
        (date(2023, 11, 22), "last reviewed 3 years ago"),  # three years today
        (date(2023, 11, 21), "last reviewed 3 years ago"),
        (date(2022, 11, 23), "last reviewed 3 years ago"),
        (date(2022, 11, 22), "last reviewed 4 years ago"),
        (date(1999, 12, 31), "last reviewed 26 years ago"),
        (date(2027, 1, 1), "last reviewed 2027-01-01"),  # exactly as the publisher states it
    ],
    ids=str,
)
def test_a_review_is_dated_until_its_interval_is_over_and_then_its_age_is_said(reviewed: date, expected: str) -> None:
    assert say(reviewed) == expected


def test_a_year_is_one_year() -> None:
    assert say(date(2025, 11, 22), years=1) == "last reviewed a year ago"
    assert say(date(2025, 11, 23), years=1) == "last reviewed 2025-11-23"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2023, 2, 28), "last reviewed 2020-02-29"),
        (date(2023, 3, 1), "last reviewed 3 years ago"),
        (date(2024, 2, 29), "last reviewed 4 years ago"),
    ],
    ids=str,
)
def test_a_review_on_a_leap_day_has_its_birthday_on_the_first_of_march(today: date, expected: str) -> None:
    assert say(date(2020, 2, 29), today=today) == expected


def test_a_review_is_overdue_from_the_day_after_it_was_due() -> None:
    assert say(date(2025, 5, 1), date(2026, 11, 22)) == "last reviewed 2025-05-01"
    assert say(date(2025, 5, 1), date(2026, 11, 21)) == "last reviewed 2025-05-01; its next review was due 2026-11-21"


def test_overdue_is_said_before_age() -> None:
    assert say(date(2016, 5, 1), date(2019, 5, 1)) == "last reviewed 2016-05-01; its next review was due 2019-05-01"
