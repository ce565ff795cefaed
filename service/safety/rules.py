"""Decides how soon a question's writer needs help; knows no HTTP, no index and no passage.

What each standing of a match leads to (our decision, from safety.md's "softer card, not an alarm"):
- happening now, to anyone: the rule's own level; urgent at most where its sentence says it is old or mild;
- asked about in the first person ("can I take aspirin for chest pain"): urgent at most;
- asked about in general ("what is a stroke", "can ibuprofen cause chest pain"): routine, with a card that opens
  "If this is happening now"; urgent when the rest of the text tells of someone's own illness;
- denied, long past, about an animal or a thing, or a figure of speech: nothing; but suicide, self-harm or violence that
  is named only to be denied ("I don't want to kill myself") still gets the softer card.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from service.safety.cards import Firing, build_card
from service.safety.data import OTHER_LANGUAGE, UNNAMED_CRISIS, UNNAMED_DANGER, read_regions, read_rules, read_toml, read_unnamed
from service.safety.grammar import Found, Lexicon, Pattern, find
from service.safety.language import is_other_language
from service.safety.models import CardKind, CareDecision, CareLevel, Region, RegionCode, Rule
from service.safety.normalise import Spelling, make_spelling, normalise
from service.safety.scope import Cues, Scope, Standing, blank_idioms, read_scope
from service.safety.second_voice import SecondVoice

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
        voice: SecondVoice | None = None,
        unnamed: Mapping[str, Rule] | None = None,
    ) -> None:
        self._regions = regions
        self._voice = voice
        self._unnamed = unnamed or {}
        self._spelling = _spelling(vocabulary)
        self._lexicon = Lexicon(vocabulary["sets"])
        self._cues = _cues(self._lexicon, vocabulary["cues"])
        self._rules = tuple(_compile(rule, self._lexicon) for rule in rules)
        self._rules_at = _index(self._rules)
        self._hazard = self._lexicon.compile("@hazard")
        self._own = self._lexicon.compile("@own")

    @classmethod
    def load(cls) -> "Safety":
        """Make one from the package's data files. Raises SafetyDataError when a file cannot be used."""
        return cls(
            rules=read_rules(),
            vocabulary=read_toml("vocabulary.toml"),
            regions=read_regions(),
            voice=SecondVoice.load(),
            unnamed=read_unnamed(),
        )

    @classmethod
    def rules_alone(cls) -> "Safety":
        """Make one without the second voice, to measure what it adds. Raises SafetyDataError."""
        return cls(rules=read_rules(), vocabulary=read_toml("vocabulary.toml"), regions=read_regions())

    def words_of(self, question: str) -> tuple[str, ...]:
        """Return the words of a question as the rules and the second voice read them."""
        return normalise(question, self._spelling).tokens

    def assess(self, question: str, region: RegionCode = RegionCode.UNKNOWN) -> CareDecision:
        """Decide the care level of `question` and word its card for `region`. Never raises on any text."""
        reading = normalise(question, self._spelling)
        found = blank_idioms(self._lexicon, reading, self._cues)
        scope = read_scope(found, self._cues)
        near = {number for slot in found.slots for number in self._rules_at.get(slot, ())}
        firings = [
            Firing(rule=self._rules[number].rule, level=level)
            for number in sorted(near)
            if (level := self._level(self._rules[number], found, scope)) is not CareLevel.NONE
        ]
        firings += self._heard(question, reading.tokens, worst=max((firing.level.rank for firing in firings), default=0))
        firings.sort(key=lambda firing: -firing.level.rank)
        # Urgent or worse only: passages about suicide stay open to someone who merely studies it.
        crisis = any(f.rule.kind is CardKind.CRISIS and f.level.rank >= CareLevel.URGENT.rank for f in firings)
        return CareDecision(
            level=firings[0].level if firings else CareLevel.NONE,
            rules=tuple(firing.rule.id for firing in firings),
            card=build_card(firings, self._regions.get(region, self._regions[RegionCode.UNKNOWN])),
            crisis=crisis,
        )

    def _heard(self, question: str, tokens: Sequence[str], *, worst: int) -> list[Firing]:
        """Return what the second voice adds: a level above the rules', or that the language is none it can judge."""
        if self._voice is None or worst == CareLevel.EMERGENCY.rank:
            return []
        if not worst and is_other_language(question, tokens, self._voice):
            return [Firing(rule=self._unnamed[OTHER_LANGUAGE], level=CareLevel.ROUTINE)]
        heard, bars = self._voice.listen(tokens), self._voice.bars
        if heard.emergency >= bars.emergency:
            level = CareLevel.EMERGENCY
        elif heard.alarm >= bars.alarm:
            level = CareLevel.URGENT
        else:
            return []
        name = UNNAMED_CRISIS if heard.crisis >= bars.crisis else UNNAMED_DANGER
        return [Firing(rule=self._unnamed[name], level=level)] if level.rank > worst else []

    def _level(self, compiled: CompiledRule, found: Found, scope: Scope) -> CareLevel:
        # Most rules end here, before anything is asked of their exclusions: a name told of as happening is a name first.
        signs, names = _present(compiled.signs, found), _present(compiled.names, found)
        named = any(find(pattern, found) for pattern in names)
        if not named and not any(find(pattern, found) for pattern in signs):
            return CareLevel.NONE
        excluded = _sentences(compiled.excludes, found)
        told = _present(compiled.told, found) if named else []
        standing = self._standing(compiled, signs, told, found, scope, excluded)
        if standing and compiled.rule.even_asked:
            return compiled.rule.level
        if standing is Standing.LIVE:
            # A sentence with "now" or "today" in it is not calmed by what has lasted for years.
            calm = excluded | (_sentences(compiled.softens, found) - _sentences(self._cues.present, found))
            if calm == excluded or self._standing(compiled, signs, told, found, scope, calm) is Standing.LIVE:
                return compiled.rule.level
        if standing >= Standing.ASKED_BY_ME or (standing and self._tells_of_own(found, scope)):
            return min(CareLevel.URGENT, compiled.rule.level, key=lambda level: level.rank)
        name = _best(names, found, scope, excluded)
        bare = len(found.reading.tokens) <= _BARE_WORDS
        asked = name in (Standing.ASKED, Standing.ASKED_BY_ME) or (name is Standing.LIVE and bare)
        asked = asked or (name is Standing.LIVE and bool(self._asking(found) & _sentences(names, found)))
        # "I don't want to kill myself" raises no alarm, and is still worth a kind word.
        spoken = compiled.rule.kind is CardKind.CRISIS and _denied(signs, found, scope, excluded)
        return CareLevel.ROUTINE if standing or asked or spoken else CareLevel.NONE

    def _standing(
        self,
        compiled: CompiledRule,
        signs: Sequence[Pattern],
        told: Sequence[Pattern],
        found: Found,
        scope: Scope,
        excluded: set[int],
    ) -> Standing:
        standing = _best(signs, found, scope, excluded)
        if standing is not Standing.LIVE and told:
            feared = _best(told, found, scope, excluded | _sentences((self._hazard,), found))
            # A fear that a doctor has already answered is a fear; a sign stays a sign.
            if feared is Standing.LIVE and not any(find(pattern, found) for pattern in self._cues.reassured):
                standing = feared
        lacking = compiled.requires and standing and not _best(_present(compiled.requires, found), found, scope, ())
        return Standing.DEAD if lacking else standing

    def _tells_of_own(self, found: Found, scope: Scope) -> bool:
        mine = {start for ((start, _),) in find(self._own, found)} if self._own.slots <= found.slots else set()
        owned = {spans[0][0] for pattern in self._cues.belongings for spans in find(pattern, found)}
        return not {scope.reading.sentence[start] for start in mine - owned} <= scope.lesson

    def _asking(self, found: Found) -> set[int]:
        return _sentences(self._cues.asking, found)


