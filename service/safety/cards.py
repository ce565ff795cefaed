"""The wording of care cards for a region; knows nothing of how a level was decided.

Plain words for a reading age of 11 to 14, calm, no links. What to do is in the heading; who to call is in the actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.safety.models import Card, CardKind, CareLevel, Line, Region, Rule

MOST_BULLETS = 4  # a card is read in fear: "a few bullets"

_SR_TEXT = {
    CareLevel.EMERGENCY: "Immediate action required:",
    CareLevel.URGENT: "Urgent advice:",
    CareLevel.ROUTINE: "Important:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A rule that fired and the level it fired at: its own, or a softer one."""

    rule: Rule
    level: CareLevel


def build_card(firings: Sequence[Firing], region: Region) -> Card | None:
    """Word one card for everything that fired, worst first; None when nothing did."""
    if not firings:
        return None
    level = max((firing.level for firing in firings), key=lambda each: each.rank)
    top = [firing.rule for firing in firings if firing.level == level]
    if any(rule.kind is CardKind.LANGUAGE for rule in top):
        return _language_card(level, top, region)
    if any(rule.kind is CardKind.CRISIS for rule in top):
        return _crisis_card(level, region, hurt=_is_medical(top))
    if all(rule.kind is CardKind.SAFE_HELP for rule in top):
        return _safe_help_card(level, top, region)
    return _general_card(level, top, region)


def _is_medical(rules: Sequence[Rule]) -> bool:
    return any(rule.kind is CardKind.GENERAL and rule.level is CareLevel.EMERGENCY for rule in rules)


def _call(line: Line) -> str:
    return line.label.removeprefix("Call ")


def _general_card(level: CareLevel, rules: Sequence[Rule], region: Region) -> Card:
    general = [rule for rule in rules if rule.kind is CardKind.GENERAL]
    grave = any(rule.level is CareLevel.EMERGENCY for rule in general)
    call = region.emergency.label
    if level is CareLevel.EMERGENCY:
        heading = f"{call} now if any of these is happening:"
    elif level is CareLevel.URGENT:
        worse = f"Get medical help today. {call} now if any of these is happening:"
        heading = worse if grave else "Get medical help today if any of these is happening:"
    else:
        what = f"call {_call(region.emergency)}" if grave else "get medical help today"
        heading = f"If this is happening now, {what}. Signs to act on:"
    to_emergency = level is CareLevel.EMERGENCY or (level is CareLevel.ROUTINE and grave)
    actions = [region.emergency] if to_emergency else [region.urgent, region.emergency]
    if region.poison and any(rule.id == "poisoning" for rule in rules):
        actions.append(region.poison)
    if any(rule.kind is CardKind.SAFE_HELP for rule in rules):
        actions.append(region.safe_help)
    return _card(level, CardKind.GENERAL, heading, _bullets(general), actions)


def _crisis_card(level: CareLevel, region: Region, *, hurt: bool) -> Card:
    if level is CareLevel.EMERGENCY:
        heading = "Please talk to someone now. You do not have to face this alone."
        first = "If someone is hurt, has taken something or may be in danger"
    else:
        heading = "If this is about you or someone you know, talk to someone today."
        first = "If someone may be in danger"
    bullets = (f"{first}, call {_call(region.emergency)} now.", "Stay with someone you trust, or ask them to stay.")
    actions = [region.emergency, region.crisis] if hurt else [region.crisis, region.emergency]
    return _card(level, CardKind.CRISIS, heading, bullets, actions)


def _language_card(level: CareLevel, rules: Sequence[Rule], region: Region) -> Card:
    heading = f"Sorry, this page understands only English. In danger, call {_call(region.emergency)} now. Danger signs:"
    return _card(level, CardKind.LANGUAGE, heading, _bullets(rules), [region.emergency, region.urgent])


def _safe_help_card(level: CareLevel, rules: Sequence[Rule], region: Region) -> Card:
    if level is CareLevel.EMERGENCY:
        heading, actions = (
            f"{region.emergency.label} now if someone is in danger.",
            [region.emergency, region.safe_help],
        )
    else:
        heading, actions = "You can get help to be safe. Talk to someone now.", [region.safe_help, region.emergency]
    return _card(level, CardKind.SAFE_HELP, heading, _bullets(rules), actions)


def _bullets(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Take bullets in turn from each rule, so that a second emergency is not crowded out by the first."""
    longest = max((len(rule.bullets) for rule in rules), default=0)
    in_turn = [rule.bullets[i] for i in range(longest) for rule in rules if i < len(rule.bullets)]
    return tuple(dict.fromkeys(in_turn))[:MOST_BULLETS]


def _card(level: CareLevel, kind: CardKind, heading: str, bullets: tuple[str, ...], actions: Sequence[Line]) -> Card:
    return Card(level=level, kind=kind, heading=heading, bullets=bullets, actions=tuple(actions), sr_text=_SR_TEXT[level])
