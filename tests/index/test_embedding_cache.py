"""Vectors that were computed once are not computed again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import numpy as np
import pytest

from index.embedders.hashing import HashingEmbedder
from index.embedding_cache import COMMIT_EVERY, FILE_NAME, EmbeddingCache
from index.errors import BuildFailed
from tests.index.making import CountingEmbedder

TEXTS = ["gout of the toe", "flu", "fever and cough in a child", "asthma at night"]


def test_vectors_are_those_of_the_embedder_in_the_order_of_the_texts(home: Path) -> None:
    with closing(EmbeddingCache(home)) as cache:
        vectors, new = cache.encode(TEXTS, HashingEmbedder(64))
        assert new == 4
        np.testing.assert_array_equal(vectors, HashingEmbedder(64).encode_passages(TEXTS))


def test_the_second_call_encodes_nothing_even_after_reopening(home: Path) -> None:
    with closing(EmbeddingCache(home)) as cache:
        first, _ = cache.encode(TEXTS, HashingEmbedder(64))
    embedder = CountingEmbedder(64)
    with closing(EmbeddingCache(home)) as cache:
        again, new = cache.encode(TEXTS[::-1], embedder)
    assert (new, embedder.encoded) == (0, [])
    np.testing.assert_array_equal(again, first[::-1])


def test_only_new_text_is_encoded(home: Path) -> None:
    embedder = CountingEmbedder(64)
    with closing(EmbeddingCache(home)) as cache:
        cache.encode(TEXTS, HashingEmbedder(64))
        vectors, new = cache.encode([*TEXTS, "migraine"], embedder)
    assert (new, embedder.encoded) == (1, ["migraine"])
    np.testing.assert_array_equal(vectors, HashingEmbedder(64).encode_passages([*TEXTS, "migraine"]))


def test_another_model_has_other_vectors(home: Path) -> None:
    with closing(EmbeddingCache(home)) as cache:
        cache.encode(TEXTS, HashingEmbedder(64))
        vectors, new = cache.encode(TEXTS, HashingEmbedder(32))
    assert new == 4
    np.testing.assert_array_equal(vectors, HashingEmbedder(32).encode_passages(TEXTS))


def test_another_precision_of_the_same_model_has_other_vectors(home: Path) -> None:
    embedder = CountingEmbedder(64)
    embedder.precision = "int8"
    with closing(EmbeddingCache(home)) as cache:
        cache.encode(TEXTS, HashingEmbedder(64))
        assert cache.encode(TEXTS, embedder)[1] == 4


def test_an_encoder_that_fails_half_way_keeps_the_batches_that_were_done(home: Path) -> None:
    texts = [f"passage number {n}" for n in range(COMMIT_EVERY * 2 + 10)]

    def fail_in_the_second_batch(batch: int) -> None:
        if batch == 1:
            raise KeyboardInterrupt

    with closing(EmbeddingCache(home)) as cache, pytest.raises(KeyboardInterrupt):
        cache.encode(texts, CountingEmbedder(64, fail_in_the_second_batch))
    with closing(EmbeddingCache(home)) as cache:
        vectors, new = cache.encode(texts, HashingEmbedder(64))
    assert new == COMMIT_EVERY + 10
    np.testing.assert_array_equal(vectors, HashingEmbedder(64).encode_passages(texts))


def test_progress_adds_up_to_all_texts(home: Path) -> None:
    told: list[int] = []
    with closing(EmbeddingCache(home)) as cache:
        cache.encode(TEXTS[:3], HashingEmbedder(64))
        cache.encode(TEXTS, HashingEmbedder(64), told.append)
    assert told == [3, 1]


def test_no_texts_give_no_rows(home: Path) -> None:
    with closing(EmbeddingCache(home)) as cache:
        vectors, new = cache.encode([], HashingEmbedder(64))
    assert (vectors.shape, new) == ((0, 64), 0)


def test_a_file_that_is_no_cache_is_refused_with_what_to_do(home: Path) -> None:
    home.mkdir()
    (home / FILE_NAME).write_bytes(b"no database " * 500)
    with pytest.raises(BuildFailed, match=r"embeddings\.sqlite: cannot open the embedding cache .*delete it to start anew"):
        EmbeddingCache(home)


def test_a_full_disk_says_so(home: Path, full_disk: Callable[[int], AbstractContextManager[None]]) -> None:
    texts = [f"passage number {n}" for n in range(400)]
    with closing(EmbeddingCache(home)) as cache:
        with full_disk(100_000), pytest.raises(BuildFailed, match=r"cannot write the embedding cache .*free space"):
            cache.encode(texts, HashingEmbedder(384))
        assert cache.encode(texts, HashingEmbedder(384))[1] == 400
