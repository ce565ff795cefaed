"""Paired statistics: hand-computed cases, SciPy's well-known values where they exist, and behaviour under the null."""

from itertools import product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.significance import bootstrap_interval, cohens_dz, holm, loss_p_value, paired, randomisation_test


def column(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def test_the_randomisation_test_agrees_with_counting_all_sign_flips() -> None:
    """Eight questions have 256 sign assignments, which can be counted; random ones come within 3 standard errors."""
    differences = column(0.3, 0.1, 0.25, -0.05, 0.4, 0.2, -0.1, 0.15)
    flips = np.array(list(product((-1, 1), repeat=8)))
    exact = np.mean(np.abs(flips @ differences[:, 0]) >= differences.sum() - 1e-12)
    found = randomisation_test(differences, rounds=20_000, rng=np.random.default_rng(1))[0]
    assert found == pytest.approx(exact, abs=3 * np.sqrt(exact * (1 - exact) / 20_000))


def test_no_difference_has_a_p_of_one() -> None:
    assert randomisation_test(column(0, 0, 0), rounds=100, rng=np.random.default_rng(0))[0] == 1.0


def test_a_p_is_never_zero() -> None:
    found = randomisation_test(column(*[1.0] * 60), rounds=999, rng=np.random.default_rng(0))[0]
    assert found == pytest.approx(1 / 1000)


def test_p_values_are_uniform_under_the_null() -> None:
    """1,000 pairs of systems that differ by chance alone; the KS bound at .001 is 1.95 / sqrt(1,000)."""
    rng = np.random.default_rng(7)
    differences = rng.normal(size=(60, 1000)) - rng.normal(size=(60, 1000))
    p_values = np.sort(randomisation_test(differences, rounds=999, rng=rng))
    steps = np.arange(1, 1001) / 1000
    assert np.max(np.abs(steps - p_values)) < 1.95 / np.sqrt(1000)
    assert 0.03 <= np.mean(p_values <= 0.05) <= 0.07


def test_scores_with_many_ties_do_not_make_the_test_too_bold() -> None:
    """Success@1 differs by -1, 0 or 1 only; a discrete p may be too large, never too small."""
    rng = np.random.default_rng(8)
    differences = rng.integers(0, 2, size=(50, 1000)) - rng.integers(0, 2, size=(50, 1000))
    p_values = randomisation_test(differences.astype(np.float64), rounds=999, rng=rng)
    assert np.mean(p_values <= 0.05) <= 0.07


def test_the_bootstrap_interval_is_that_of_the_mean() -> None:
    """For 400 normal differences it is the mean ± 1.96 standard errors, within Monte Carlo error."""
    values = np.random.default_rng(3).normal(0.1, 1, size=(400, 1))
    low, high = bootstrap_interval(values, rounds=10_000, rng=np.random.default_rng(4))
    error = values.std(ddof=0) / 20
    assert low[0] == pytest.approx(values.mean() - 1.96 * error, abs=0.005)
    assert high[0] == pytest.approx(values.mean() + 1.96 * error, abs=0.005)


def test_holm_agrees_with_a_calculation_by_hand() -> None:
    """Sorted .01, .02, .03, .04 times 4, 3, 2, 1 are .04, .06, .06, .04; the last may not fall below the one before."""
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_and_keeps_their_order(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(before <= after <= 1 for before, after in zip(p_values, corrected, strict=True))
    ordered = [after for _, after in sorted(zip(p_values, corrected, strict=True))]
    assert ordered == sorted(ordered)


def test_the_effect_size_agrees_with_a_calculation_by_hand() -> None:
    """Differences 1, 2, 3: mean 2, standard deviation 1."""
    assert cohens_dz(np.array([1.0, 2.0, 3.0])) == pytest.approx(2.0)
    assert cohens_dz(np.array([0.0, 0.0])) == 0.0
    assert cohens_dz(np.array([0.5])) == 0.0


def test_wins_ties_and_losses_are_counted() -> None:
    (found,) = paired(column(0.5, 0, 0, -0.1, 0.2), rounds=100)
    assert (found.wins, found.ties, found.losses) == (2, 2, 1)
    assert found.difference == pytest.approx(0.12)


def test_the_same_seed_gives_the_same_values() -> None:
    differences = np.random.default_rng(5).normal(size=(40, 3))
    assert paired(differences, rounds=500, seed=9) == paired(differences, rounds=500, seed=9)
    assert paired(differences, rounds=500, seed=9) != paired(differences, rounds=500, seed=10)


def test_a_thousand_questions_and_ten_thousand_rounds_take_seconds() -> None:
    """The goal is 10 s for a comparison; this is nearly all of it."""
    differences = np.random.default_rng(6).normal(size=(1000, 10))
    started = perf_counter()
    paired(differences)
    assert perf_counter() - started < 10


def test_a_loss_is_tested_on_one_side() -> None:
    """Five losses and nothing else: one of 2^5 signings is as low, p = 1/32; gains are never a loss, nor is no difference."""
    losses = np.array([-1.0] * 5 + [0.0] * 20)
    assert loss_p_value(losses) == pytest.approx(1 / 32, abs=0.006)
    assert loss_p_value(-losses) == 1.0
    assert loss_p_value(np.zeros(5)) == 1.0
