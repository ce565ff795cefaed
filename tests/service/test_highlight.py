"""Which sentence is marked."""

from hypothesis import given
from hypothesis import strategies as st

from index.terms import terms_of
from service.highlight import highlights, matched_words

TEXT = "Rest helps. Allopurinol lowers uric acid. Acid reflux is another thing."


def marked(text: str, **weights: float) -> list[str]:
    return [text[start:end] for start, end in highlights(text, {terms_of(word)[0]: weight for word, weight in weights.items()})]


def test_the_sentence_with_most_of_what_is_rare_is_marked() -> None:
    assert marked(TEXT, acid=1.0, allopurinol=2.0) == ["Allopurinol lowers uric acid."]
    assert marked(TEXT, acid=1.0, reflux=5.0, allopurinol=2.0) == ["Acid reflux is another thing."]


def test_a_word_counts_once_in_a_sentence() -> None:
    assert marked("Acid acid acid. Uric acid.", acid=1.0, uric=1.0) == ["Uric acid."]


def test_the_first_of_equals_is_marked() -> None:
    assert marked(TEXT, acid=1.0) == ["Allopurinol lowers uric acid."]


def test_nothing_is_marked_where_nothing_matches() -> None:
    assert marked(TEXT, fever=1.0) == []
    assert highlights(TEXT, {}) == ()
    assert highlights("", {"fever": 1.0}) == ()


def test_a_word_is_matched_in_its_other_forms() -> None:
    assert marked("Nothing here. She was bleeding heavily.", bleed=1.0) == ["She was bleeding heavily."]


def test_matched_words_are_the_questions_in_its_order_each_once() -> None:
    assert matched_words(TEXT, ["acid", "fever", "allopurinol", "acid"]) == ("acid", "allopurinol")


@given(st.text(max_size=200), st.lists(st.sampled_from(["acid", "uric", "fever", "a"]), max_size=4))
def test_marks_always_lie_in_the_text(text: str, words: list[str]) -> None:
    for start, end in highlights(f"{text} uric acid. {text}", dict.fromkeys(words, 1.0)):
        assert 0 <= start < end <= 2 * len(text) + 12
