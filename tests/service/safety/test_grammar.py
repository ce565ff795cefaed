"""The phrase grammar, case by case."""

import pytest

from service.safety.errors import PatternError
from service.safety.grammar import Lexicon, find
from service.safety.normalise import make_spelling, normalise

SPELLING = make_spelling({}, (), ())


def spans(pattern: str, text: str) -> list[tuple[tuple[int, int], ...]]:
    lexicon = Lexicon({"pain": "pain hurts"})
    compiled = lexicon.compile(pattern)
    return find(compiled, lexicon.locate(normalise(text, SPELLING)))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("chest pain", "my chest really is pain", [((1, 5),)]),
        ("chest pain", "chest one two three pain", []),
        ("chest ~3 pain", "chest one two three pain", [((0, 5),)]),
        ("chest pain", "chest. pain", []),
        ("chest pain", "chest no pain", []),
        ("chest|arm @pain", "arm hurts", [((0, 2),)]),
        ("bleed*", "bleeding", [((0, 1),)]),
        ("short_of_breath", "short of the breath", []),
        ("short_of_breath", "i am short of breath", [((2, 5),)]),
        ("baby & fever", "fever in my baby", [((3, 4), (0, 1))]),
        ("temperature_#hot", "temperature 39.5", [((0, 2),)]),
        ("temperature_#hot", "temperature 37", []),
        ("in #year", "in 2015", [((0, 2),)]),
        ("stroke", "breaststroke keystroke", []),
        ("speech ~4 gone", "speech, now gone", [((0, 3),)]),
        ("speech ~4 gone", "speech fine, arms fine, gone", []),
        ("no ~4 nappies", "no wet nappies", [((0, 3),)]),
        ("no ~4 nappies", "no fever, good wet nappies", []),
        ("at_#age", "at fourteen", [((0, 2),)]),
        ("at_#age", "at 10", []),
        ("pulse #racing", "pulse 190", [((0, 2),)]),
        ("pulse #racing", "pulse 72", []),
        ("sugar #low", "sugar 2.3", [((0, 2),)]),
        ("not_felt|felt", "not felt", [((0, 2),), ((1, 2),)]),
    ],
)
def test_a_pattern_finds_these_spans(pattern: str, text: str, expected: list[tuple[tuple[int, int], ...]]) -> None:
    assert spans(pattern, text) == expected


@pytest.mark.parametrize("pattern", ["", "a & ", "~2 a", "a ~x b", "@unknown", "go*_on", "a__b"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Lexicon({}).compile(pattern)
