"""Agreement: the textbooks' examples by hand, scikit-learn as the oracle, and what is not defined."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from evals.judge_agreement import agreement, cohen_kappa, fleiss_kappa, quadratic
from tests.evals.judging_data import pair

grades = st.integers(0, 3)


def test_cohens_kappa_by_hand() -> None:
    """20 and 15 alike of 50, one says yes to 25 and the other to 30: (.7 - .5) / (1 - .5)."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_the_weighted_kappa_by_hand() -> None:
    """Observed squares 0 + 1 + 0 of 3; by chance, each with each, (0 + 4 + 9) + (1 + 1 + 4) + (9 + 1 + 0) of 9: 1 - 3 / 29."""
    assert cohen_kappa([(0, 0), (1, 2), (3, 3)], quadratic) == pytest.approx(26 / 29)


@pytest.mark.parametrize("weights", [None, "quadratic"])
@given(pairs=st.lists(st.tuples(grades, grades), min_size=1, max_size=40))
def test_cohens_kappa_is_scikit_learns(weights: str | None, pairs: list[tuple[int, int]]) -> None:
    ours = cohen_kappa(pairs, quadratic) if weights else cohen_kappa(pairs)
    assume(ours is not None)
    first, second = zip(*pairs, strict=True)
    assert ours == pytest.approx(cohen_kappa_score(first, second, labels=[0, 1, 2, 3], weights=weights))


def test_fleiss_kappa_is_that_of_the_worked_example() -> None:
    """Ten subjects, fourteen raters, five categories: .210 (the example of Wikipedia's article on Fleiss' kappa)."""
    counts = [
        *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1]),
        *([7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
    ]
    rows = [[category for category, count in enumerate(row) for _ in range(count)] for row in counts]
    assert fleiss_kappa(rows) == pytest.approx(0.20993, abs=5e-6)


def test_fleiss_kappa_by_hand() -> None:
    """Three raters, two documents, 1 1 1 and 0 0 1: observed (1 + 1/3) / 2, expected (4/6)² + (2/6)²."""
    assert fleiss_kappa([[1, 1, 1], [0, 0, 1]]) == pytest.approx((2 / 3 - 5 / 9) / (4 / 9))


@given(st.lists(st.lists(grades, min_size=3, max_size=3), min_size=1, max_size=20))
def test_fleiss_kappa_does_not_mind_who_gave_which_grade(rows: list[list[int]]) -> None:
    shuffled = [sorted(row, reverse=True) for row in reversed(rows)]
    first, second = fleiss_kappa(rows), fleiss_kappa(shuffled)
    assert (first is None) == (second is None)
    assert first is None or second is None or math.isclose(first, second, abs_tol=1e-12)


def test_perfect_agreement_is_one() -> None:
    assert cohen_kappa([(0, 0), (3, 3)]) == 1
    assert cohen_kappa([(0, 0), (3, 3)], quadratic) == 1
    assert fleiss_kappa([[0, 0, 0], [3, 3, 3]]) == 1


@pytest.mark.parametrize("pairs", [[], [(2, 2)], [(2, 2), (2, 2)]], ids=["nothing in common", "one", "one grade only"])
def test_a_kappa_that_chance_leaves_no_room_for_is_not_defined(pairs: list[tuple[int, int]]) -> None:
    assert cohen_kappa(pairs) is None
    assert cohen_kappa(pairs, quadratic) is None
    assert fleiss_kappa([list(both) for both in pairs]) is None


def test_raters_are_compared_over_what_both_judged() -> None:
    a, b, c = pair("q", "a"), pair("q", "b"), pair("q", "c")
    result = agreement({"ada": {a: 3, b: 0, c: 1}, "ben": {a: 3, b: 1}, "cy": {a: 0, b: 0}})
    assert [(one.raters, one.documents, one.same) for one in result.pairs] == [
        (("ada", "ben"), 2, 0.5),
        (("ada", "cy"), 2, 0.5),
        (("ben", "cy"), 2, 0.0),
    ]
    assert result.judged_by_all == 2
    assert result.fleiss == pytest.approx(fleiss_kappa([[3, 3, 0], [0, 1, 0]]))


def test_grades_two_or_more_apart_are_listed_furthest_first() -> None:
    a, b, c = pair("q", "a"), pair("q", "b"), pair("q", "c")
    result = agreement({"ada": {a: 2, b: 0, c: 1}, "ben": {a: 0, b: 3, c: 2}})
    assert [(one.pair, one.grades) for one in result.disputed] == [(b, {"ada": 0, "ben": 3}), (a, {"ada": 2, "ben": 0})]


def test_nobody_and_one_alone_have_no_agreement() -> None:
    assert agreement({}).pairs == ()
    alone = agreement({"ada": {pair("q", "a"): 1}})
    assert (alone.pairs, alone.fleiss, alone.disputed) == ((), None, ())
