"""Shares with their uncertainty: a count out of a number, and Wilson's interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""Normal quantile of a 95% interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """So many out of so many."""

    count: int
    of: int

    @classmethod
    def among(cls, found: Iterable[bool]) -> "Proportion":
        """Count what is true."""
        values = list(found)
        return cls(count=sum(values), of=len(values))

    @property
    def value(self) -> float | None:
        """The share, 0…1; None of none."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% score interval (1927): honest near 0 and 1, where misses and false alarms lie; 0 to 1 of none."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.count / self.of, Z * Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = Z * sqrt(share * (1 - share) / self.of + spread / (4 * self.of)) / (1 + spread)
        # At 0 and at all the bound is exact; rounding must not push it outside.
        return 0.0 if not self.count else max(0.0, middle - half), 1.0 if self.count == self.of else min(1.0, middle + half)

    def as_json(self) -> dict[str, float | int | None]:
        """Make the JSON of a measure."""
        low, high = self.interval
        value = self.value
        rounded = None if value is None else round(value, 4)
        return {"value": rounded, "count": self.count, "of": self.of, "low": round(low, 4), "high": round(high, 4)}

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count}/{self.of} = {self.count / self.of:.3f} [{low:.3f}, {high:.3f}]" if self.of else "none asked"
