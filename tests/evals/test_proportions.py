"""Shares and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.proportions import Proportion


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # By hand for 32 of 62: p = .51613, z²/n = .06196; middle (.51613 + .03098) / 1.06196 = .51519,
        # half 1.95996 · √(.24974/62 + .06196/248) / 1.06196 = .12071.
        pytest.param(32, 62, 0.394, 0.636, id="middle"),
        pytest.param(3, 62, 0.0166, 0.1329, id="few"),
        pytest.param(0, 61, 0.0, 0.0592, id="none"),
        pytest.param(10, 10, 0.7225, 1.0, id="all"),
    ],
)
def test_wilsons_interval(count: int, of: int, low: float, high: float) -> None:
    assert Proportion(count=count, of=of).interval == pytest.approx((low, high), abs=5e-4)


def test_of_none_nothing_is_known() -> None:
    nothing = Proportion.among([])
    assert (nothing.value, nothing.interval, str(nothing)) == (None, (0.0, 1.0), "none asked")
    assert nothing.as_json() == {"value": None, "count": 0, "of": 0, "low": 0.0, "high": 1.0}


def test_what_is_true_is_counted() -> None:
    assert Proportion.among([True, False, True, True]) == Proportion(count=3, of=4)
    assert str(Proportion(count=3, of=4)) == "3/4 = 0.750 [0.301, 0.954]"


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_in_its_interval(counted: tuple[int, int]) -> None:
    low, high = Proportion(count=counted[0], of=counted[1]).interval
    assert 0 <= low <= counted[0] / counted[1] <= high <= 1
