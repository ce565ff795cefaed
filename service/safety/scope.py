"""How a match is meant: happening, denied, long past, about an animal or a thing, or only asked about; knows no condition.

Denial and the past reach to the end of their clause, curiosity to the end of its sentence: in a long letter the red
flag may stand in the middle. Two things reach further, and each needs the text's own word for it: a tale of the past
goes on over its next sentences where its teller says they recovered, and a whole letter is asked in general where it
plans a lesson or a page, or is long, and says that nobody is ill.
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
    | {"just", "also", "today", "since", "after", "when", "still"}
)
_LIST_ENDS = frozenset({"and", "with", "plus"})
_LINKS = frozenset({"or", "nor"})
_HAVING = frozenset({"have", "had", "having", "has", "got", "get", "feel", "experiencing", "experienced", "any"})
_SHORT_DENIERS = frozenset({"not"})
_SHORT_REACH = 5  # "not" denies what follows closely; "no", "without" and "not have" deny a whole list
_LONG_REACH = 14
_HARDLY = _DENIERS | {"hardly", "barely", "stopped", "difficulty", "trouble", "hard", "struggling", "struggles"}
_HARDLY_REACH = 3
_LEADING = 4  # "as a teen I had": a past cue among a clause's first words governs all of it
# What may follow "at 41" within its sentence where the number is an age, and what before it makes it no age.
_AFTER_AGE = frozenset({"and", "but", "so", "when", "after", "with", "because", "i", "he", "she", "then", "now", "or"})
_MEASURED = frozenset(
    "temperature fever pulse heart rate sats oxygen sugar glucose bp pressure reading breathing saturation stuck".split()
) | frozenset("thermometer level levels ketones inr count weight".split())
_MEASURE_REACH = 5
_PRESENT_TENSE = frozenset(
    "is am are has have can will do does feel feels keeps get gets hurts going yesterday last ago since just".split()
)
_PAST_TENSE = frozenset("was were had did could went woke took came got gave fell felt spent".split())
_NO_ONE = frozenset({"it", "will", "has"})
_STUDY = 3  # so many words of a study, and none of this very day, make a letter a study
_LETTER = 80  # so many words, said of nobody ill and of no day, are a letter asked in general
_WELL = 1_000_000  # past any token: what is said to be well is denied by a word that no match can take as its own
_THEY = frozenset({"they", "their"})


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
    thing: tuple[Pattern, ...]
    denies: tuple[Pattern, ...]
    well: tuple[Pattern, ...]
    at_age: tuple[Pattern, ...]
    recovered: tuple[Pattern, ...]
    reassured: tuple[Pattern, ...]
    material: tuple[Pattern, ...]
    at_hand: tuple[Pattern, ...]
    belongings: tuple[Pattern, ...]
    fiction: tuple[Pattern, ...]
    nobody_ill: tuple[Pattern, ...]
    nobody_at_all: tuple[Pattern, ...]
    this_day: tuple[Pattern, ...]
    long_ago: tuple[Pattern, ...]
    anyone: tuple[Pattern, ...]
    question: tuple[Pattern, ...]
    somebody: tuple[Pattern, ...]
    asking: tuple[Pattern, ...]
    happening: tuple[Pattern, ...]
    lesson: tuple[Pattern, ...]
    my_question: tuple[Pattern, ...]
    person: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How each token and each sentence is meant.

    Per token: the place of the word that denies it (-1: none), whether it is told of as past, and whether its clause is
    about an animal or a thing; per sentence: how a sign named in it is meant (`asked`), and whether it is about a lesson,
    a story or a page rather than anyone (`lesson`).
    """

    reading: Reading
    denied_by: tuple[int, ...]
    past: tuple[bool, ...]
    animal: tuple[bool, ...]
    asked: tuple[Standing, ...]
    lesson: frozenset[int]

    def standing(self, spans: tuple[Span, ...]) -> Standing:
        """Return how a match over `spans` is meant: as its weakest side is."""
        if any(self._dead(span) for span in spans):
            return Standing.DEAD
        return min(self.asked[self.reading.sentence[start]] for start, _ in spans)

    def denied(self, spans: tuple[Span, ...]) -> bool:
        """Say whether a match over `spans` is denied, by a word that is no part of it."""
        return any(any(cue >= 0 and not start <= cue < end for cue in self.denied_by[start:end]) for start, end in spans)

    def _dead(self, span: Span) -> bool:
        start, end = span
        if self.denied((span,)):
            return True
        return all(self.past[start:end]) or self.animal[start]


