"""A text as search terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import STOP_WORDS, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("What are the symptoms of Gout?", ["symptom", "gout"]),
        ("heals healing healed", ["heal", "heal", "heal"]),
        ("vitamin B12, 5 mg", ["vitamin", "b12", "5", "mg"]),
        ("Crohn's and Crohn’s disease", ["crohn", "crohn", "diseas"]),
        ("x-ray COVID-19", ["ray", "covid", "19"]),
        ("fièvre", ["fièvr"]),
        ("股骨头坏死", ["股骨", "骨头", "头坏", "坏死"]),
        ("痛", []),
        ("the of and", []),
        ("", []),
        ("?!", []),
    ],
)
def test_words_are_folded_stopped_and_stemmed(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_not_is_no_term_but_no_content_word_is_a_stop_word() -> None:
    assert {"not", "no", "without"} & STOP_WORDS == {"not", "no"}
    assert not {"pain", "child", "help", "medicine"} & STOP_WORDS


@given(st.text(max_size=60))
def test_terms_do_not_depend_on_case(text: str) -> None:
    assert terms_of(text.casefold()) == terms_of(text)


@given(st.lists(st.sampled_from(["fever", "cough", "gout", "headaches"])))
def test_repeats_and_order_are_kept(words: list[str]) -> None:
    assert len(terms_of(" ".join(words))) == len(words)
