"""Every vector engine against brute-force numpy, on vectors that are not normalised."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import GenerationBroken
from index.models import Mask, Vectors
from index.vectors.base import VectorIndex
from index.vectors.faiss_flat import FaissFlat


class Engine(Protocol):
    """What the class of an engine offers."""

    def build(self, vectors: Vectors) -> VectorIndex: ...

    def load(self, path: Path) -> VectorIndex: ...


each_engine = pytest.mark.parametrize("engine", [pytest.param(FaissFlat, id="faiss-flat")])
DICE = np.random.default_rng(5)
VECTORS: Vectors = (DICE.standard_normal((203, 24)) * DICE.uniform(0.1, 9, (203, 1))).astype(np.float32)
QUERIES: Vectors = (DICE.standard_normal((6, 24)) * 3).astype(np.float32)


def brute_force(vectors: Vectors, query: Vectors, k: int, allowed: Mask | None) -> tuple[list[int], list[float]]:
    scores = vectors.astype(np.float64) @ query[0].astype(np.float64)
    rows = [row for row in range(len(vectors)) if allowed is None or allowed[row]]
    best = sorted(rows, key=lambda row: (-scores[row], row))[:k]
    return best, [float(scores[row]) for row in best]


@each_engine
@pytest.mark.parametrize("k", [1, 10, 203, 500])
@pytest.mark.parametrize("share", [None, 0.5, 0.02, 0.0, 1.0])
def test_search_finds_what_brute_force_finds(engine: Engine, k: int, share: float | None) -> None:
    allowed: Mask | None = None if share is None else np.random.default_rng(k).random(len(VECTORS)) < share
    searched = engine.build(VECTORS)
    for query in QUERIES:
        rows, scores = searched.search(query[None], k, allowed)
        expected_rows, expected_scores = brute_force(VECTORS, query[None], k, allowed)
        assert rows == expected_rows
        assert scores == pytest.approx(expected_scores, rel=1e-4, abs=1e-4)


@each_engine
def test_equal_vectors_come_in_the_order_of_their_rows_and_the_first_are_taken(engine: Engine) -> None:
    vectors = np.repeat(VECTORS[:4], 8, axis=0)[DICE.permutation(32)]
    for k in (3, 5, 11, 32):
        rows, _ = engine.build(vectors).search(QUERIES[:1], k, None)
        assert rows == brute_force(vectors, QUERIES[:1], k, None)[0]


@each_engine
def test_cosines_scores_the_rows_that_are_asked_for(engine: Engine) -> None:
    built = engine.build(VECTORS)
    assert built.cosines(QUERIES[:1], [7, 3, 202]) == pytest.approx((VECTORS[[7, 3, 202]] @ QUERIES[0]).tolist(), rel=1e-4)
    assert built.cosines(QUERIES[:1], []) == []


@each_engine
def test_an_index_knows_its_rows_and_dimension(engine: Engine) -> None:
    built = engine.build(VECTORS)
    assert (built.rows, built.dimension) == (203, 24)


@each_engine
def test_an_index_of_nothing_finds_nothing(engine: Engine) -> None:
    assert engine.build(np.empty((0, 24), dtype=np.float32)).search(QUERIES[:1], 5, None) == ([], [])


@each_engine
def test_saving_and_loading_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    built = engine.build(VECTORS)
    built.save(tmp_path / "vectors")
    loaded = engine.load(tmp_path / "vectors")
    assert (loaded.kind, loaded.rows, loaded.dimension) == (built.kind, built.rows, built.dimension)
    for query in QUERIES:
        assert loaded.search(query[None], 20, None) == built.search(query[None], 20, None)


@each_engine
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"not vectors at all", id="other"),
        pytest.param(lambda content: content[: len(content) // 2], id="truncated"),
    ],
)
def test_a_damaged_file_is_broken(engine: Engine, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "vectors"
    engine.build(VECTORS).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GenerationBroken, match="vectors: not a readable"):
        engine.load(path)


@each_engine
def test_a_missing_file_is_broken(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(GenerationBroken, match="nowhere"):
        engine.load(tmp_path / "nowhere")


@each_engine
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("rows", [3, 203])
def test_a_full_disk_is_an_error_and_never_half_a_file(engine: Engine, rows: int) -> None:
    with pytest.raises(OSError, match="No space left on device"):
        engine.build(VECTORS[:rows]).save(Path("/dev/full"))


@each_engine
@given(st.integers(1, 12), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_any_index_agrees_with_brute_force_even_with_ties(engine: Engine, rows: int, k: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).integers(-2, 3, (rows, 3)).astype(np.float32)
    query = np.array([[1, 2, 0]], dtype=np.float32)
    assert engine.build(vectors).search(query, k, None) == brute_force(vectors, query, k, None)
