"""Which words of a title or heading name its subject."""

from corpus.words import content_words


def test_content_words_leave_out_question_words() -> None:
    assert content_words("What is the Type 2 Diabetes?") == {"type", "2", "diabetes"}


def test_a_title_of_question_words_only_names_nothing() -> None:
    assert content_words("What can I do?") == set()
