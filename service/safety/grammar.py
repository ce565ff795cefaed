"""The phrase grammar of the rules: compiles patterns and finds them in a reading; knows nothing of what they mean.

A pattern is read left to right, in order, inside one sentence:

    chest pain            the words, with at most two others between each pair
    arm|leg ~5 weak*      either word, then up to five others, then a word that starts with "weak"
    @face drooping        any word of the set "face" in vocabulary.toml
    short_of_breath       these words with nothing between
    baby & fever          both, in either order, within one sentence
    #n                    any number; #many eight or more; #hot a fever's temperature; #year a calendar year; #age 13 to 69
                          ("at fourteen"); #racing a pulse of 130 or more; #hyper 160 or more; #low a blood sugar under 3.5

There is no regular expression and no backtracking: matching is linear in the number of tokens. A word of denial
("no", "not", "without") is never one of the words between, and what follows such a word follows it before the next
comma ("no rash, sleepy" is not "no sleep").
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from service.safety.errors import PatternError
from service.safety.normalise import Reading

_GAP = 2  # "pain in my chest", "face has just dropped": two words between is how people speak
_PAUSES = 1  # "speech fine, arms fine, gone after a nap" is not "speech gone"
_WINDOW = 40  # tokens between the two sides of "&": a letter without full stops is one endless sentence
_DENIALS = frozenset({"no", "not", "never", "without", "nor"})
Span = tuple[int, int]
Phrase = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One place in a sequence: the slot to be found there and how many other words may stand before it."""

    slot: int
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A compiled pattern: sides joined by "&", each a sequence of steps."""

    text: str
    sides: tuple[tuple[Step, ...], ...]
    slots: frozenset[int]


class Found:
    """The words of one reading that patterns look for: slot → start → ends, made only for the slots that are asked."""

    def __init__(self, reading: Reading, spans: Mapping[int, list[Span]], lexicon: "Lexicon") -> None:
        self.reading = reading
        self.slots = frozenset().union(*map(lexicon.slots_of.__getitem__, spans))
        self._spans = spans
        self._terms = frozenset(spans)
        self._lexicon = lexicon
        self._places: dict[int, dict[int, list[int]]] = {}
        self.matches: dict[str, list[tuple[Span, ...]]] = {}

    def without(self, gone: Set[int], reading: Reading) -> "Found":
        """Return what is found in `reading`, the same text with the tokens at `gone` taken out."""
        first, last = min(gone), max(gone)
        spans = {
            term: kept
            for term, here in self._spans.items()
            if (kept := [span for span in here if span[1] <= first or span[0] > last or gone.isdisjoint(range(*span))])
        }
        return Found(reading, spans, self._lexicon)

    def places(self, slot: int) -> dict[int, list[int]]:
        """Return where a slot's words stand: start → ends."""
        if slot not in self._places:
            places: dict[int, list[int]] = {}
            for term in self._lexicon.terms_of[slot] & self._terms:
                for start, end in self._spans[term]:
                    places.setdefault(start, []).append(end)
            self._places[slot] = places
        return self._places[slot]


