"""Each rule against the examples it carries."""

import pytest

from service.safety.data import read_rules
from service.safety.models import CardKind, CareLevel, Rule
from service.safety.rules import Safety

SAFETY = Safety.rules_alone()
RULES = read_rules()
POSITIVES = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.positives)]
TRAPS = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.traps)]


@pytest.mark.parametrize(("rule", "text"), POSITIVES)
def test_a_positive_fires_its_own_rule_at_its_own_level(rule: Rule, text: str) -> None:
    decision = SAFETY.assess(text)
    assert rule.id in decision.rules
    assert decision.level.rank >= rule.level.rank
    assert decision.card is not None


@pytest.mark.parametrize(("rule", "text"), TRAPS)
def test_a_trap_raises_no_alarm_from_any_rule(rule: Rule, text: str) -> None:
    """Routine, the card that opens "If this is happening now", is the most a trap may get."""
    assert SAFETY.assess(text).level in {CareLevel.NONE, CareLevel.ROUTINE}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_a_rule_carries_its_examples_and_its_published_guidance(rule: Rule) -> None:
    assert len(rule.positives) >= 3
    assert len(rule.traps) >= 3
    assert len(set(rule.positives) | set(rule.traps)) == len(rule.positives) + len(rule.traps)
    assert rule.guidance.url.startswith("https://")
    assert rule.guidance.publisher
    assert rule.guidance.title
    assert rule.level in {CareLevel.EMERGENCY, CareLevel.URGENT}
    assert rule.kind is CardKind.CRISIS or 1 <= len(rule.bullets) <= 4


# safety.md, "Red flags to cover", in its order.
COVERED = """chest-pain stroke thunderclap-headache breathing choking anaphylaxis bleeding internal-bleeding seizure
unconscious sudden-confusion head-injury overdose poisoning suicidal self-harm harm-to-others sepsis meningitis
baby-fever sick-baby pregnancy reduced-movements testicle cauda-equina eye eye-chemical burns electric-shock drowning
heatstroke hypothermia diabetic child-dehydration wound-infection animal-bite blistering-rash abuse""".split()


def test_every_red_flag_of_the_guideline_has_a_rule() -> None:
    assert set(COVERED) <= {rule.id for rule in RULES}
