"""Tests for corpus.readers.sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.sentences import has_clause, is_clause, is_finished, is_lead_in, split_sentences


def test_sentences_end_at_full_stops_but_not_at_abbreviations_and_initials() -> None:
    text = 'Dr. Chen found E. coli. "It spread." See a doctor (e.g. Dr. Li).'
    assert split_sentences(text) == ["Dr. Chen found E. coli.", '"It spread."', "See a doctor (e.g. Dr. Li)."]


@given(st.text(alphabet="aB. ?!\"'(5", max_size=60))
def test_sentences_joined_are_the_text_again_white_space_apart(text: str) -> None:
    assert " ".join(split_sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    "text",
    ["The symptoms include:", "Medicines, such as", "You are at risk if you", "They include", "Symptoms may include :"],
)
def test_a_text_that_stops_where_a_list_should_follow_is_a_lead_in(text: str) -> None:
    assert is_lead_in(text)


@pytest.mark.parametrize("text", ["Chest tightness", "It can be treated.", "What is it?", "Heart failure"])
def test_other_texts_are_no_lead_ins(text: str) -> None:
    assert not is_lead_in(text)


@pytest.mark.parametrize("text", ["It hurts.", 'He said "stop."', "(See below.)", "Does it?"])
def test_a_sentence_may_end_within_quotation_marks_or_brackets(text: str) -> None:
    assert is_finished(text)


@pytest.mark.parametrize(
    "text",
    [
        "These symptoms can range from mild to severe.",
        "If you have a severe attack, you will need emergency care.",
        "There is no cure for emphysema. However, treatments help.",
    ],
)
def test_running_text_has_an_opener_and_a_finite_verb(text: str) -> None:
    assert is_clause(text)


@pytest.mark.parametrize(
    "text",
    [
        "Smoking. This is the main risk factor.",
        "If you smoke, quit.",
        "Have your blood pressure checked.",
        "A test that measures how well the lungs work.",
        "Genetics and family history. You are more likely to have it if your parents do.",
    ],
)
def test_fragments_orders_and_explained_terms_are_not_running_text(text: str) -> None:
    assert not is_clause(text)
    assert not has_clause(text)
