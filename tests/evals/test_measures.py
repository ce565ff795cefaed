"""Measures: hand-computed values, and ir_measures itself as the oracle."""

from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import EmptySelection, UnknownMeasure
from evals.measures import DEFAULT_MEASURES, default_level, evaluate, judged_warning, parse_measures
from evals.models import DocId, Qrels, QueryId, Run

Q1, Q2, Q3 = QueryId("q1"), QueryId("q2"), QueryId("q3")


def docs(**grades: int) -> dict[DocId, int]:
    return {DocId(name): grade for name, grade in grades.items()}


def found(*names: str) -> dict[DocId, float]:
    """Give the documents in order falling scores."""
    return {DocId(name): 1.0 - at / 100 for at, name in enumerate(names)}


QRELS: Qrels = {Q1: docs(a=1, b=1, n=0), Q2: docs(a=1), Q3: docs(n=0)}
RUN: Run = {Q1: found("x", "a", "n", "b"), Q3: found("n", "x")}


def test_values_agree_with_a_calculation_by_hand() -> None:
    """q1: relevant at ranks 2 and 4; q2 is missing from the run; q3 has none. Judged counts over what was returned."""
    measures = parse_measures(["nDCG@10", "RR@10", "Success@1", "Success@3", "R@10", "AP", "Judged@10"], 1)
    evaluation = evaluate(measures, QRELS, RUN, relevance_level=1)
    ndcg = (1 / log2(3) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))
    by_hand = {"nDCG@10": ndcg, "RR@10": 0.5, "Success@1": 0, "Success@3": 1, "R@10": 1, "AP": (1 / 2 + 2 / 4) / 2}
    for name, value in by_hand.items():
        assert evaluation.per_query[name] == pytest.approx({Q1: value, Q2: 0, Q3: 0}), name
    assert evaluation.per_query["Judged@10"] == pytest.approx({Q1: 3 / 4, Q2: 0, Q3: 1 / 2})
    assert evaluation.overall() == pytest.approx({**{k: v / 3 for k, v in by_hand.items()}, "Judged@10": 1.25 / 3})


def test_the_mean_over_answerable_queries_leaves_out_those_without_a_relevant_document() -> None:
    evaluation = evaluate(parse_measures(["RR@10"], 1), QRELS, RUN, relevance_level=1)
    assert evaluation.answerable == {Q1, Q2}
    assert evaluation.mean(sorted(evaluation.answerable)) == {"RR@10": 0.25}


def test_a_judged_query_with_no_result_scores_zero_and_counts() -> None:
    for run in ({Q1: found("a")}, {Q1: found("a"), Q2: {}}):
        evaluation = evaluate(parse_measures(DEFAULT_MEASURES, 1), QRELS, run, relevance_level=1)
        assert {scores[Q2] for scores in evaluation.per_query.values()} == {0.0}
        assert all(len(scores) == 3 for scores in evaluation.per_query.values())


def test_a_query_that_nobody_judged_does_not_count() -> None:
    extra: Run = {**RUN, QueryId("other"): found("a")}
    measures = parse_measures(DEFAULT_MEASURES, 1)
    plain = evaluate(measures, QRELS, RUN, relevance_level=1)
    assert evaluate(measures, QRELS, extra, relevance_level=1) == plain


def test_only_documents_at_the_relevance_level_are_relevant() -> None:
    """With level 2 the document of grade 1 that comes first does not help; graded nDCG still sees it."""
    qrels: Qrels = {Q1: docs(a=1, b=3)}
    evaluation = evaluate(parse_measures(["RR@10", "nDCG@10"], 2), qrels, {Q1: found("a", "b")}, relevance_level=2)
    assert [measure.exact for measure in evaluation.measures] == ["RR(rel=2)@10", "nDCG@10"]
    ndcg = (1 + 3 / log2(3)) / (3 + 1 / log2(3))
    assert evaluation.overall() == pytest.approx({"RR@10": 0.5, "nDCG@10": ndcg})


def test_a_measure_that_names_its_level_keeps_it() -> None:
    assert parse_measures(["R(rel=3)@10"], 2)[0].exact == "R(rel=3)@10"


@pytest.mark.parametrize(("grades", "level"), [((1, 1), 1), ((1, 2), 2), ((0, 3), 2)])
def test_grades_above_one_mean_that_one_is_not_yet_an_answer(grades: tuple[int, int], level: int) -> None:
    assert default_level({Q1: docs(a=grades[0], b=grades[1])}) == level


def test_measures_print_as_they_are_parsed() -> None:
    assert tuple(measure.name for measure in parse_measures(DEFAULT_MEASURES, 1)) == DEFAULT_MEASURES


@pytest.mark.parametrize("name", ["nDGC@10", "nDCG@", "R(rel=two)@5", "P(rel='1')@3", "", "__import__('os')"])
def test_an_unknown_measure_is_an_error(name: str) -> None:
    with pytest.raises(UnknownMeasure, match="is no measure of ir_measures"):
        parse_measures([name], 1)


def test_a_level_that_no_judgement_reaches_is_an_error() -> None:
    with pytest.raises(EmptySelection, match="no judgement reaches grade 2"):
        evaluate(parse_measures(["AP"], 2), QRELS, RUN, relevance_level=2)


def test_few_judgements_among_the_first_results_are_warned_of() -> None:
    assert judged_warning({"Judged@10": 0.5}) is None
    assert judged_warning({"AP": 0.1}) is None
    assert "Judged@10 is 0.49" in (judged_warning({"Judged@10": 0.49}) or "")


doc_ids = st.sampled_from([DocId(name) for name in "abcdefghijkl"])
query_ids = st.sampled_from([Q1, Q2, Q3, QueryId("q4")])


@given(
    st.dictionaries(query_ids, st.dictionaries(doc_ids, st.integers(0, 3), min_size=1), min_size=1),
    st.dictionaries(query_ids, st.lists(doc_ids, unique=True)),
    st.integers(1, 2),
)
def test_every_default_measure_is_what_ir_measures_says(qrels: Qrels, orders: dict[QueryId, list[DocId]], level: int) -> None:
    run: Run = {query: found(*order) for query, order in orders.items()}
    measures = parse_measures(DEFAULT_MEASURES, level)
    if not any(grade >= level for grades in qrels.values() for grade in grades.values()):
        return
    evaluation = evaluate(measures, qrels, run, relevance_level=level)
    exact = {measure.name: ir_measures.parse_measure(measure.exact) for measure in measures}
    oracle = ir_measures.calc_aggregate(list(exact.values()), qrels, {query: run[query] for query in run if run[query]})
    assert evaluation.overall() == pytest.approx({name: oracle[measure] for name, measure in exact.items()})
