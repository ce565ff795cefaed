"""The phrase grammar of the rules: compiles patterns and finds them in a reading; knows nothing of what they mean.

A pattern is read left to right, in order, inside one sentence:

    chest pain            the words, with at most two others between each pair
    arm|leg ~5 weak*      either word, then up to five others, then a word that starts with "weak"
    @face drooping        any word of the set "face" in vocabulary.toml
    short_of_breath       these words with nothing between
    baby & fever          both, in either order, within one sentence
    #n                    any number; #many eight or more; #hot a fever's temperature; #year a calendar year

There is no regular expression and no backtracking: matching is linear in the number of tokens. A word of denial
("no", "not", "without") is never one of the words between.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.safety.errors import PatternError
from service.safety.normalise import Reading

_GAP = 2  # "pain in my chest", "face has just dropped": two words between is how people speak
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
        self.slots = frozenset(slot for term in spans for slot in lexicon.slots_of[term])
        self._spans = spans
        self._lexicon = lexicon
        self._places: dict[int, dict[int, list[int]]] = {}
        self.matches: dict[str, list[tuple[Span, ...]]] = {}

    def places(self, slot: int) -> dict[int, list[int]]:
        """Return where a slot's words stand: start → ends."""
        if slot not in self._places:
            places: dict[int, list[int]] = {}
            for term in self._lexicon.terms_of[slot]:
                for start, end in self._spans.get(term, ()):
                    places.setdefault(start, []).append(end)
            self._places[slot] = places
        return self._places[slot]


class Lexicon:
    """Every word the patterns look for, indexed so that a text is looked up once, whatever the number of patterns."""

    def __init__(self, sets: Mapping[str, str]) -> None:
        self._sets = sets
        self._slots: dict[str, int] = {}
        self._terms: dict[str, int] = {}
        self.terms_of: list[list[int]] = []
        self.slots_of: list[list[int]] = []
        self._stems: dict[str, int] = {}
        self._phrases: dict[tuple[str, str], list[Phrase]] = {}
        self._open_phrases: dict[str, list[Phrase]] = {}

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
            self.terms_of.append([self._term(term, text) for term in sorted(self._expand(part, text))])
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
        self.slots_of.append([])
        if len(words) == 1:
            if term.endswith("*"):
                self._stems[term[:-1]] = number
        elif words[1].endswith("*") or words[1].startswith("#"):
            self._open_phrases.setdefault(words[0], []).append((words, number))
        else:
            self._phrases.setdefault((words[0], words[1]), []).append((words, number))
        return number

    def locate(self, reading: Reading) -> Found:
        """Find every known word and phrase of `reading`, once."""
        spans: dict[int, list[Span]] = {}
        words_seen: dict[str, tuple[int, ...]] = {}
        phrases_seen: dict[tuple[str, str, str], tuple[Phrase, ...]] = {}
        tokens, sentence = reading.tokens, reading.sentence
        for start, three in enumerate(zip(tokens, (*tokens[1:], ""), (*tokens[2:], "", ""), strict=False)):
            if three not in phrases_seen:
                phrases_seen[three] = self._phrases_at(*three)
                words_seen[three[0]] = self._look_up(three[0])
            for term in words_seen[three[0]]:
                spans.setdefault(term, []).append((start, start + 1))
            for words, term in phrases_seen[three]:
                end = start + len(words)
                if end <= len(tokens) and sentence[end - 1] == sentence[start] and _fit(words, tokens, start):
                    spans.setdefault(term, []).append((start, end))
        return Found(reading, spans, self)

    def _phrases_at(self, token: str, second: str, third: str) -> tuple[Phrase, ...]:
        found: list[Phrase] = []
        for first in (token, *number_classes(token)):
            found.extend(self._phrases.get((first, second), ()))
            found.extend(phrase for phrase in self._open_phrases.get(first, ()) if _fits(phrase[0][1], second))
        return tuple(phrase for phrase in found if len(phrase[0]) == 2 or _fits(phrase[0][2], third))

    def _look_up(self, token: str) -> tuple[int, ...]:
        names = (token, *number_classes(token))
        terms = [self._terms[name] for name in names if name in self._terms]
        stems = (token[:length] for length in range(2, len(token) + 1))
        return (*terms, *(self._stems[stem] for stem in stems if stem in self._stems))


def number_classes(token: str) -> tuple[str, ...]:
    """Name the classes a token belongs to: "#n" a number, "#hot" a fever in °C or °F, "#year" 1900 to 2099."""
    if not token[:1].isdigit():
        return ("#n",) if token in _NUMBER_WORDS else ()
    try:
        value = float(token.replace(",", "."))
    except ValueError:  # digits of another script that float does not read
        return ("#n",)
    kinds = ["#n"]
    if value >= 8 and value == int(value):  # no single dose of tablets is eight or more
        kinds.append("#many")
    if 38 <= value <= 43 or 100.4 <= value <= 109:  # fever: 38 °C, 100.4 °F (NHS, CDC)
        kinds.append("#hot")
    if len(token) == 4 and 1900 <= value < 2100:
        kinds.append("#year")
    return tuple(kinds)


_NUMBER_WORDS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
    | {"few", "several", "couple"}
)


def find(pattern: Pattern, found: Found) -> list[tuple[Span, ...]]:
    """Find each side of `pattern`: one tuple of spans, a span a side, per place where all the sides stand together."""
    if not pattern.slots <= found.slots:
        return []
    if pattern.text not in found.matches:
        found.matches[pattern.text] = _matches(pattern, found)
    return found.matches[pattern.text]


def _matches(pattern: Pattern, found: Found) -> list[tuple[Span, ...]]:
    sides = [_sequence(side, found) for side in pattern.sides]
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
    reading = found.reading
    frontier = {end: start for start, ends in found.places(steps[0].slot).items() for end in ends}
    for step in steps[1:]:
        places = found.places(step.slot)
        reached: dict[int, int] = {}
        for end, start in frontier.items():
            for place in range(end, min(end + step.gap + 1, len(reading.tokens))):
                if reading.sentence[place] != reading.sentence[start]:
                    break
                for new_end in places.get(place, ()):
                    reached[new_end] = max(start, reached.get(new_end, start))
                if reading.tokens[place] in _DENIALS:
                    break
        frontier = reached
    return sorted((start, end) for end, start in frontier.items())


def _fit(words: tuple[str, ...], tokens: Sequence[str], start: int) -> bool:
    """Check a phrase from its fourth word on; the first three were looked up."""
    for word, token in zip(words[3:], tokens[start + 3 : start + len(words)], strict=False):
        if word != token and not _fits(word, token):
            return False
    return True


def _fits(word: str, token: str) -> bool:
    if word.endswith("*"):
        return token.startswith(word[:-1])
    if word.startswith("#"):
        return word in number_classes(token)
    return word == token
