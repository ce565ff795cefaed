"""A question in, hits out."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Source
from index.build import build, indexed_text
from index.embedders.hashing import HashingEmbedder
from index.errors import GenerationBroken
from index.generation import Generation
from index.models import Filters, Retrieval, Stage
from index.retrieve import Retriever, RetrieverOptions
from index.shelf import Shelf
from index.terms import terms_of
from tests.index.making import TOPICS, fill, topic
from tests.index.test_lexical import brute_force

QUESTIONS = ["painful big toe", "wheeze and cough at night", "throbbing headache", "why am I tired and cold?", "lungs"]


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    home: Path = tmp_path_factory.mktemp("home")
    fill(home, *[topic(name, source=Source(publisher="AB"[n % 2])) for n, name in enumerate(TOPICS)])
    build(home, HashingEmbedder())
    loaded = Shelf(home).load_published()
    yield loaded
    loaded.close()


def texts_of(generation: Generation) -> list[str]:
    return [indexed_text(passage) for passage in generation.corpus.served_passages()]


def articles(generation: Generation, retrieval: Retrieval) -> list[str]:
    found = [generation.corpus.passage(hit.passage_id) for hit in retrieval.hits]
    return [passage.article_id for passage in found if passage]


def stretched(scores: dict[int, float]) -> dict[int, float]:
    low, high = min(scores.values()), max(scores.values())
    return {row: (score - low) / (high - low) if high > low else 1.0 for row, score in scores.items()}


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ranked_as_brute_force_ranks_them(generation: Generation, question: str) -> None:
    texts = texts_of(generation)
    embedder = HashingEmbedder()
    cosines = (embedder.encode_passages(texts) @ embedder.encode_query(question)[0]).tolist()
    bm25 = {row: score for row, score in enumerate(brute_force(texts, question)) if score > 0}
    by_meaning, by_words = stretched(dict(enumerate(cosines))), stretched(bm25)
    fused = {row: 0.6 * by_meaning[row] + 0.4 * by_words.get(row, 0) for row in by_meaning}
    hits = Retriever(generation, embedder, RetrieverOptions(dense_weight=0.6)).retrieve(question).hits
    assert [hit.row for hit in hits] == sorted(fused, key=lambda row: (-fused[row], row))
    assert [hit.score for hit in hits] == pytest.approx(sorted(fused.values(), reverse=True), abs=1e-4)
    assert [hit.cosine for hit in hits] == pytest.approx([cosines[hit.row] for hit in hits], abs=1e-5)
    assert [hit.bm25 or 0 for hit in hits] == pytest.approx([bm25.get(hit.row, 0) for hit in hits], abs=1e-4)
    assert [hit.passage_id for hit in hits] == [generation.rows.passage_ids[hit.row] for hit in hits]


def test_the_ranks_of_a_hit_are_those_of_each_stage_from_1(generation: Generation) -> None:
    hits = Retriever(generation, HashingEmbedder()).retrieve("wheeze and cough at night").hits
    dense = sorted(hits, key=lambda hit: hit.dense_rank or 0)
    assert [hit.dense_rank for hit in dense] == [1, 2, 3, 4, 5]
    assert [hit.cosine for hit in dense] == sorted((hit.cosine or 0 for hit in hits), reverse=True)
    lexical = sorted((hit for hit in hits if hit.lexical_rank), key=lambda hit: hit.lexical_rank or 0)
    assert [hit.lexical_rank for hit in lexical] == [1, 2]
    assert articles(generation, Retriever(generation, HashingEmbedder()).retrieve("wheeze at night"))[0] == "asthma"


@pytest.mark.parametrize(
    ("stage", "off"),
    [(Stage.DENSE, ("bm25", "lexical_rank")), (Stage.LEXICAL, ("cosine", "dense_rank"))],
)
def test_a_stage_that_is_off_leaves_no_trace(generation: Generation, stage: Stage, off: tuple[str, ...]) -> None:
    options = RetrieverOptions(stages=frozenset({stage}))
    retrieval = Retriever(generation, HashingEmbedder(), options).retrieve("painful big toe")
    assert articles(generation, retrieval)[0] == "gout"
    assert {getattr(hit, name) for hit in retrieval.hits for name in off} == {None}
    assert ("encode" in retrieval.stages_ms) is (stage is Stage.DENSE)


def test_lexical_alone_finds_only_what_holds_a_word(generation: Generation) -> None:
    options = RetrieverOptions(stages=frozenset({Stage.LEXICAL}))
    retrieval = Retriever(generation, HashingEmbedder(), options).retrieve("uric acid unicorn")
    assert articles(generation, retrieval) == ["gout"]
    assert retrieval.terms == tuple(terms_of("uric acid unicorn"))


def test_k_hits_at_most_are_given_and_they_are_the_first(generation: Generation) -> None:
    retriever = Retriever(generation, HashingEmbedder())
    everything = retriever.retrieve("cough").hits
    assert retriever.retrieve("cough", k=2).hits == everything[:2]
    assert retriever.retrieve("cough", k=0).hits == ()


def test_filters_hold_for_every_stage(generation: Generation) -> None:
    filters = Filters(publisher=frozenset({"B"}))
    for stages in ({Stage.DENSE}, {Stage.LEXICAL}, {Stage.DENSE, Stage.LEXICAL}):
        retriever = Retriever(generation, HashingEmbedder(), RetrieverOptions(stages=frozenset(stages)))
        assert set(articles(generation, retriever.retrieve("cough and throbbing headache", filters=filters))) <= {
            "flu",
            "migraine",
        }


def test_a_filter_that_nothing_passes_gives_no_hits(generation: Generation) -> None:
    filters = Filters(publisher=frozenset({"nobody"}))
    assert Retriever(generation, HashingEmbedder()).retrieve("gout", filters=filters).hits == ()


@pytest.mark.parametrize("question", ["", "?!", "the of and"])
def test_a_question_without_words_finds_nothing(generation: Generation, question: str) -> None:
    assert Retriever(generation, HashingEmbedder()).retrieve(question).hits == ()


def test_the_same_question_gives_the_same_hits(generation: Generation) -> None:
    one, other = (Retriever(generation, HashingEmbedder()).retrieve("cough at night").hits for _ in range(2))
    assert one == other


def test_another_embedder_than_the_one_that_built_is_refused(generation: Generation) -> None:
    with pytest.raises(GenerationBroken, match=r"was built with hashing-384 \(384 dimensions\), not with hashing-64 \(64\)"):
        Retriever(generation, HashingEmbedder(64))


def test_stage_times_are_told(generation: Generation) -> None:
    stages_ms = Retriever(generation, HashingEmbedder()).retrieve("gout").stages_ms
    assert {"encode", "dense", "lexical", "fuse"} <= set(stages_ms)
    assert np.all(np.array(list(stages_ms.values())) >= 0)
