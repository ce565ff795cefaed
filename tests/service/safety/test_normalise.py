"""How a person's words are read."""

import pytest

from service.safety.normalise import make_spelling, normalise

SPELLING = make_spelling({"cant": "can not", "od": "overdosed"}, ("seizure", "breathing", "suicidal"), ("breaching",))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I can\u2019t", ("i", "can", "not")),
        ("cant won't isn't", ("can", "not", "will", "not", "is", "not")),
        ("he's my dad's", ("he", "is", "my", "dad")),
        ("OD'd", ("overdosed",)),
        ("siezure brething suicidle", ("seizure", "breathing", "suicidal")),
        ("breaching", ("breaching",)),
        ("keystroke", ("keystroke",)),
        ("6wk old, 38.5c", ("6", "wk", "old", "38.5", "c")),
        ("heeeelp", ("help",)),
        ("b\u200blood", ("blood",)),
    ],
)
def test_words_are_read_as_meant(text: str, tokens: tuple[str, ...]) -> None:
    assert normalise(text, SPELLING).tokens == tokens


def test_sentences_and_pauses_are_kept() -> None:
    reading = normalise("no pain, cough. fever\nrash", SPELLING)
    assert reading.sentence == (0, 0, 0, 1, 1)
    assert reading.paused == (False, False, True, False, True)
