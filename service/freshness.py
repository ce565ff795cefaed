"""How to say when a passage was last reviewed: what the publisher states, never inferred."""

from datetime import date

from corpus.models import Source

UNKNOWN = "review date not known"


def freshness(source: Source, today: date, *, interval_years: int) -> str:
    """Say when an article was reviewed, how long ago if that is past the interval, and whether its next review is overdue."""
    if source.reviewed is None:
        return UNKNOWN
    if source.next_review and source.next_review < today:
        return f"last reviewed {source.reviewed.isoformat()}; its next review was due {source.next_review.isoformat()}"
    years = today.year - source.reviewed.year - ((today.month, today.day) < (source.reviewed.month, source.reviewed.day))
    if years >= interval_years:
        return f"last reviewed {years} years ago" if years != 1 else "last reviewed a year ago"
    return f"last reviewed {source.reviewed.isoformat()}"
