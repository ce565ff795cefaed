"""Paired statistics over questions: randomisation test, bootstrap interval, Holm's correction, effect size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
"""(questions, measures) float64: score of one system minus score of the other."""

ROUNDS = 10_000
"""The least p-value is then 1 in 10,001, and a p of .05 is known to ± .004."""

CONFIDENCE = 0.95
_CHUNK = 1_000
"""Rounds at a time: 1,000 by 1,000 questions of float64 are 8 MB."""

_TOLERANCE = 1e-12
"""Two sums of the same numbers in another order differ by rounding alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What a pair of systems differs by in one measure."""

    difference: float
    """Mean of the second minus mean of the first."""
    low: float
    high: float
    """Bounds of the bootstrap interval of the mean difference."""
    p: float
    effect: float
    """Cohen's dz: mean difference over its standard deviation; 0 where nothing differs."""
    wins: int
    ties: int
    losses: int


def paired(differences: Matrix, *, rounds: int = ROUNDS, seed: int = 0) -> tuple[Paired, ...]:
    """Compare two systems in every measure at once, with the same random draws for all of them."""
    rng = np.random.default_rng(seed)
    p_values = randomisation_test(differences, rounds=rounds, rng=rng)
    low, high = bootstrap_interval(differences, rounds=rounds, rng=rng)
    return tuple(
        Paired(
            difference=float(column.mean()),
            low=float(low[at]),
            high=float(high[at]),
            p=float(p_values[at]),
            effect=cohens_dz(column),
            wins=int(np.sum(column > _TOLERANCE)),
            ties=int(np.sum(np.abs(column) <= _TOLERANCE)),
            losses=int(np.sum(column < -_TOLERANCE)),
        )
        for at, column in enumerate(differences.T)
    )


def randomisation_test(differences: Matrix, *, rounds: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Two-sided p-values: how often random signs make a mean difference as large (Fisher 1935).

    The observed signs count as one of the rounds, so p is never 0 nor the test too bold (Phipson and Smyth 2010).
    """
    observed = np.abs(differences.mean(axis=0))
    reached = np.zeros(differences.shape[1], dtype=np.int64)
    for size in _chunks(rounds):
        signs = rng.integers(0, 2, size=(size, len(differences)), dtype=np.int8) * 2.0 - 1.0
        means = np.abs(signs @ differences) / len(differences)
        reached += np.sum(means >= observed - _TOLERANCE, axis=0)
    p_values: npt.NDArray[np.float64] = (reached + 1) / (rounds + 1)
    return p_values


def loss_p_value(differences: npt.NDArray[np.float64], *, rounds: int = ROUNDS, seed: int = 0) -> float:
    """One-sided p-value: how often random signs make the mean of `(questions,)` differences as low; 1 where nothing differs."""
    rng, reached = np.random.default_rng(seed), 0
    for size in _chunks(rounds):
        signs = rng.integers(0, 2, size=(size, len(differences)), dtype=np.int8) * 2.0 - 1.0
        reached += int(np.sum(signs @ differences <= differences.sum() + _TOLERANCE))
    return (reached + 1) / (rounds + 1)


def bootstrap_interval(
    differences: Matrix, *, rounds: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Percentile interval of each measure's mean difference, questions drawn with replacement (Efron 1979)."""
    count = len(differences)
    even = np.full(count, 1 / count)
    means = [rng.multinomial(count, even, size=size) @ differences / count for size in _chunks(rounds)]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail], axis=0)
    return low, high


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for having tried them all (Holm 1979): the k-th smallest of m times m - k + 1, never falling."""
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=lambda at: p_values[at])):
        highest = max(highest, min(1.0, p_values[at] * (len(p_values) - rank)))
        corrected[at] = highest
    return corrected


def cohens_dz(differences: npt.NDArray[np.float64]) -> float:
    """Mean difference over the standard deviation of the differences (n - 1); 0 where that is 0."""
    spread = float(differences.std(ddof=1)) if len(differences) > 1 else 0.0
    return float(differences.mean()) / spread if spread > _TOLERANCE else 0.0


def _chunks(rounds: int) -> Iterator[int]:
    for start in range(0, rounds, _CHUNK):
        yield min(_CHUNK, rounds - start)
