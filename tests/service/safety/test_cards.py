"""The wording of the cards and of the disclaimer, word for word."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from service.safety.cards import MOST_BULLETS
from service.safety.data import read_rules
from service.safety.disclaimer import DISCLAIMER_TEXT, DISCLAIMER_VERSION
from service.safety.models import CareLevel, RegionCode, Rule
from service.safety.rules import Safety

GOLDENS = Path(__file__).parent / "goldens"
SAFETY = Safety.load()

CASES = {
    "emergency": "crushing chest pain and sweating",
    "two-emergencies": "crushing chest pain and my face has dropped on one side",
    "softened": "chest pain on and off for months",
    "urgent": "a stray dog bit me",
    "asked": "what is a stroke",
    "poisoning": "my son drank bleach",
    "crisis": "I want to die",
    "crisis-hurt": "I took too many paracetamol because I want to die",
    "crisis-asked": "what are the warning signs of suicide",
    "safe-help": "my husband hits me",
    "unnamed": "she went grey and clammy after dinner, now she keeps sliding off the chair and her answers are rubbish",
    "language": "Me duele mucho el pecho y no puedo respirar bien desde hace una hora",
    "safe-help-danger": "he has a knife and is threatening me",
}


def test_the_cards_read_word_for_word_as_the_golden_file() -> None:
    """Change goldens/cards.json only on purpose, with a clinician's eye on it."""
    cards = {
        f"{name}/{region}": asdict(card)
        for name, text in CASES.items()
        for region in RegionCode
        if (card := SAFETY.assess(text, region).card) is not None
    }
    assert json.loads(json.dumps(cards)) == json.loads((GOLDENS / "cards.json").read_text(encoding="utf-8"))


def test_the_disclaimer_reads_word_for_word_as_the_golden_file() -> None:
    """Change a word, raise DISCLAIMER_VERSION, then change goldens/disclaimer.json."""
    golden = json.loads((GOLDENS / "disclaimer.json").read_text(encoding="utf-8"))
    assert golden == {"version": DISCLAIMER_VERSION, "text": DISCLAIMER_TEXT}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in read_rules()])
@pytest.mark.parametrize("region", list(RegionCode))
def test_every_card_stands_alone_says_its_level_in_words_and_links_nowhere(rule: Rule, region: RegionCode) -> None:
    card = SAFETY.assess(rule.positives[0], region).card
    assert card is not None
    words = " ".join((card.heading, *card.bullets, *(line.label for line in card.actions)))
    assert "http" not in words
    assert "www." not in words
    assert card.heading.endswith((":", "."))
    assert 1 <= len(card.bullets) <= MOST_BULLETS
    assert len(card.actions) >= 1
    assert card.sr_text == {CareLevel.EMERGENCY: "Immediate action required:", CareLevel.URGENT: "Urgent advice:"}[card.level]


@pytest.mark.parametrize("text", CASES.values(), ids=list(CASES))
def test_an_unknown_region_shows_no_number(text: str) -> None:
    card = SAFETY.assess(text).card
    assert card is not None
    assert all(line.number is None for line in card.actions)
    assert not any(character.isdigit() for character in card.heading)
