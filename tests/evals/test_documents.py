"""From passages to documents."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.models import PassageId
from corpus.store import ArticleStore
from evals.documents import STEP, PassageDocuments, fall_strictly
from evals.models import DocId, Unit
from index.models import Hit
from tests.index.making import fill
from tests.service.making import FLU, GOUT


def hit(passage: str, score: float, dense_rank: int | None = None) -> Hit:
    return Hit(
        passage_id=PassageId(passage),
        row=0,
        score=score,
        cosine=None,
        bm25=None,
        dense_rank=dense_rank,
        lexical_rank=None,
    )


def documents(**of_passage: str) -> PassageDocuments:
    spoken_for = {PassageId(passage): tuple(map(DocId, docs.split())) for passage, docs in of_passage.items()}
    return PassageDocuments(of_passage=spoken_for, titles={}, openings={})


def test_a_document_scores_as_its_best_passage() -> None:
    ranked = documents(p1="a", p2="b", p3="a").rank([hit("p1", 0.9, 4), hit("p2", 0.5), hit("p3", 0.3, 1)], 10)
    assert [(found.doc_id, found.score, found.passage_id, found.dense_rank) for found in ranked] == [
        ("a", 0.9, "p1", 4),
        ("b", 0.5, "p2", None),
    ]


def test_a_passage_speaks_for_each_document_that_was_collapsed_into_it() -> None:
    """Their scores are one STEP apart, in the order of their ids, so that every tool reads the same order."""
    ranked = documents(p1="z a m", p2="b").rank([hit("p1", 0.5), hit("p2", 0.4)], 10)
    assert [(found.doc_id, found.score) for found in ranked] == [
        ("a", 0.5),
        ("m", 0.499999),
        ("z", 0.499998),
        ("b", 0.4),
    ]


def test_documents_that_only_a_deeper_search_finds_come_below_all_others() -> None:
    """Its scores are stretched differently: 0.95 there is no better than 0.4 here."""
    speaks = documents(p1="a", p2="b", p3="c", p4="d")
    ranked = speaks.rank([hit("p1", 0.9), hit("p2", 0.4)], 4, deeper=[hit("p2", 1.0), hit("p3", 0.95), hit("p4", 0.1)])
    assert [(found.doc_id, found.score) for found in ranked] == [("a", 0.9), ("b", 0.4), ("c", 0.399999), ("d", 0.1)]
    assert [found.doc_id for found in speaks.rank([], 2, deeper=[hit("p4", 0.5), hit("p3", 0.6)])] == ["c", "d"]


def test_no_more_than_k_documents_come_out() -> None:
    assert [found.doc_id for found in documents(p1="a", p2="b", p3="c").rank([hit("p1", 3), hit("p2", 2), hit("p3", 1)], 2)] == [
        "a",
        "b",
    ]


@given(st.lists(st.floats(0, 1), max_size=200).map(lambda scores: sorted(scores, reverse=True)))
def test_scores_fall_strictly_and_stay_close(scores: list[float]) -> None:
    lowered = fall_strictly(scores)
    assert all(a - b > STEP / 2 for a, b in pairwise(lowered))
    assert all(abs(a - b) <= STEP * (len(scores) + 1) for a, b in zip(scores, lowered, strict=True))


def test_where_passages_are_judged_each_is_its_own_document(tmp_path: Path) -> None:
    fill(tmp_path, FLU, GOUT)
    with ArticleStore.open_store(tmp_path) as store:
        found = PassageDocuments.read(store, Unit.PASSAGE)
        ids = [passage.id for entry in store.entries() for passage in store.passages_of(entry.id)]
    assert {passage: list(map(str, docs)) for passage, docs in found.of_passage.items()} == {one: [str(one)] for one in ids}
    assert sorted(set(found.titles.values())) == ["Gout", "Influenza"]
