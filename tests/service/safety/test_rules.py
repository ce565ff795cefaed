"""Decisions on whole questions: scope, softer cards, long letters, and any text at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.safety.models import CardKind, CareLevel, RegionCode
from service.safety.rules import Safety

SAFETY = Safety.rules_alone()
PLAIN = "I am 54 and work in an office. For some weeks I have felt tired and my knee clicks on the stairs. "


def level(text: str) -> CareLevel:
    return SAFETY.assess(text).level


@pytest.mark.parametrize(
    "text",
    [
        "cant breath",
        "my mate OD'd",
        "I can\u2019t stop the bleeding",
        "no fever but crushing chest pain",
        "I had a stroke in 2015 and now my face is drooping again",
        "My dad is 70. His face has dropped.",
        "i have no energy, chest pain and sweating",
        "is it normal that my husband is not breathing",
        "HEEELP HE IS NOT BREATHING",
        "I have crushing chest\npain and sweating",
        "I don't think he's breathing",
    ],
)
def test_something_happening_now_is_an_emergency_however_it_is_typed(text: str) -> None:
    assert level(text) is CareLevel.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "I have no chest pain, shortness of breath or sweating",
        "She denies chest pain, seizures or vomiting blood",
        "I had a seizure when I was a child",
        "my dog is having a seizure",
        "this cough is killing me",
        "I nearly died laughing, dying of laughter all night",
        "keystroke logger software",
        "a stroke of luck with my test results",
        "my gran died of a heart attack",
        "",
        "   ",
        "????",
    ],
)
def test_the_denied_the_past_animals_and_idioms_get_no_card(text: str) -> None:
    decision = SAFETY.assess(text)
    assert (decision.level, decision.rules, decision.card, decision.crisis) == (CareLevel.NONE, (), None, False)


@pytest.mark.parametrize(
    "text",
    ["what is a stroke", "symptoms of heart attack", "how is meningitis treated", "can ibuprofen cause chest pain?"],
)
def test_asking_in_general_gets_the_softer_card(text: str) -> None:
    decision = SAFETY.assess(text, RegionCode.UK)
    assert decision.level is CareLevel.ROUTINE
    assert decision.card is not None
    assert decision.card.heading.startswith("If this is happening now, call 999.")


def test_asking_about_ones_own_sign_is_urgent() -> None:
    assert level("Can I take ibuprofen for chest pain?") is CareLevel.URGENT


def test_an_old_or_mild_sign_is_urgent() -> None:
    assert level("chest pain on and off for months, only when I press it") is CareLevel.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "I have had back pain for years. Crushing chest pain since lunch.",
        "knee pain for years and now crushing chest pain",
    ],
)
def test_an_old_complaint_beside_it_does_not_soften_a_new_one(text: str) -> None:
    assert level(text) is CareLevel.EMERGENCY


def test_a_red_flag_in_the_middle_of_a_long_letter_is_seen_past_the_denials_around_it() -> None:
    letter = PLAIN * 8 + "I have no cough. This morning my left arm went numb and my speech is slurred. " + PLAIN * 8
    assert len(letter) <= 2000
    assert level(letter) is CareLevel.EMERGENCY


def test_a_crisis_card_is_shown_to_a_student_of_suicide_but_passages_stay_open() -> None:
    decision = SAFETY.assess("What are the warning signs of suicide in teenagers?")
    assert decision.level is CareLevel.ROUTINE
    assert decision.card is not None
    assert decision.card.kind is CardKind.CRISIS
    assert not decision.crisis


def test_own_intent_is_a_crisis() -> None:
    decision = SAFETY.assess("I want to end my life", RegionCode.UK)
    assert decision.crisis
    assert decision.card is not None
    assert decision.card.actions[0].number == "116 123"


def test_asking_how_much_kills_is_a_crisis_even_as_a_question() -> None:
    assert SAFETY.assess("how many paracetamol to die?").crisis


@given(st.text(max_size=2000))
def test_no_text_raises(text: str) -> None:
    SAFETY.assess(text)


WORDS = st.sampled_from(
    [
        "i",
        "my",
        "not",
        "no",
        "chest",
        "pain",
        "baby",
        "can",
        "breathe",
        "bleeding",
        ",",
        ".",
        "?",
        "2",
        "months",
        "stroke",
    ]
)


@given(st.lists(WORDS, max_size=300).map(" ".join), st.sampled_from(RegionCode))
def test_a_level_and_its_card_always_come_together(text: str, region: RegionCode) -> None:
    decision = SAFETY.assess(text, region)
    assert (decision.card is None) == (decision.level is CareLevel.NONE) == (not decision.rules)
    if decision.card is not None:
        assert decision.card.level is decision.level


HOSTILE = [
    "chest pain ",
    "a ",
    "not ",
    "no or ",
    "can't breathe ",
    "pregnant bleeding baby fever ",
    "i he my ",
    "(,",
    "a'",
    "1",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    """Twenty times the text in at most sixty times the time; a quadratic step would take four hundred."""

    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            SAFETY.assess(text)
            spent.append(time.perf_counter() - start)
        return min(spent)

    assert seconds(40_000) < 60 * seconds(2_000)
