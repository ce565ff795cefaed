"""The real encoder against plain sentence-transformers."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.models import Sha256
from corpus.tokens import MAX_WORD_PIECES, weights_folder
from index.embedders.sentence_transformer import (
    BATCH_TOKENS,
    MAX_BATCH,
    MINILM_SHA256,
    SentenceTransformerEmbedder,
    _batches,
)
from index.errors import EmbedderError

QUESTION = "Can a dead hip bone heal by itself?"
PASSAGES = [
    QUESTION,
    "Gout",
    "Fever in children is common. " * 12,
    "A very long passage that the encoder reads only in part. " * 60,
    "股骨头坏死不能自愈。",
    "½ tablet of 5 mg, twice a day; naïve café",
]


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.packaged()


@pytest.fixture(scope="module")
def plain() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(weights_folder()), device="cpu", local_files_only=True)


@pytest.mark.model
def test_passages_agree_with_plain_sentence_transformers(embedder: SentenceTransformerEmbedder, plain: Any) -> None:
    expected = plain.encode(PASSAGES, normalize_embeddings=True, show_progress_bar=False)
    cosines = (embedder.encode_passages(PASSAGES) * expected).sum(axis=1)
    assert cosines.min() > (0.995 if embedder.precision == "int8" else 0.9999)


@pytest.mark.model
def test_a_question_agrees_with_plain_sentence_transformers(embedder: SentenceTransformerEmbedder, plain: Any) -> None:
    expected = plain.encode([QUESTION], normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(embedder.encode_query(QUESTION), expected, atol=1e-5)


@pytest.mark.model
def test_the_first_dimensions_are_the_golden_ones(embedder: SentenceTransformerEmbedder) -> None:
    golden = [-0.0743, 0.00106, 0.00707, 0.0102, -0.06712, -0.10335, -0.00432, -0.03369]
    np.testing.assert_allclose(embedder.encode_query(QUESTION)[0, :8], golden, atol=2e-5)


@pytest.mark.model
def test_the_encoder_is_the_published_minilm(embedder: SentenceTransformerEmbedder) -> None:
    assert (embedder.name, embedder.sha256) == ("all-MiniLM-L6-v2", MINILM_SHA256)
    assert (embedder.dimension, embedder.max_tokens) == (384, MAX_WORD_PIECES)


@pytest.mark.model
def test_texts_past_256_word_pieces_are_counted_as_truncated(embedder: SentenceTransformerEmbedder) -> None:
    """[CLS] and [SEP] count: 254 pieces fit, 255 do not."""
    assert embedder.count_truncated(["fever " * 254, "fever " * 255, "fever", ""]) == 1
    assert embedder.count_truncated([]) == 0


def test_weights_with_another_hash_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EmbedderError, match=r"model\.safetensors: sha256 [0-9a-f]{64} is not the published 53aa5.*reinstall"):
        SentenceTransformerEmbedder(tmp_path, name="x", expected_sha256=MINILM_SHA256)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"weights cannot be read .*reinstall the package"):
        SentenceTransformerEmbedder(tmp_path, name="x", expected_sha256=Sha256("0" * 64))


def test_batches_hold_each_position_once_longest_first_within_the_token_budget() -> None:
    lengths = [3, 256, 17, 17, 1, 200, 5000] + [2] * 300
    batches = list(_batches(lengths))
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    assert [lengths[at] for batch in batches for at in batch] == sorted(lengths, reverse=True)
    assert all(len(batch) == 1 or len(batch) * lengths[batch[0]] <= BATCH_TOKENS for batch in batches)
    assert max(map(len, batches)) == MAX_BATCH
