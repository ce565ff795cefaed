"""How a sign is meant, by the rules alone: what calms them, and what must never calm them."""

import pytest

from service.safety.models import CardKind, CareLevel
from service.safety.rules import Safety

RULES = Safety.rules_alone()
CALM = {CareLevel.NONE, CareLevel.ROUTINE}


@pytest.mark.parametrize(
    "text",
    [
        "As a teen I had anorexia and my heart stopped once in hospital. Fully recovered for 15 years.",
        "my last seizure was at nineteen, I'm fifty now",
        "Got sepsis from a wound in my thirties",
        "When my twins were newborn they were in hospital for a fever. They're 9 now.",
        "Last summer one of our members collapsed and, as it turned out, had had a heart attack; he's recovered.",
        "ten years since I tried to end my life and today I'm a dad",
    ],
)
def test_ages_years_and_recoveries_are_the_past(text: str) -> None:
    assert RULES.assess(text).level in CALM


@pytest.mark.parametrize(
    "text",
    [
        "None of us has a fever or any trouble with breathing",
        "Bumped my head. Wasn't knocked out, not sick, not drowsy, remember everything.",
        "Bee sting on my foot. Face is fine, breathing fine, no hives, stung before",
        "baby 7 months, no fever, smiley, good wet nappies",
        "nobody collapsed and nobody is ill",
    ],
)
def test_lists_of_denials_and_what_is_well_are_denied(text: str) -> None:
    assert RULES.assess(text).level in CALM


@pytest.mark.parametrize(
    "text",
    [
        "Excel keeps crashing, it freezes and won't respond",
        "my laptop died and won't wake up",
        "the exhaust of my car is choking and coughs smoke",
        "the defence collapsed in the last minute",
    ],
)
def test_a_thing_is_nobody(text: str) -> None:
    assert RULES.assess(text).level is CareLevel.NONE


@pytest.mark.parametrize(
    "text",
    [
        "We plan a theme week at school: strokes, choking on Wednesday, burns. No one is ill. Are there leaflets?",
        "I am the safety rep and need plans for burns and chemical splashes to the eye. Nobody is hurt.",
        "The paladin got stabbed by the goblin king, he's bleeding out, two failed death saves",
        "If I ever found a flatmate not breathing, what would I do",
    ],
)
def test_a_lesson_a_page_and_a_story_are_asked_in_general(text: str) -> None:
    assert RULES.assess(text).level in CALM


def test_denied_suicide_is_no_alarm_and_still_gets_a_kind_card() -> None:
    decision = RULES.assess("I don't want to kill myself, I'm just burned out")
    assert decision.level is CareLevel.ROUTINE
    assert not decision.crisis
    assert decision.card is not None
    assert decision.card.kind is CardKind.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "he got out of the car and collapsed",
        "he was in a car crash and is bleeding badly from his leg",
        "my phone died, can't breathe help",
        "a team member collapsed and is not waking up",
        "my teacher collapsed and isn't breathing",
        "I'm writing an essay and suddenly my face is numb and I can't speak",
        "at my first aid course a man collapsed and he is not breathing",
        "he is not breathing normally",
        "cannot breathe good, help",
        "he collapsed at 15 Rose Street",
        "chest pain started at 4, I'm 58",
        "I had a heart attack in 2015, crushing chest pain and sweating",
        "Last summer I had covid and fully recovered. Collapsed in the kitchen.",
        "he passed out, needle in his arm, lips blue",
        "panicking, I think I'm having a heart attack",
        "asthma for years, now stiff neck, fever and rash",
        "typing on my phone, I want to die",
        "30 weeks pregnant and my tongue is swelling up after nuts",
        "nobody has checked on him and he is unconscious",
        "don't want to go to hospital but my chest hurts and I'm sweating",
        "temperature at 39 in my newborn",
        "I don't want to live anymore",
    ],
)
def test_none_of_these_calms_what_is_happening_now(text: str) -> None:
    assert RULES.assess(text).level is CareLevel.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "He stopped breathing and turned blue in my arms twice. That was six years ago.",
        "last month in A&E with chest pain, all tests clear",
        "I dreamed about having a stroke and keep thinking of it",
        "Partner snores like a chainsaw but never stops breathing",
        "my laptop is dead, it won't breathe any more lol",
        "What are the snake bite first aid myths",
        "In a story I'm writing the heroine is stabbed in the shoulder and survives",
        "We run a bakery with an oven and two shops. " * 8
        + "We fear burns and somebody collapsing. I'm not asking about any ill person.",
    ],
)
def test_what_ended_what_was_dreamed_and_letters_about_nobody_raise_no_alarm(text: str) -> None:
    assert RULES.assess(text).level in CALM


@pytest.mark.parametrize(
    "text",
    [
        "We run a bakery with an oven and two shops. " * 8 + "Nobody else is ill. Today my chest is crushing and I sweat.",
        "I lost my sight suddenly",
        "I had a stroke. That was six years ago. My face is drooping again.",
        "he has a head wound that never stops bleeding, blood is pouring out",
        "face is fine but I can't breathe",
    ],
)
def test_none_of_these_calms_a_letter_about_somebody(text: str) -> None:
    assert RULES.assess(text).level is CareLevel.EMERGENCY
