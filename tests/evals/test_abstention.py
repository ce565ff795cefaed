"""Knowing when not to answer: hand-computed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.abstention import (
    Outcome,
    area_under_risk_coverage,
    expected_calibration_error,
    false_answers,
    reliability,
    risk_coverage,
)


def outcome(confidence: float, correct: bool, answerable: bool = True) -> Outcome:
    return Outcome(confidence=confidence, correct=correct, answerable=answerable)


FOUR = [outcome(0.9, True), outcome(0.8, False), outcome(0.6, True), outcome(0.1, False, answerable=False)]


def test_the_curve_goes_from_the_surest_question_to_all() -> None:
    points = [(point.threshold, point.coverage, point.risk) for point in risk_coverage(FOUR)]
    assert points == [(0.9, 0.25, 0.0), (0.8, 0.5, 0.5), (0.6, 0.75, pytest.approx(1 / 3)), (0.1, 1.0, 0.5)]


def test_equally_sure_questions_are_answered_together() -> None:
    assert [(point.coverage, point.risk) for point in risk_coverage([outcome(0.5, True), outcome(0.5, False)])] == [(1.0, 0.5)]


def test_the_area_is_the_mean_risk() -> None:
    assert area_under_risk_coverage(FOUR) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    assert area_under_risk_coverage([]) == 0.0


def test_the_area_does_not_depend_on_the_order_of_equally_sure_questions() -> None:
    """Half an error each: risks 1/2 and 1/2."""
    pair = [outcome(0.5, True), outcome(0.5, False)]
    assert area_under_risk_coverage(pair) == area_under_risk_coverage(pair[::-1]) == 0.5


def test_an_answer_rate_is_paid_for_in_false_answers() -> None:
    """Four answerable questions at .9, .8, .6, .2 and four unanswerable at .85, .7, .3, .1."""
    outcomes = [outcome(confidence, True) for confidence in (0.9, 0.8, 0.6, 0.2)]
    outcomes += [outcome(confidence, False, answerable=False) for confidence in (0.85, 0.7, 0.3, 0.1)]
    found = [(one.answer_rate, one.threshold, one.false_answer_rate) for one in false_answers(outcomes, (0.25, 0.5, 0.7, 1.0))]
    assert found == [(0.25, 0.9, 0.0), (0.5, 0.8, 0.25), (0.7, 0.6, 0.5), (1.0, 0.2, 0.75)]


def test_false_answers_need_both_sorts_of_questions() -> None:
    assert false_answers([outcome(0.5, True)]) == []
    assert false_answers([outcome(0.5, False, answerable=False)]) == []


def test_bins_compare_what_was_stated_with_what_came_true() -> None:
    outcomes = [
        outcome(0.95, True),
        outcome(1.0, False),
        outcome(0.2, False),
        outcome(0.25, True),
        outcome(0.21, False),
    ]
    first, second = reliability(outcomes)
    assert (first.low, first.high, first.count, second.low, second.high, second.count) == (0.2, 0.3, 3, 0.9, 1.0, 2)
    assert [first.confidence, first.accuracy] == pytest.approx([0.22, 1 / 3])
    assert [second.confidence, second.accuracy] == pytest.approx([0.975, 0.5])
    by_hand = (3 * abs(1 / 3 - 0.22) + 2 * abs(0.5 - 0.975)) / 5
    assert expected_calibration_error(outcomes) == pytest.approx(by_hand)


def test_a_kept_promise_has_no_calibration_error() -> None:
    outcomes = [outcome(0.75, at < 3) for at in range(4)]
    assert expected_calibration_error(outcomes) == 0.0
    assert expected_calibration_error([]) == 0.0


@given(st.lists(st.builds(outcome, st.floats(0, 1), st.booleans()), min_size=1))
def test_full_coverage_has_the_overall_risk(outcomes: list[Outcome]) -> None:
    last = risk_coverage(outcomes)[-1]
    assert last.coverage == 1.0
    assert last.risk == pytest.approx(sum(not one.correct for one in outcomes) / len(outcomes))
    assert 0 <= area_under_risk_coverage(outcomes) <= 1
    assert 0 <= expected_calibration_error(outcomes) <= 1
    assert sum(one.count for one in reliability(outcomes)) == len(outcomes)
