"""What every embedder promises."""

from typing import cast

import numpy as np
import pytest

from index.embedders import NAMES, embedder_named
from index.embedders.base import Embedder
from index.embedders.hashing import HashingEmbedder
from index.errors import EmbedderError

TEXTS = [
    "Gout\nGout is a painful arthritis of the big toe.",
    "Flu",
    "Fever in children. " * 8,
    "The femoral head is the ball of the hip joint.",
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("hashing", id="hashing"),
        pytest.param("minilm", id="minilm", marks=pytest.mark.model),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return embedder_named(cast(str, request.param))


def test_passages_become_unit_vectors_of_the_stated_dimension(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(TEXTS)
    assert vectors.shape == (4, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_passages_give_no_rows_of_the_stated_dimension(embedder: Embedder) -> None:
    assert embedder.encode_passages([]).shape == (0, embedder.dimension)


def test_the_same_text_gives_the_same_vector_whoever_its_neighbours_are(embedder: Embedder) -> None:
    together = embedder.encode_passages(TEXTS)
    np.testing.assert_array_equal(together, embedder.encode_passages(TEXTS))
    for row, text in enumerate(TEXTS):
        alone = embedder.encode_passages([text])[0]
        assert float(alone @ together[row]) > 0.9995


def test_a_question_is_encoded_into_the_same_space(embedder: Embedder) -> None:
    query = embedder.encode_query(TEXTS[3])
    assert query.shape == (1, embedder.dimension)
    assert query.dtype == np.float32
    assert int(np.argmax(embedder.encode_passages(TEXTS) @ query[0])) == 3
    assert float(query[0] @ embedder.encode_passages([TEXTS[3]])[0]) > 0.995


def test_an_embedder_says_what_it_is(embedder: Embedder) -> None:
    assert embedder.name
    assert len(embedder.sha256) == 64
    assert embedder.max_tokens > 0


def test_every_named_embedder_differs_by_hash() -> None:
    assert NAMES == ("minilm", "hashing")
    assert HashingEmbedder(64).sha256 != HashingEmbedder(384).sha256


def test_an_unknown_name_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(EmbedderError, match="there is no embedder 'bert'; choose one of minilm, hashing"):
        embedder_named("bert")
