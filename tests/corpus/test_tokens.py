"""How long a text is to the encoder."""

import pytest

from corpus.tokens import MAX_WORD_PIECES, WordCounter, default_counter


def test_the_word_counter_counts_words() -> None:
    assert WordCounter(7).count(["a b  c", "", "one-word"]) == [3, 0, 1]
    assert WordCounter(7).limit == 7


@pytest.mark.model
def test_the_default_counter_counts_the_word_pieces_of_minilm() -> None:
    """From the published vocabulary: 'paracetamol' is para ##ce ##tam ##ol; [CLS] and [SEP] are not counted."""
    counter = default_counter()
    assert counter.limit == MAX_WORD_PIECES == 256
    assert counter.count(["fever", "paracetamol", "", "股骨头"]) == [1, 4, 0, 3]


@pytest.mark.model
def test_the_default_counter_does_not_stop_at_the_encoders_limit() -> None:
    assert default_counter().count(["fever " * 1000]) == [1000]
