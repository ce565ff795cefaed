"""The reading age of a text."""

import pytest

from corpus.reading_age import reading_age


def test_it_is_flesch_and_kincaids_grade_and_five_years() -> None:
    # 6 words, 1 sentence, 6 syllables: .39 * 6 + 11.8 * 1 - 15.59 = -1.45, and 5.
    assert reading_age(["The cat sat on the mat."]) == pytest.approx(3.55)


def test_a_list_item_without_a_full_stop_is_a_sentence() -> None:
    assert reading_age(["The cat sat", "on the mat"]) == pytest.approx(0.39 * 3 + 11.8 - 15.59 + 5)


def test_long_words_and_long_sentences_ask_for_an_older_reader() -> None:
    simple = reading_age(["Rest the leg. Put ice on it. See a doctor if it gets worse."])
    hard = reading_age(["Immobilisation and cryotherapy are recommended, with orthopaedic evaluation following deterioration."])
    assert simple is not None
    assert hard is not None
    assert simple < 8 < 18 < hard


@pytest.mark.parametrize("texts", [[], [""], ["37,5 – 38"]])
def test_a_text_without_words_has_none(texts: list[str]) -> None:
    assert reading_age(texts) is None