def blank_idioms(lexicon: Lexicon, reading: Reading, cues: Cues) -> Found:
    """Locate the words of `reading`, after taking out figures of speech ("dying of laughter")."""
    found = lexicon.locate(reading)
    gone = _covered(cues.idioms, found)
    if not gone:
        return found
    tokens = tuple("" if i in gone else token for i, token in enumerate(reading.tokens))
    return found.without(gone, Reading(tokens=tokens, sentence=reading.sentence, paused=reading.paused))


def read_scope(found: Found, cues: Cues) -> Scope:
    """Judge every token of a reading."""
    reading = found.reading
    clause = _clauses(reading)
    other = {clause[i] for i in _covered(cues.animal, found)} | _things(found, clause, cues)
    lesson = _lesson(found, cues)
    return Scope(
        reading=reading,
        denied_by=_denied(found, clause, cues),
        past=_past(found, clause, cues),
        animal=tuple(c in other for c in clause),
        asked=_asked(found, cues, lesson),
        lesson=lesson,
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


def _things(found: Found, clause: list[int], cues: Cues) -> set[int]:
    """Find the clauses about a thing, and those after them that name no one else: "the router died and won't wake"."""
    reading = found.reading
    things = {clause[i] for i in _covered(cues.thing, found)}
    for i in range(1, len(clause)):
        opens = clause[i] != clause[i - 1] and reading.sentence[i] == reading.sentence[i - 1]
        if opens and clause[i - 1] in things and reading.tokens[i] in _NO_ONE:
            things.add(clause[i])
    return things


def _denied(found: Found, clause: list[int], cues: Cues) -> tuple[int, ...]:
    # The first word of a `denies` phrase denies, whatever else is said of it: "none of us has", "I don't want to kill".
    heads = {spans[0][0] for pattern in cues.denies for spans in find(pattern, found)}
    denied = list(_denials(found.reading, clause, _covered(cues.undenied, found) - heads, heads))
    for pattern in cues.well:  # "breathing is fine" denies by its last word, unless it is "not breathing normally"
        for ((start, end),) in find(pattern, found):
            if _HARDLY.isdisjoint(found.reading.tokens[max(start - _HARDLY_REACH, 0) : start]):
                denied[start : end - 1] = [_WELL] * (end - 1 - start)
    return tuple(denied)


def _past(found: Found, clause: list[int], cues: Cues) -> tuple[bool, ...]:
    reading = found.reading
    present = {clause[i] for i in _covered(cues.present, found)}
    cued = _past_cues(found, cues)
    recovery = max(_covered(cues.recovered, found), default=-1)
    past: list[bool] = []
    told = False  # the clause before was told of as past from its first words on
    while len(past) < len(clause):
        start = len(past)
        end = _end(clause, start)
        here = [i for i in range(start, end) if i in cued] if clause[start] not in present else []
        new_sentence = start > 0 and reading.sentence[start] != reading.sentence[start - 1]
        recovered = recovery >= start  # said after the tale; "I recovered. Then I collapsed" is a new one
        goes_on = told and (recovered or not new_sentence) and clause[start] not in present
        leading = bool(here) and here[0] < start + _LEADING
        told = leading or (recovered and bool(here)) or (goes_on and _past_tense(reading.tokens[start:end]))
        # "had a stroke in 2015, chest pain and sweating": what comes after the comma is no longer the tale.
        stop = end if told else _next_pause(reading, here[-1], end) if here else start
        past.extend(i < stop for i in range(start, end))
    ended = {reading.sentence[i] - 1 for i in _covered(cues.long_ago, found)}
    return tuple(here or number in ended for here, number in zip(past, reading.sentence, strict=True)) if ended else tuple(past)


def _past_cues(found: Found, cues: Cues) -> set[int]:
    tokens = found.reading.tokens
    cued = {
        i
        for pattern in cues.past
        for ((start, end),) in find(pattern, found)
        if start == 0 or tokens[start - 1] != "since"  # "chest pain since last year" is not over
        for i in range(start, end)
    }
    for pattern in cues.at_age:
        for ((start, end),) in find(pattern, found):
            ends = end == len(tokens) or found.reading.sentence[end] != found.reading.sentence[start]
            closed = ends or found.reading.paused[end] or tokens[end] in _AFTER_AGE
            number = not ends and tokens[end][:1].isdigit()  # "at 16:30"
            if closed and not number and _MEASURED.isdisjoint(tokens[max(start - _MEASURE_REACH, 0) : start]):
                cued.update(range(start, end))
    return cued


def _end(clause: list[int], start: int) -> int:
    end = start
    while end < len(clause) and clause[end] == clause[start]:
        end += 1
    return end


def _next_pause(reading: Reading, place: int, end: int) -> int:
    return next((i for i in range(place + 1, end) if reading.paused[i]), end)


def _past_tense(tokens: tuple[str, ...]) -> bool:
    words = set(tokens)
    told = not words.isdisjoint(_PAST_TENSE) or any(word.endswith("ed") for word in words)
    return told and words.isdisjoint(_PRESENT_TENSE) and tokens[0] not in _BREAKERS


def _lesson(found: Found, cues: Cues) -> frozenset[int]:
    sentence = found.reading.sentence
    material = len(_covered(cues.material, found))
    study = (material >= _STUDY and not _covered(cues.at_hand, found)) or (material and _covered(cues.nobody_ill, found))
    letter = len(sentence) >= _LETTER and _covered(cues.nobody_at_all, found) and not _covered(cues.this_day, found)
    if study or letter or _covered(cues.fiction, found):
        return frozenset(sentence)
    happening = {sentence[i] for i in _covered(cues.happening, found)}
    return frozenset(sentence[i] for i in _covered(cues.lesson, found)) - happening


def _denials(reading: Reading, clause: list[int], undenied: set[int], heads: set[int]) -> tuple[int, ...]:
    tokens = reading.tokens
    denied = [-1] * len(tokens)
    done = 0  # a denier inside another's reach adds nothing, and skipping it keeps "not not not" linear
    for cue, token in enumerate(tokens):
        if (token not in _DENIERS and cue not in heads) or cue in undenied or (cue + 1 < done and tokens[cue - 1] in _DENIERS):
            continue
        short = token in _SHORT_DENIERS and cue not in heads and (cue + 1 == len(tokens) or tokens[cue + 1] not in _HAVING)
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


def _asked(found: Found, cues: Cues, lesson: frozenset[int]) -> tuple[Standing, ...]:
    sentence = found.reading.sentence
    count = sentence[-1] + 1 if sentence else 0
    asking = {sentence[i] for i in _covered(cues.asking, found)} | _nobodys_question(found, cues)
    my_question = _covered(cues.my_question, found)
    mine = {sentence[i] for i in my_question}
    # "when someone has swallowed bleach, should they": "they" is nobody in particular.
    anyone = {sentence[i] for i in _covered(cues.anyone, found)}
    tokens = found.reading.tokens
    people = {
        sentence[i] for i in _covered(cues.person, found) - my_question if tokens[i] not in _THEY or sentence[i] not in anyone
    }

    def judge(number: int) -> Standing:
        if number in lesson:
            return Standing.ASKED
        if number not in asking or number in people:
            return Standing.LIVE
        return Standing.ASKED_BY_ME if number in mine else Standing.ASKED

    return tuple(judge(number) for number in range(count))


def _nobodys_question(found: Found, cues: Cues) -> set[int]:
    """Find the sentences that open as a question and name nobody: "how fast does slurred speech come back"."""
    sentence = found.reading.sentence
    opened = {
        sentence[start]
        for pattern in cues.question
        for ((start, _),) in find(pattern, found)
        if start == 0 or sentence[start - 1] != sentence[start]
    }
    return opened - {sentence[i] for i in _covered(cues.somebody, found)}