class Lexicon:
    """Every word the patterns look for, indexed so that a text is looked up once, whatever the number of patterns."""

    def __init__(self, sets: Mapping[str, str]) -> None:
        self._sets = sets
        self._slots: dict[str, int] = {}
        self._terms: dict[str, int] = {}
        self.terms_of: list[frozenset[int]] = []
        self.slots_of: list[list[int]] = []
        self._stems: dict[str, list[tuple[str, int]]] = {}  # by their first two letters
        self._phrases: dict[str, dict[str, list[Phrase]]] = {}  # by first word, then second
        self._open_phrases: dict[str, list[Phrase]] = {}
        # Every word that a pattern names, and what was read of it. Other people's words are never kept.
        self._vocabulary: set[str] = set(_NUMBER_WORDS)
        self._known: dict[str, _Known] = {}

    def compile(self, text: str) -> Pattern:
        """Compile one pattern. Raises PatternError for an empty side, a bad gap or an unknown set."""
        sides = tuple(self._side(side, text) for side in text.split("&"))
        slots = frozenset(step.slot for side in sides for step in side)
        return Pattern(text=text, sides=sides, slots=slots)

    def compile_all(self, texts: Iterable[str]) -> tuple[Pattern, ...]:
        """Compile several patterns."""
        return tuple(self.compile(text) for text in texts)

    def _side(self, side: str, text: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        gap = _GAP
        for part in side.split():
            if part.startswith("~"):
                if not part[1:].isdigit() or not steps:
                    raise PatternError(f"pattern {text!r}: {part!r} is no gap; write ~N between two words")
                gap = int(part[1:])
            else:
                steps.append(Step(slot=self._slot(part, text), gap=gap))
                gap = _GAP
        if not steps:
            raise PatternError(f"pattern {text!r} has an empty side; write words on both sides of &")
        return tuple(steps)

    def _slot(self, part: str, text: str) -> int:
        if part not in self._slots:
            slot = self._slots[part] = len(self._slots)
            self.terms_of.append(frozenset(self._term(term, text) for term in sorted(self._expand(part, text))))
            for term in self.terms_of[slot]:
                self.slots_of[term].append(slot)
        return self._slots[part]

    def _expand(self, part: str, text: str) -> set[str]:
        terms: set[str] = set()
        for term in part.split("|"):
            if not term.startswith("@"):
                terms.add(term)
            elif term[1:] in self._sets:
                terms.update(*(self._expand(inner, text) for inner in self._sets[term[1:]].split()))
            else:
                raise PatternError(f"pattern {text!r}: no set {term!r} in vocabulary.toml")
        return terms

    def _term(self, term: str, text: str) -> int:
        if term in self._terms:
            return self._terms[term]
        words = tuple(term.split("_"))
        if not all(words) or (len(words) > 1 and words[0].endswith("*")) or any("*" in word[:-1] for word in words):
            raise PatternError(f"pattern {text!r}: cannot read {term!r}; a star ends a word, never a phrase's first")
        number = self._terms[term] = len(self._terms)
        self._vocabulary.add(words[0])
        self._known.clear()
        self.slots_of.append([])
        if len(words) == 1:
            if term.endswith("*"):
                self._stems.setdefault(term[:2], []).append((term[:-1], number))
        elif words[1].endswith("*") or words[1].startswith("#"):
            self._open_phrases.setdefault(words[0], []).append((words, number))
        else:
            self._phrases.setdefault(words[0], {}).setdefault(words[1], []).append((words, number))
        return number

    def locate(self, reading: Reading) -> Found:
        """Find every known word and phrase of `reading`, once."""
        spans: dict[int, list[Span]] = {}
        seen: dict[str, _Known] = {}
        tokens, sentence = reading.tokens, reading.sentence
        for start, (token, second) in enumerate(zip(tokens, (*tokens[1:], ""), strict=False)):
            if token not in seen:
                seen[token] = self._look_up(token)
            known = seen[token]
            for term in known.terms:
                spans.setdefault(term, []).append((start, start + 1))
            for words, term in known.phrases(second) if known.begins else ():
                end = start + len(words)
                if end > len(tokens) or sentence[end - 1] != sentence[start]:
                    continue
                if len(words) == 2 or _fit(words, tokens, start):
                    spans.setdefault(term, []).append((start, end))
        return Found(reading, spans, self)

    def _look_up(self, token: str) -> "_Known":
        if token in self._vocabulary:
            if token not in self._known:
                self._known[token] = self._read_word(token)
            return self._known[token]
        if token[:2] in self._stems or token[:1].isdigit():
            return self._read_word(token)
        return _UNKNOWN

    def _read_word(self, token: str) -> "_Known":
        names = (token, *number_classes(token))
        terms = [self._terms[name] for name in names if name in self._terms]
        terms += [number for stem, number in self._stems.get(token[:2], ()) if token.startswith(stem)]
        closed = [self._phrases[name] for name in names if name in self._phrases]
        opened = [phrase for name in names for phrase in self._open_phrases.get(name, ())]
        return _Known(terms=terms, closed=closed, opened=opened, begins=bool(closed or opened))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What one word is to the patterns: terms of its own, and phrases it begins."""

    terms: list[int]
    closed: list[dict[str, list[Phrase]]]  # by second word
    opened: list[Phrase]  # whose second word is a stem or a class
    begins: bool

    def phrases(self, second: str) -> list[Phrase]:
        found: list[Phrase] = []
        for by_second in self.closed:
            if second in by_second:
                found += by_second[second]
        for phrase in self.opened:
            if _fits(phrase[0][1], second):
                found.append(phrase)
        return found


_UNKNOWN = _Known(terms=[], closed=[], opened=[], begins=False)


def number_classes(token: str) -> tuple[str, ...]:
    """Name the classes a token belongs to: "#n" a number, "#hot" a fever in °C or °F, "#year" 1900 to 2099, and so on."""
    if not token[:1].isdigit():
        return _NUMBER_WORDS.get(token, ())
    try:
        value = float(token.replace(",", "."))
    except ValueError:  # digits of another script that float does not read
        return ("#n",)
    return ("#n", *(name for name, low, high in _WHOLE if low <= value < high and value == int(value)), *_measures(token, value))


def _measures(token: str, value: float) -> tuple[str, ...]:
    if len(token) == 4 and 1900 <= value < 2100:
        return ("#year",)
    if 38 <= value <= 43 or 100.4 <= value <= 109:  # fever: 38 °C, 100.4 °F (NHS, CDC)
        return ("#hot",)
    return ("#low",) if 1 <= value < 3.5 else ()


# Whole numbers, from the first bound up to and not including the second.
_WHOLE = (
    ("#many", 8, 1_000_000),  # no single dose of tablets is eight or more
    ("#age", 13, 70),  # younger ages read as an hour of the day ("at 10")
    ("#racing", 130, 260),  # a heart rate far above a person's at rest
    ("#hyper", 160, 260),  # an upper blood pressure that needs care now (NHS: 180; in pregnancy 160)
)
_ONE_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve few several couple"
_TEENS_AND_TENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty"
_NUMBER_WORDS: Mapping[str, tuple[str, ...]] = dict.fromkeys(_ONE_TO_TWELVE.split(), ("#n",)) | dict.fromkeys(
    _TEENS_AND_TENS.split(), ("#n", "#many", "#age")
)


def find(pattern: Pattern, found: Found) -> list[tuple[Span, ...]]:
    """Find each side of `pattern`: one tuple of spans, a span a side, per place where all the sides stand together."""
    if not pattern.slots <= found.slots:
        return []
    if pattern.text not in found.matches:
        found.matches[pattern.text] = _matches(pattern, found)
    return found.matches[pattern.text]


def _matches(pattern: Pattern, found: Found) -> list[tuple[Span, ...]]:
    sides: list[list[Span]] = []
    for side in pattern.sides:
        spans = _sequence(side, found)
        if not spans:
            return []
        sides.append(spans)
    if len(sides) == 1:
        return [(span,) for span in sides[0]]
    matches: list[tuple[Span, ...]] = []
    for first in sides[0]:
        others = [_nearest(first, spans, found.reading.sentence) for spans in sides[1:]]
        matches.append((first, *(other for other in others if other is not None)))
    return [match for match in matches if len(match) == len(sides)]


def _nearest(first: Span, spans: Sequence[Span], sentence: Sequence[int]) -> Span | None:
    here = bisect_left(spans, first)
    near = [
        span
        for span in spans[max(here - 1, 0) : here + 1]
        if sentence[span[0]] == sentence[first[0]] and abs(span[0] - first[0]) <= _WINDOW
    ]
    return min(near, key=lambda span: abs(span[0] - first[0]), default=None)


def _sequence(steps: Sequence[Step], found: Found) -> list[Span]:
    firsts = found.places(steps[0].slot)
    if len(steps) == 1:
        return sorted((start, end) for start, ends in firsts.items() for end in ends)
    if max(found.places(steps[-1].slot)) <= min(firsts):
        return []
    # Of words with one end the longest: "not felt" keeps its "not", which "felt" would be denied by.
    frontier: dict[int, int] = {}
    for start, ends in firsts.items():
        for end in ends:
            if start < frontier.get(end, end):
                frontier[end] = start
    for step in steps[1:]:
        if not frontier:
            break
        frontier = _advance(frontier, step, found)
    return sorted((start, end) for end, start in frontier.items())


def _advance(frontier: Mapping[int, int], step: Step, found: Found) -> dict[int, int]:
    """Go on from each end of `frontier` (end → start) to the ends that `step` reaches, each with its latest start."""
    tokens, sentence, paused = found.reading.tokens, found.reading.sentence, found.reading.paused
    places = found.places(step.slot)
    reached: dict[int, int] = {}
    first, last = min(places) - step.gap, max(places)
    for end, start in frontier.items():
        if not first <= end <= last:
            continue
        # How many commas the words between may hold.
        pauses = 0 if tokens[end - 1] in _DENIALS else _PAUSES
        for place in range(end, min(end + step.gap + 1, len(tokens))):
            pauses -= paused[place]
            if pauses < 0 or sentence[place] != sentence[start]:
                break
            for new_end in places.get(place, ()):
                reached[new_end] = max(start, reached.get(new_end, start))
            if tokens[place] in _DENIALS:
                break
    return reached


def _fit(words: tuple[str, ...], tokens: Sequence[str], start: int) -> bool:
    """Check a phrase from its third word on; the first two were looked up."""
    for word, token in zip(words[2:], tokens[start + 2 : start + len(words)], strict=False):
        if word != token and not _fits(word, token):
            return False
    return True


def _fits(word: str, token: str) -> bool:
    if word.endswith("*"):
        return token.startswith(word[:-1])
    if word.startswith("#"):
        return word in number_classes(token)
    return word == token
