"""How far raters agree beyond chance: Cohen's kappa for two, plain and quadratic-weighted, Fleiss' kappa for several.

Cohen, Educational and Psychological Measurement 20 (1960) 37–46, and Psychological Bulletin 70 (1968) 213–220;
Fleiss, Psychological Bulletin 76 (1971) 378–382. A kappa is None where it is not defined: no document in common, or one grade only.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from evals.judge_log import Pair

Grades: TypeAlias = Mapping[Pair, int]
Disagreement: TypeAlias = Callable[[int, int], float]

FAR_APART = 2
"""From this difference on two raters have not read the same thing in a document: worth talking over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Two raters, over the documents that both judged."""

    raters: tuple[str, str]
    documents: int
    same: float
    """Share with the same grade; 0 without a document in common."""
    kappa: float | None
    kappa_quadratic: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A document about which raters are far apart."""

    pair: Pair
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far all raters agree."""

    pairs: tuple[PairAgreement, ...]
    judged_by_all: int
    fleiss: float | None
    """Over the documents that every rater judged."""
    disputed: tuple[Disputed, ...]
    """Furthest apart first."""


def agreement(raters: Mapping[str, Grades]) -> Agreement:
    """Compare raters, each with each and all together."""
    common = sorted(set.intersection(*(set(grades) for grades in raters.values()))) if raters else []
    return Agreement(
        pairs=tuple(_compare(raters, first, second) for first, second in combinations(raters, 2)),
        judged_by_all=len(common),
        fleiss=fleiss_kappa([[grades[pair] for grades in raters.values()] for pair in common]),
        disputed=_disputed(raters),
    )


def differs(first: int, second: int) -> float:
    """Weigh every difference the same: plain kappa."""
    return float(first != second)


def quadratic(first: int, second: int) -> float:
    """Weigh a difference by its square: 3 against 0 counts nine times 3 against 2."""
    return float((first - second) ** 2)


def cohen_kappa(pairs: Sequence[tuple[int, int]], disagreement: Disagreement = differs) -> float | None:
    """Compute Cohen's kappa of two raters' grades: 1 - observed / expected disagreement."""
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(disagreement(first, second) for first, second in pairs) * len(pairs)
    expected = sum(disagreement(a, b) * n * m for a, n in firsts.items() for b, m in seconds.items())
    return 1 - observed / expected if expected else None


def fleiss_kappa(rows: Sequence[Sequence[int]]) -> float | None:
    """Compute Fleiss' kappa; a row holds the grades that one document was given, one from each rater."""
    raters = len(rows[0]) if rows else 0
    if raters < 2:
        return None
    totals = Counter(grade for row in rows for grade in row)
    expected = sum((count / (len(rows) * raters)) ** 2 for count in totals.values())
    agreeing = sum(count * (count - 1) for row in rows for count in Counter(row).values())
    observed = agreeing / (len(rows) * raters * (raters - 1))
    return (observed - expected) / (1 - expected) if len(totals) > 1 else None


def _compare(raters: Mapping[str, Grades], first: str, second: str) -> PairAgreement:
    common = raters[first].keys() & raters[second].keys()
    grades = [(raters[first][pair], raters[second][pair]) for pair in common]
    return PairAgreement(
        raters=(first, second),
        documents=len(grades),
        same=sum(a == b for a, b in grades) / len(grades) if grades else 0.0,
        kappa=cohen_kappa(grades),
        kappa_quadratic=cohen_kappa(grades, quadratic),
    )


def _disputed(raters: Mapping[str, Grades]) -> tuple[Disputed, ...]:
    found = []
    for pair in sorted({pair for grades in raters.values() for pair in grades}):
        given = {rater: grades[pair] for rater, grades in raters.items() if pair in grades}
        spread = max(given.values()) - min(given.values())
        if spread >= FAR_APART:
            found.append((-spread, Disputed(pair=pair, grades=given)))
    return tuple(disputed for _, disputed in sorted(found, key=lambda item: (item[0], item[1].pair)))
