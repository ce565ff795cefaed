"""Knowing when not to answer: risk and coverage, false answers, and whether a stated probability comes true."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BINS = 10
ANSWER_RATES = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Shares of the answerable questions that get an answer, at which false answers are counted."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question: how sure the system was of its first passage, and what was true."""

    confidence: float
    """0…1."""
    correct: bool
    """The first passage's document is relevant; never so for an unanswerable question."""
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """Answering only what is at least this sure."""

    threshold: float
    coverage: float
    """Share of all questions answered."""
    risk: float
    """Share of the answered ones whose first passage is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAnswers:
    """What an answer rate costs."""

    answer_rate: float
    """The share of answerable questions that was asked for."""
    threshold: float
    false_answer_rate: float
    """Share of unanswerable questions that get an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Questions of about the same confidence."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean of the bin."""
    accuracy: float
    """Share of them that is correct."""


def risk_coverage(outcomes: Sequence[Outcome]) -> list[RiskPoint]:
    """Draw the curve: one point for each confidence that occurs, surest first (El-Yaniv and Wiener 2010)."""
    confidence, wrong = _by_confidence(outcomes)
    points = []
    for last in _group_ends(confidence):
        answered = last + 1
        risk = float(wrong[:answered].sum() / answered)
        points.append(RiskPoint(threshold=float(confidence[last]), coverage=answered / len(confidence), risk=risk))
    return points


def area_under_risk_coverage(outcomes: Sequence[Outcome]) -> float:
    """Mean risk over all coverages (AURC, Geifman 2019), lower is better; the equally sure count in mean order."""
    confidence, wrong = _by_confidence(outcomes)
    if not len(confidence):
        return 0.0
    errors, start = np.zeros(len(wrong)), 0
    for last in _group_ends(confidence):
        errors[start : last + 1] = wrong[start : last + 1].mean()
        start = last + 1
    return float((errors.cumsum() / np.arange(1, len(errors) + 1)).mean())


def false_answers(outcomes: Sequence[Outcome], answer_rates: Sequence[float] = ANSWER_RATES) -> list[FalseAnswers]:
    """Count false answers at each answer rate; empty where answerable or unanswerable questions are missing."""
    answerable = np.sort([one.confidence for one in outcomes if one.answerable])[::-1]
    unanswerable = np.array([one.confidence for one in outcomes if not one.answerable])
    if not len(answerable) or not len(unanswerable):
        return []
    found = []
    for rate in answer_rates:
        # The highest threshold that answers at least this share; the tolerance is for 0.7 * 10, which is above 7.
        needed = max(1, int(np.ceil(rate * len(answerable) - 1e-9)))
        threshold = float(answerable[needed - 1])
        share = float(np.mean(unanswerable >= threshold))
        found.append(FalseAnswers(answer_rate=rate, threshold=threshold, false_answer_rate=share))
    return found


def reliability(outcomes: Sequence[Outcome], bins: int = BINS) -> list[ReliabilityBin]:
    """Group questions into bins of equal width over 0…1 (1 belongs to the last); empty bins are left out."""
    confidence = np.array([one.confidence for one in outcomes])
    correct = np.array([one.correct for one in outcomes], dtype=np.float64)
    numbers = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    return [
        ReliabilityBin(
            low=number / bins,
            high=(number + 1) / bins,
            count=int(np.sum(numbers == number)),
            confidence=float(confidence[numbers == number].mean()),
            accuracy=float(correct[numbers == number].mean()),
        )
        for number in np.unique(numbers)
    ]


def expected_calibration_error(outcomes: Sequence[Outcome], bins: int = BINS) -> float:
    """Mean gap between confidence and accuracy, bins weighted by size (Naeini 2015); 0 for no questions."""
    found = reliability(outcomes, bins)
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.accuracy - one.confidence) for one in found) / total if total else 0.0


def _by_confidence(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats]:
    ordered = sorted(outcomes, key=lambda one: -one.confidence)
    confidence = np.array([one.confidence for one in ordered], dtype=np.float64)
    return confidence, np.array([not one.correct for one in ordered], dtype=np.float64)


def _group_ends(confidence: Floats) -> list[int]:
    """Positions of the last of each run of equal confidences."""
    return [at for at in range(len(confidence)) if at + 1 == len(confidence) or confidence[at] != confidence[at + 1]]
