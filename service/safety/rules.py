"""Decides how soon a question's writer needs help; knows no HTTP, no index and no passage.

What each standing of a match leads to (our decision, from safety.md's "softer card, not an alarm"):
- happening now, to anyone: the rule's own level; urgent at most where a `softens` pattern says it is old or mild;
- asked about in the first person ("can I take aspirin for chest pain"): urgent at most;
- asked about in general ("what is a stroke", "can ibuprofen cause chest pain"): routine, with a card that opens
  "If this is happening now"; urgent when the rest of the text tells of someone's own illness;
- denied, long past, about an animal, or a figure of speech: nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

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


class Safety:
    """Reads a question for red flags. Made once; `assess` is pure and safe to call from many threads."""

    def __init__(
        self, *, rules: Sequence[Rule], vocabulary: Mapping[str, Mapping[str, str]], regions: Mapping[RegionCode, Region]
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
        excluded = _sentences(compiled.excludes, found)
        standing = _best(compiled.signs, found, scope, excluded)
        if standing is not Standing.LIVE:
            told = _best(compiled.told, found, scope, excluded | _sentences((self._hazard,), found))
            standing = told if told is Standing.LIVE else standing
        if compiled.requires and standing and not _best(compiled.requires, found, scope, frozenset()):
            standing = Standing.DEAD
        if standing and compiled.rule.even_asked:
            return compiled.rule.level
        if standing is Standing.LIVE and not any(find(p, found) for p in compiled.softens):
            return compiled.rule.level
        if standing >= Standing.ASKED_BY_ME or (standing and find(self._own, found)):
            return min(CareLevel.URGENT, compiled.rule.level, key=lambda level: level.rank)
        named = _best(compiled.names, found, scope, excluded)
        bare = len(found.reading.tokens) <= _BARE_WORDS
        asked = named is not Standing.DEAD and (named is not Standing.LIVE or bare or self._any_asked(compiled, scope, found))
        return CareLevel.ROUTINE if standing or asked else CareLevel.NONE

    def _any_asked(self, compiled: CompiledRule, scope: Scope, found: Found) -> bool:
        asking = _sentences(self._cues.asking, found)
        return any(scope.reading.sentence[s[0]] in asking for p in compiled.names for m in find(p, found) for s in m)


def _best(patterns: Sequence[Pattern], found: Found, scope: Scope, excluded: frozenset[int] | set[int]) -> Standing:
    best = Standing.DEAD
    for pattern in patterns:
        for spans in find(pattern, found):
            if scope.reading.sentence[spans[0][0]] not in excluded:
                best = max(best, scope.standing(spans))
            if best is Standing.LIVE:
                return best
    return best


def _sentences(patterns: Sequence[Pattern], found: Found) -> set[int]:
    return {found.reading.sentence[s[0]] for pattern in patterns for spans in find(pattern, found) for s in spans}


def _compile(rule: Rule, lexicon: Lexicon) -> CompiledRule:
    told = [f"@suspect ~4 {name}" for name in rule.names]
    return CompiledRule(
        rule=rule,
        signs=lexicon.compile_all(rule.patterns),
        told=lexicon.compile_all(told),
        names=lexicon.compile_all(rule.names),
        requires=lexicon.compile_all(rule.requires),
        excludes=lexicon.compile_all(rule.excludes),
        softens=lexicon.compile_all(rule.softens),
    )


def _spelling(vocabulary: Mapping[str, Mapping[str, str]]) -> Spelling:
    slips = vocabulary["fuzzy"]
    return make_spelling(vocabulary["spelling"], tuple(slips["words"].split()), tuple(slips["real"].split()))


def _cues(lexicon: Lexicon, cues: Mapping[str, str]) -> Cues:
    return Cues(**{field.name: lexicon.compile_all(cues[field.name]) for field in fields(Cues)})
