"""Decides how soon a question's writer needs help; knows no HTTP, no index and no passage.

What each standing of a match leads to (our decision, from safety.md's "softer card, not an alarm"):
- happening now, to anyone: the rule's own level; urgent at most where its sentence says it is old or mild;
- asked about in the first person ("can I take aspirin for chest pain"): urgent at most;
- asked about in general ("what is a stroke", "can ibuprofen cause chest pain"): routine, with a card that opens
  "If this is happening now"; urgent when the rest of the text tells of someone's own illness;
- denied, long past, about an animal, or a figure of speech: nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from service.safety.cards import Firing, build_card
from service.safety.data import read_regions, read_rules, read_toml
from service.safety.grammar import Found, Lexicon, Pattern, find
from service.safety.models import CardKind, CareDecision, CareLevel, Region, RegionCode, Rule
from service.safety.normalise import Spelling, make_spelling, normalise
from service.safety.scope import Cues, Scope, Standing, blank_idioms, read_scope

_BARE_WORDS = 3  # "stroke", "heart attack help": a bare name, as typed into a search box


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule with its patterns ready to match; `told` is its names told of as happening ("having a stroke")."""

    rule: Rule
    signs: tuple[Pattern, ...]
    told: tuple[Pattern, ...]
    names: tuple[Pattern, ...]
    requires: tuple[Pattern, ...]
    excludes: tuple[Pattern, ...]
    softens: tuple[Pattern, ...]
    slots: tuple[frozenset[int], ...]  # a question with none of these word sets cannot fire the rule


class Safety:
    """Reads a question for red flags. Made once; `assess` is pure and safe to call from many threads."""

    def __init__(
        self,
        *,
        rules: Sequence[Rule],
        vocabulary: Mapping[str, Mapping[str, Any]],
        regions: Mapping[RegionCode, Region],
    ) -> None:
        self._regions = regions
        self._spelling = _spelling(vocabulary)
        self._lexicon = Lexicon(vocabulary["sets"])
        self._cues = _cues(self._lexicon, vocabulary["cues"])
        self._rules = tuple(_compile(rule, self._lexicon) for rule in rules)
        self._hazard = self._lexicon.compile("@hazard")
        self._own = self._lexicon.compile("@own")

    @classmethod
    def load(cls) -> "Safety":
        """Make one from the package's data files. Raises SafetyDataError when a file cannot be used."""
        return cls(rules=read_rules(), vocabulary=read_toml("vocabulary.toml"), regions=read_regions())

    def assess(self, question: str, region: RegionCode = RegionCode.UNKNOWN) -> CareDecision:
        """Decide the care level of `question` and word its card for `region`. Never raises on any text."""
        found = blank_idioms(self._lexicon, normalise(question, self._spelling), self._cues)
        scope = read_scope(found, self._cues)
        firings = [
            Firing(rule=compiled.rule, level=level)
            for compiled in self._rules
            if (level := self._level(compiled, found, scope)) is not CareLevel.NONE
        ]
        firings.sort(key=lambda firing: -firing.level.rank)
        # Urgent or worse only: passages about suicide stay open to someone who merely studies it.
        crisis = any(f.rule.kind is CardKind.CRISIS and f.level.rank >= CareLevel.URGENT.rank for f in firings)
        return CareDecision(
            level=firings[0].level if firings else CareLevel.NONE,
            rules=tuple(firing.rule.id for firing in firings),
            card=build_card(firings, self._regions.get(region, self._regions[RegionCode.UNKNOWN])),
            crisis=crisis,
        )

    def _level(self, compiled: CompiledRule, found: Found, scope: Scope) -> CareLevel:
        if not any(slots <= found.slots for slots in compiled.slots):
            return CareLevel.NONE
        excluded = _sentences(compiled.excludes, found)
        standing = self._standing(compiled, found, scope, excluded)
        if standing and compiled.rule.even_asked:
            return compiled.rule.level
        if standing is Standing.LIVE:
            # A sentence with "now" or "today" in it is not calmed by what has lasted for years.
            calm = excluded | (_sentences(compiled.softens, found) - _sentences(self._cues.present, found))
            if self._standing(compiled, found, scope, calm) is Standing.LIVE:
                return compiled.rule.level
        if standing >= Standing.ASKED_BY_ME or (standing and find(self._own, found)):
            return min(CareLevel.URGENT, compiled.rule.level, key=lambda level: level.rank)
        named = _best(compiled.names, found, scope, excluded)
        bare = len(found.reading.tokens) <= _BARE_WORDS
        asked = named in (Standing.ASKED, Standing.ASKED_BY_ME) or (named is Standing.LIVE and bare)
        asked = asked or (named is Standing.LIVE and bool(self._asking(found) & _sentences(compiled.names, found)))
        return CareLevel.ROUTINE if standing or asked else CareLevel.NONE

    def _standing(self, compiled: CompiledRule, found: Found, scope: Scope, excluded: set[int]) -> Standing:
        standing = _best(compiled.signs, found, scope, excluded)
        if standing is not Standing.LIVE:
            told = _best(compiled.told, found, scope, excluded | _sentences((self._hazard,), found))
            standing = told if told is Standing.LIVE else standing
        lacking = compiled.requires and standing and not _best(compiled.requires, found, scope, ())
        return Standing.DEAD if lacking else standing

    def _asking(self, found: Found) -> set[int]:
        return _sentences(self._cues.asking, found)


def _best(patterns: Sequence[Pattern], found: Found, scope: Scope, excluded: Collection[int]) -> Standing:
    best = Standing.DEAD
    for pattern in patterns:
        if not pattern.slots <= found.slots:  # nearly always; the call alone would double the time of a question
            continue
        for spans in find(pattern, found):
            if scope.reading.sentence[spans[0][0]] not in excluded:
                best = max(best, scope.standing(spans))
            if best is Standing.LIVE:
                return best
    return best


def _sentences(patterns: Sequence[Pattern], found: Found) -> set[int]:
    sentence = found.reading.sentence
    present = (pattern for pattern in patterns if pattern.slots <= found.slots)
    return {sentence[start] for pattern in present for spans in find(pattern, found) for start, _ in spans}


def _compile(rule: Rule, lexicon: Lexicon) -> CompiledRule:
    signs = lexicon.compile_all(rule.patterns)
    names = lexicon.compile_all(rule.names)
    return CompiledRule(
        rule=rule,
        signs=signs,
        told=lexicon.compile_all(f"@suspect ~4 {name}" for name in rule.names),
        names=names,
        requires=lexicon.compile_all(rule.requires),
        excludes=lexicon.compile_all(rule.excludes),
        softens=lexicon.compile_all(rule.softens),
        slots=tuple({pattern.slots for pattern in signs + names}),
    )


def _spelling(vocabulary: Mapping[str, Mapping[str, Any]]) -> Spelling:
    slips = vocabulary["fuzzy"]
    return make_spelling(vocabulary["spelling"], tuple(slips["words"].split()), tuple(slips["real"].split()))


def _cues(lexicon: Lexicon, cues: Mapping[str, Sequence[str]]) -> Cues:
    return Cues(**{field.name: lexicon.compile_all(cues[field.name]) for field in fields(Cues)})
