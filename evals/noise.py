"""Questions as hurried, worried or unpractised people type them, made from any question set, the same each time."""

import hashlib
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from evals.lay_words import AUTOCORRECTED, LAY_WORDS, NEIGHBOURS, SOUNDS_LIKE
from evals.models import Kind, Query

RATE = 0.2
"""Share of the longer words that are misspelt, at least one a question: one in five is hurried typing."""

MIN_LETTERS = 4
"""Shorter words are seldom misspelt, and what carries the meaning is longer."""

_WORD = re.compile(r"[A-Za-z]+")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])['\u2019](?=[A-Za-z])")


class Noise(StrEnum):
    """A way to write a question differently."""

    KEYBOARD = "keyboard"
    DROPPED = "dropped"
    DOUBLED = "doubled"
    SWAPPED = "swapped"
    PHONETIC = "phonetic"
    APOSTROPHE = "apostrophe"
    AUTOCORRECT = "autocorrect"
    LAY = "lay"
    MIXED = "mixed"
    """For each word any of the first five, as real text has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyQuery:
    """A variant of a question: it keeps the id, so the judgements of the original apply."""

    query: Query
    original: str
    noise: Noise

    @property
    def changed(self) -> bool:
        """Say whether anything differs; a question without a lay word, say, stays as it was."""
        return self.query.text != self.original


def noisy_queries(queries: Iterable[Query], noise: Noise, *, seed: int = 0, rate: float = RATE) -> list[NoisyQuery]:
    """Make a variant of each question; the same seed, id and text always give the same one."""
    return [
        NoisyQuery(
            query=Query(
                id=query.id,
                text=noisy_text(query.text, noise, rng=_random(seed, query, noise), rate=rate),
                kind=Kind.SYNONYM if noise is Noise.LAY else Kind.MISSPELT,
            ),
            original=query.text,
            noise=noise,
        )
        for query in queries
    ]


def noisy_text(text: str, noise: Noise, *, rng: random.Random, rate: float = RATE) -> str:
    """Write a text with one kind of noise; digits, and words of fewer than MIN_LETTERS letters, stay."""
    if noise is Noise.APOSTROPHE:
        return _APOSTROPHE.sub("", text)
    if noise is Noise.LAY:
        return _LAY.sub(lambda match: _like(match.group(), LAY_WORDS[match.group().casefold()]), text)
    if noise is Noise.AUTOCORRECT:
        return _WORD.sub(lambda match: _like(match.group(), AUTOCORRECTED.get(match.group().casefold(), "")), text)
    return _misspell(text, noise, rng, rate)


def _misspell(text: str, noise: Noise, rng: random.Random, rate: float) -> str:
    words = [match for match in _WORD.finditer(text) if len(match.group()) >= MIN_LETTERS]
    wanted = max(1, round(rate * len(words)))
    changed: dict[int, str] = {}
    for match in rng.sample(words, len(words)):
        way = rng.choice(list(_WAYS.values())) if noise is Noise.MIXED else _WAYS[noise]
        written = way(match.group(), rng)
        if written != match.group():
            changed[match.start()] = written
        if len(changed) == wanted:
            break
    return _WORD.sub(lambda match: changed.get(match.start(), match.group()), text)


def _keyboard(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))  # the first letter is rarely missed
    key = rng.choice(NEIGHBOURS[word[at].lower()])
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


def _dropped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at] + word[at:]


def _swapped(word: str, rng: random.Random) -> str:
    places = [at for at in range(1, len(word) - 1) if word[at] != word[at + 1]]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _phonetic(word: str, rng: random.Random) -> str:
    lower = word.lower()
    rules = [(heard, written) for heard, written in SOUNDS_LIKE if heard in lower]
    if not rules:
        return word
    heard, written = rng.choice(rules)
    return _like(word, lower.replace(heard, written, 1))


_WAYS: dict[Noise, Callable[[str, random.Random], str]] = {
    Noise.KEYBOARD: _keyboard,
    Noise.DROPPED: _dropped,
    Noise.DOUBLED: _doubled,
    Noise.SWAPPED: _swapped,
    Noise.PHONETIC: _phonetic,
}
_LAY = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, LAY_WORDS), key=len, reverse=True))})\b", re.IGNORECASE)


def _like(word: str, written: str) -> str:
    """Write the replacement with the capitals of the word; no replacement leaves the word."""
    if not written:
        return word
    if word.isupper() and len(word) > 1:
        return written.upper()
    return written[0].upper() + written[1:] if word[0].isupper() else written


def _random(seed: int, query: Query, noise: Noise) -> random.Random:
    """Seed by content and not by order, so a question's variant does not depend on the questions before it."""
    digest = hashlib.sha256(f"{seed}\0{noise}\0{query.id}\0{query.text}".encode()).digest()
    return random.Random(digest)  # noqa: S311 - reproducible noise, no secret
