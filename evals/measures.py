"""Measures, by ir_measures and its own names: parsed, computed for each judged question, and averaged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from evals.errors import EmptySelection, MissingExtra, UnknownMeasure
from evals.models import Qrels, QueryId, Run

DEFAULT_MEASURES = (
    "nDCG@10",
    "RR@10",
    "Success@1",
    "Success@3",
    "Success@5",
    "R@10",
    "R@100",
    "AP",
    "Bpref",
    "Judged@10",
)
"""A person reads the first few results: what is first, whether three or five help, then how much was found at all."""

JUDGED = "Judged@10"
LOW_JUDGED = 0.5
"""Below this, most of what was shown has no judgement; the figures say as much about the pool as about the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure under the name it was asked by."""

    name: str
    exact: str
    """ir_measures' full name, with the relevance level where the measure has one: `R(rel=2)@10`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the measures say about a run."""

    measures: tuple[Measure, ...]
    relevance_level: int
    per_query: dict[str, dict[QueryId, float]]
    """By measure, then by judged query; a query that the run lacks has 0."""
    answerable: frozenset[QueryId]
    """Queries with at least one document judged relevant."""

    def mean(self, queries: Collection[QueryId]) -> dict[str, float]:
        """Aggregate each measure over the given queries, as ir_measures does (for nearly all, the mean)."""
        return {
            measure.name: _aggregate(measure.exact, [self.per_query[measure.name][query] for query in queries])
            for measure in self.measures
        }

    def overall(self) -> dict[str, float]:
        """Aggregate over all judged queries, those without a relevant document counting 0: trec_eval's rule."""
        return self.mean(list(next(iter(self.per_query.values()))))


def default_level(qrels: Qrels) -> int:
    """Choose from which grade on a document is relevant: 2 where grades above 1 occur (1 is "only related"), else 1."""
    return 2 if any(grade > 1 for grades in qrels.values() for grade in grades.values()) else 1


def parse_measures(names: Sequence[str], relevance_level: int) -> tuple[Measure, ...]:
    """Parse names such as `nDCG@10`; the level is for binary measures without one. Raises UnknownMeasure."""
    measures = []
    for name in dict.fromkeys(names):
        parsed = _parse(name)
        has_level = "rel" in parsed.SUPPORTED_PARAMS and "rel" not in parsed.params
        exact = parsed(rel=relevance_level) if has_level and relevance_level != 1 else parsed
        measures.append(Measure(name=str(parsed), exact=str(exact)))
    return tuple(measures)


def evaluate(measures: Sequence[Measure], qrels: Qrels, run: Run, *, relevance_level: int) -> Evaluation:
    """Compute every measure for every judged query; the run's other queries are left out. Raises EmptySelection."""
    answerable = frozenset(query for query, grades in qrels.items() if max(grades.values()) >= relevance_level)
    if not answerable:
        raise EmptySelection(f"no judgement reaches grade {relevance_level}; choose a lower --relevance-level")
    parsed = {measure.name: _parse(measure.exact) for measure in measures}
    per_query = {name: dict.fromkeys(qrels, 0.0) for name in parsed}
    names = {str(exact): name for name, exact in parsed.items()}
    judged_run = {query: scores for query, scores in run.items() if query in qrels and scores}
    for found in _ir_measures().iter_calc(list(parsed.values()), qrels, judged_run):
        per_query[names[str(found.measure)]][found.query_id] = float(found.value)
    return Evaluation(measures=tuple(measures), relevance_level=relevance_level, per_query=per_query, answerable=answerable)


def judged_warning(means: Mapping[str, float]) -> str | None:
    """Warn where few of the first results were ever judged; None where enough were."""
    judged = means.get(JUDGED)
    if judged is None or judged >= LOW_JUDGED:
        return None
    return (
        f"{JUDGED} is {judged:.2f}: most of the first results were never judged, and a good one without a judgement "
        "counts as wrong. Compare systems on this set; do not read its figures as the share of good answers."
    )


def _aggregate(exact: str, values: Sequence[float]) -> float:
    aggregator = _parse(exact).aggregator()
    for value in values:
        aggregator.add(value)
    return float(aggregator.result())


def _parse(name: str) -> Any:
    library = _ir_measures()
    try:
        parsed = library.parse_measure(name)
        parsed.validate_params()
        return parsed
    except (NameError, ValueError, TypeError, KeyError, AssertionError) as error:
        raise UnknownMeasure(f"{name!r} is no measure of ir_measures; write it as in {', '.join(DEFAULT_MEASURES)}") from error


def _ir_measures() -> ModuleType:
    """Load ir_measures when it is needed: the command line starts without it."""
    try:
        import ir_measures
    except ImportError as error:
        raise MissingExtra("measures need the package ir-measures: pip install 'carecite[evals]'") from error
    module: ModuleType = ir_measures
    return module
