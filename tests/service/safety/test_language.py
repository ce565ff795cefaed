"""Whether a message is in a language that is read here."""

import pytest

from service.safety.language import is_other_language
from service.safety.models import CardKind, CareLevel, RegionCode
from service.safety.rules import Safety

SAFETY = Safety.load()
KNOWN = frozenset("my chest hurts and i am very short of breath since this morning".split())


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("my chest hurts and i am short of breath", False, id="english"),
        pytest.param("nobody knew these seven words at all", True, id="no word known"),
        pytest.param("five words nobody knew here", False, id="too few words to say"),
        pytest.param("胸口很痛", True, id="another script, however short"),
        pytest.param("胸口痛 my chest hurts and i am very short of breath", False, id="mostly ours"),
        pytest.param("", False, id="nothing"),
        pytest.param("38.5 112/70 120 98 4 2 1", False, id="numbers"),
    ],
)
def test_a_text_of_unknown_words_or_letters_is_in_another_language(text: str, other: bool) -> None:
    assert is_other_language(text, text.split(), KNOWN) is other


@pytest.mark.parametrize(
    "text",
    [
        "Me duele mucho el pecho y no puedo respirar bien desde hace una hora",
        "J'ai mal à la poitrine depuis ce matin et je transpire beaucoup",
        "Mam silny ból w klatce piersiowej i nie mogę oddychać",
        "Nina maumivu makali ya kifua na siwezi kupumua vizuri",
        "मुझे सीने में दर्द है",
        "عندي ألم في الصدر",
    ],
)
def test_it_is_said_kindly_with_the_regions_number(text: str) -> None:
    decision = SAFETY.assess(text, RegionCode.UK)
    assert decision.rules == ("other-language",)
    assert decision.level is CareLevel.ROUTINE
    assert decision.card is not None
    assert decision.card.kind is CardKind.LANGUAGE
    assert decision.card.heading.startswith("Sorry, this page understands only English. In danger, call 999 now.")
    assert decision.card.actions[0].number == "999"


@pytest.mark.parametrize(
    "text",
    [
        "pulld my hamstrin playin 5 aside yestday, can work ok but tite. ise or heet",
        "Is molybdenum cofactor deficiency inherited?",
        "ischemic syncope stroke diagonses define?",
        "restin puls is 62 and presher 136 over 84 is that alrite for 60 yr old, feel fyn",
    ],
)
def test_misspelt_and_learned_english_is_english(text: str) -> None:
    assert "other-language" not in SAFETY.assess(text).rules
