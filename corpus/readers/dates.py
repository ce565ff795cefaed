"""Dates as publishers write them; what is ambiguous or incomplete stays None."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DATE_PATTERNS = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"(?P<name>{MONTH_NAME})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{MONTH_NAME}),?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
)
"""Year first, or a month by name. `03/04/2025` is two different days in two countries, so it is never read."""


def stated_date(text: str) -> date | None:
    """Return the date that `text` begins with, or None where it states no whole, unambiguous day."""
    found = find_date(text.strip())
    return found[0] if found and found[1] == 0 else None


def find_date(text: str) -> tuple[date, int, int] | None:
    """Return the first unambiguous date in `text` and the span it takes, or None."""
    matches = (match for pattern in DATE_PATTERNS for match in pattern.finditer(text))
    for match in sorted(matches, key=lambda match: match.start()):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        day = _as_date(match)
        if day:
            return day, match.start(), match.end()
    return None


def _as_date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = MONTHS.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