def _present(patterns: Sequence[Pattern], found: Found) -> list[Pattern]:
    slots = found.slots  # the comparison alone settles nearly every pattern; a call for each would double the time
    return [pattern for pattern in patterns if pattern.slots <= slots]


def _best(patterns: Sequence[Pattern], found: Found, scope: Scope, excluded: Collection[int]) -> Standing:
    best = Standing.DEAD
    for pattern in patterns:
        for spans in find(pattern, found):
            if scope.reading.sentence[spans[0][0]] not in excluded:
                best = max(best, scope.standing(spans))
            if best is Standing.LIVE:
                return best
    return best


def _denied(patterns: Sequence[Pattern], found: Found, scope: Scope, excluded: Collection[int]) -> bool:
    return any(
        scope.denied(spans)
        for pattern in patterns
        for spans in find(pattern, found)
        if scope.reading.sentence[spans[0][0]] not in excluded
    )


def _sentences(patterns: Sequence[Pattern], found: Found) -> set[int]:
    sentence = found.reading.sentence
    return {sentence[start] for pattern in _present(patterns, found) for spans in find(pattern, found) for start, _ in spans}


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


def _index(rules: Sequence[CompiledRule]) -> dict[int, list[int]]:
    """Index the rules by one word set of each of their patterns, the rarest, so that most rules are never looked at."""
    usage = Counter(slot for compiled in rules for slots in compiled.slots for slot in slots)
    index: dict[int, list[int]] = {}
    for number, compiled in enumerate(rules):
        for slot in {min(slots, key=lambda slot: (usage[slot], slot)) for slots in compiled.slots}:
            index.setdefault(slot, []).append(number)
    return index


def _spelling(vocabulary: Mapping[str, Mapping[str, Any]]) -> Spelling:
    slips = vocabulary["fuzzy"]
    return make_spelling(vocabulary["spelling"], tuple(slips["words"].split()), tuple(slips["real"].split()))


def _cues(lexicon: Lexicon, cues: Mapping[str, Sequence[str]]) -> Cues:
    return Cues(**{field.name: lexicon.compile_all(cues[field.name]) for field in fields(Cues)})
