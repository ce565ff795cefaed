"""How a match is meant: happening, denied, long past, about an animal, or only asked about; knows no condition.

Denial and the past reach to the end of their clause, curiosity to the end of its sentence, never further: in a long
letter the red flag may stand in the middle.
"""

from dataclasses import dataclass
from enum import IntEnum

from service.safety.grammar import Found, Lexicon, Pattern, Span, find
from service.safety.normalise import Reading

_DENIERS = frozenset({"no", "not", "never", "without", "nor", "neither", "denies", "denied", "denying"})
# A new clause starts at these...
_BREAKERS = frozenset(
    {"but", "however", "although", "though", "except", "yet", "now", "because", "whereas", "while", "suddenly"} | {"then", "until"}
)
# ...and at these after a comma or "and", where they begin a statement and not the next item of a list.
_SUBJECTS = frozenset(
    {"i", "he", "she", "it", "we", "they", "you", "my", "his", "her", "our", "their", "the", "there", "this", "that"}
    | {"can", "could", "will", "is", "am", "are", "was", "were", "has", "have", "had", "feel", "feels", "feeling"}
    | {"just", "also", "today", "since", "after", "when"}
)
_LIST_ENDS = frozenset({"and", "with", "plus"})
_LINKS = frozenset({"or", "nor"})
_HAVING = frozenset({"have", "had", "having", "has", "got", "get", "feel", "experiencing", "experienced", "any"})
_SHORT_DENIERS = frozenset({"not"})
_SHORT_REACH = 5  # "not" denies what follows closely; "no", "without" and "not have" deny a whole list
_LONG_REACH = 14


class Standing(IntEnum):
    """How a match is meant, weakest first."""

    DEAD = 0
    ASKED = 1  # "what is a stroke"
    ASKED_BY_ME = 2  # "can I take ibuprofen for chest pain"
    LIVE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The compiled cue patterns of vocabulary.toml, one tuple a kind of scope."""

    idioms: tuple[Pattern, ...]
    undenied: tuple[Pattern, ...]
    past: tuple[Pattern, ...]
    present: tuple[Pattern, ...]
    animal: tuple[Pattern, ...]
    asking: tuple[Pattern, ...]
    lesson: tuple[Pattern, ...]
    my_question: tuple[Pattern, ...]
    person: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How each token and each sentence is meant.

    Per token: the place of the word that denies it (-1: none) and whether its clause is past or about an animal;
    per sentence (`asked`): how a sign named in it is meant.
    """

    reading: Reading
    denied_by: tuple[int, ...]
    past: tuple[bool, ...]
    animal: tuple[bool, ...]
    asked: tuple[Standing, ...]

    def standing(self, spans: tuple[Span, ...]) -> Standing:
        """Return how a match over `spans` is meant: as its weakest side is."""
        if any(self._dead(span) for span in spans):
            return Standing.DEAD
        return min(self.asked[self.reading.sentence[start]] for start, _ in spans)

    def _dead(self, span: Span) -> bool:
        start, end = span
        if any(cue >= 0 and not start <= cue < end for cue in self.denied_by[start:end]):
            return True
        return all(self.past[start:end]) or self.animal[start]


def blank_idioms(lexicon: Lexicon, reading: Reading, cues: Cues) -> Found:
    """Locate the words of `reading`, after taking out figures of speech ("dying of laughter")."""
    found = lexicon.locate(reading)
    gone = _covered(cues.idioms, found)
    if not gone:
        return found
    tokens = tuple("" if i in gone else token for i, token in enumerate(reading.tokens))
    return lexicon.locate(Reading(tokens=tokens, sentence=reading.sentence, paused=reading.paused))


def read_scope(found: Found, cues: Cues) -> Scope:
    """Judge every token of a reading."""
    reading = found.reading
    clause = _clauses(reading)
    present = {clause[i] for i in _covered(cues.present, found)}
    past = {clause[i] for i in _covered(cues.past, found)} - present
    animal = {clause[i] for i in _covered(cues.animal, found)}
    return Scope(
        reading=reading,
        denied_by=_denials(reading, clause, _covered(cues.undenied, found)),
        past=tuple(c in past for c in clause),
        animal=tuple(c in animal for c in clause),
        asked=_asked(found, cues),
    )


def _covered(patterns: tuple[Pattern, ...], found: Found) -> set[int]:
    return {i for pattern in patterns for spans in find(pattern, found) for start, end in spans for i in range(start, end)}


def _clauses(reading: Reading) -> list[int]:
    clause: list[int] = []
    number = 0
    for i, token in enumerate(reading.tokens):
        new_sentence = i > 0 and reading.sentence[i] != reading.sentence[i - 1]
        joined = reading.paused[i] or (i > 0 and reading.tokens[i - 1] == "and")
        if new_sentence or token in _BREAKERS or (joined and token in _SUBJECTS):
            number += 1
        clause.append(number)
    return clause


def _denials(reading: Reading, clause: list[int], undenied: set[int]) -> tuple[int, ...]:
    tokens = reading.tokens
    denied = [-1] * len(tokens)
    done = 0  # a denier inside another's reach adds nothing, and skipping it keeps "not not not" linear
    for cue, token in enumerate(tokens):
        if token not in _DENIERS or cue in undenied or (cue + 1 < done and tokens[cue - 1] in _DENIERS):
            continue
        short = token in _SHORT_DENIERS and (cue + 1 == len(tokens) or tokens[cue + 1] not in _HAVING)
        stop = min(cue + 1 + (_SHORT_REACH if short else _LONG_REACH), len(tokens))
        listed = cue
        for i in range(cue + 1, stop):
            if clause[i] != clause[cue]:
                stop = i
                break
            if tokens[i] in _LINKS:
                listed = i
        for i in range(cue + 1, stop):
            if i > listed and (reading.paused[i] or tokens[i] in _LIST_ENDS):
                break
            denied[i] = cue
        done = stop
    return tuple(denied)


def _asked(found: Found, cues: Cues) -> tuple[Standing, ...]:
    sentence = found.reading.sentence
    count = sentence[-1] + 1 if sentence else 0
    asking = {sentence[i] for i in _covered(cues.asking, found)}
    lesson = {sentence[i] for i in _covered(cues.lesson, found)}
    my_question = _covered(cues.my_question, found)
    mine = {sentence[i] for i in my_question}
    people = {sentence[i] for i in _covered(cues.person, found) - my_question}

    def judge(number: int) -> Standing:
        if number in lesson:
            return Standing.ASKED
        if number not in asking or number in people:
            return Standing.LIVE
        return Standing.ASKED_BY_ME if number in mine else Standing.ASKED

    return tuple(judge(number) for number in range(count))
