"""The embedder without weights."""

import zlib

import numpy as np
import pytest

from index.embedders.hashing import HashingEmbedder


def test_each_word_and_letter_group_adds_its_signed_weight() -> None:
    """'toe' is the word and the groups <toe and toe>, each at the square root of its weight."""
    expected = np.zeros(32)
    for feature, weight in (("toe", 1.0), ("#<toe", 0.3), ("#toe>", 0.3)):
        code = zlib.crc32(feature.encode())
        expected[code % 32] += np.sqrt(weight) if code & 0x8000_0000 else -np.sqrt(weight)
    np.testing.assert_allclose(HashingEmbedder(32).encode_query("toe")[0], expected / np.linalg.norm(expected), atol=1e-6)


def test_a_text_without_words_is_a_zero_row() -> None:
    assert not HashingEmbedder(16).encode_passages(["?!"]).any()


def test_a_misspelt_word_is_nearer_than_another_word() -> None:
    embedder = HashingEmbedder()
    right, misspelt, other = embedder.encode_passages(["paracetamol", "paracetemol", "gallbladder"])
    assert float(right @ misspelt) > 0.3
    assert float(right @ other) == pytest.approx(0, abs=0.15)


def test_word_order_and_case_do_not_matter() -> None:
    a, b = HashingEmbedder().encode_passages(["Fever and cough", "cough, FEVER"])
    np.testing.assert_allclose(a, b, atol=1e-6)


def test_no_text_is_too_long() -> None:
    assert HashingEmbedder().count_truncated(["word " * 10_000]) == 0
