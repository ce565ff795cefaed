"""One list out of two."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import fuse, min_max

SCORES = st.dictionaries(st.integers(0, 20), st.floats(-1, 40, allow_nan=False, width=32), max_size=10)


def test_min_max_stretches_scores_to_0_and_1() -> None:
    assert min_max({3: 2.0, 5: 6.0, 9: 3.0}) == {3: 0.0, 5: 1.0, 9: 0.25}
    assert min_max({3: 2.0, 5: 2.0}) == {3: 1.0, 5: 1.0}
    assert min_max({}) == {}


def test_a_case_worked_by_hand() -> None:
    """Dense .9 .7 .5 becomes 1 .5 0, lexical 8 4 becomes 1 0.

    Row 1 has .6 of the dense list, row 2 has .6 · .5 + .4 · 1, rows 3 and 4 are last where they stand.
    """
    fused = fuse({1: 0.9, 2: 0.7, 3: 0.5}, {2: 8.0, 4: 4.0}, dense_weight=0.6)
    assert [row for row, _ in fused] == [2, 1, 3, 4]
    assert [score for _, score in fused] == pytest.approx([0.7, 0.6, 0.0, 0.0])


def test_one_list_alone_keeps_its_order() -> None:
    assert [row for row, _ in fuse({7: 0.2, 1: 0.9, 4: 0.5}, {})] == [1, 4, 7]
    assert [row for row, _ in fuse({}, {7: 2.0, 1: 9.0, 4: 5.0})] == [1, 4, 7]
    assert fuse({}, {}) == []


def test_ties_are_broken_by_row() -> None:
    assert [row for row, _ in fuse({9: 0.5, 2: 0.5, 5: 0.5}, {})] == [2, 5, 9]


def test_the_weight_decides_between_two_lists_that_disagree() -> None:
    dense, lexical = {1: 1.0, 2: 0.0}, {1: 0.0, 2: 1.0}
    assert [row for row, _ in fuse(dense, lexical, dense_weight=0.6)] == [1, 2]
    assert [row for row, _ in fuse(dense, lexical, dense_weight=0.3)] == [2, 1]


@given(SCORES, SCORES, st.randoms())
def test_the_order_of_the_input_does_not_matter(dense: dict[int, float], lexical: dict[int, float], dice: random.Random) -> None:
    shuffled = [dict(dice.sample(sorted(scores.items()), len(scores))) for scores in (dense, lexical)]
    assert fuse(*shuffled) == fuse(dense, lexical)


@given(SCORES, SCORES)
def test_each_row_comes_once_best_first_with_a_score_from_0_to_1(dense: dict[int, float], lexical: dict[int, float]) -> None:
    fused = fuse(dense, lexical)
    assert {row for row, _ in fused} == dense.keys() | lexical.keys()
    assert len(fused) == len(dense.keys() | lexical.keys())
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)
