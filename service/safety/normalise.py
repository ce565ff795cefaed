"""A person's words as the rules read them: lower-case tokens in sentences; knows nothing of medicine.

Each step is linear in the text, and no step joins or splits inside a word, so "keystroke" never becomes "stroke".
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\uff07": "'"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)?|[.!?;\n,:()\u2013\u2014-]")
_PLAIN_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:[.,][0-9]+)?|[.!?;\n,:()-]")  # the same on ASCII, in half the time
_ENDS = frozenset(".!?;")
_PAUSES = frozenset(",:()\n\u2013\u2014")  # a single line break is a wrapped letter or a list, not a full stop
# Longer words are not in any rule; capping them keeps look-ups of word stems bounded.
_LONGEST_WORD = 32
# After these, "'s" is "is" ("he's"); after a noun it is a possessive or a swallowed "is", and is dropped either way.
_PRONOUNS = frozenset({"he", "she", "it", "there", "that", "what", "who", "where", "how"})
_ENDINGS = {"m": ("am",), "re": ("are",), "ve": ("have",), "ll": ("will",), "d": ()}
_IRREGULAR = {"can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"), "ain't": ("is", "not")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as tokens; `sentence[i]` numbers token i's sentence, `paused[i]` says a comma or the like precedes it."""

    tokens: tuple[str, ...]
    sentence: tuple[int, ...]
    paused: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Slang and slips as people type them: whole tokens only, plus long words recognised one letter off."""

    words: Mapping[str, tuple[str, ...]]
    fuzzy: Mapping[str, str] = field(default_factory=dict)
    real: frozenset[str] = frozenset()

    def mend(self, token: str) -> tuple[str, ...]:
        """Return the token or tokens meant by one typed token."""
        known = self.words.get(token)
        if known is not None:
            return known
        if len(token) < 6 or token in self.real:
            return (token,)
        for i in range(-1, len(token)):
            meant = self.fuzzy.get(token[:i] + token[i + 1 :] if i >= 0 else token)
            if meant is not None and meant[0] == token[0] and abs(len(meant) - len(token)) <= 1:
                return (meant,)
        return (token,)


def make_spelling(words: Mapping[str, str], fuzzy: tuple[str, ...], real: tuple[str, ...]) -> Spelling:
    """Index spellings for look-up: each fuzzy word is found by any one-letter deletion of it (SymSpell's idea)."""
    shapes: dict[str, str] = {}
    for word in fuzzy:
        for shape in _deletions(word):
            shapes.setdefault(shape, word)
    table = {typed: tuple(meant.split()) for typed, meant in words.items()}
    return Spelling(words=table, fuzzy=shapes, real=frozenset(real) | frozenset(fuzzy))


def normalise(text: str, spelling: Spelling) -> Reading:
    """Read `text` as tokens in sentences. Never raises on any string."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    ascii_only = plain.isascii()
    if not ascii_only:
        plain = _INVISIBLE.sub("", plain)
    if any(letter * 3 in plain for letter in set(plain)):  # the search alone would cost more than all that follows
        plain = _STRETCHED.sub(r"\1", plain)
    plain = plain.replace("\n\n", ".")
    tokens: list[str] = []
    sentences: list[int] = []
    pauses: list[bool] = []
    sentence, paused = 0, False
    seen: dict[str, tuple[str, ...]] = {}
    for piece in (_PLAIN_PIECE if ascii_only else _PIECE).findall(plain):
        if piece in _ENDS:
            sentence, paused = sentence + 1, False
        elif piece in _PAUSES:
            paused = True
        elif piece != "-":
            if piece not in seen:
                word = piece[:_LONGEST_WORD]
                seen[piece] = tuple(_expand(word, spelling)) if "'" in word else spelling.mend(word)
            for token in seen[piece]:
                tokens.append(token)
                sentences.append(sentence)
                pauses.append(paused)
                paused = False
    return Reading(tokens=tuple(tokens), sentence=tuple(sentences), paused=tuple(pauses))


def _expand(piece: str, spelling: Spelling) -> Iterator[str]:
    if piece in _IRREGULAR:
        yield from _IRREGULAR[piece]
        return
    stem, _, ending = piece.partition("'")
    if ending == "t" and stem.endswith("n"):
        yield from spelling.mend(stem[:-1])
        yield "not"
        return
    yield from spelling.mend(stem)
    if ending == "s":
        if stem in _PRONOUNS:
            yield "is"
    elif ending:
        yield from _ENDINGS.get(ending, (ending,))


def _deletions(word: str) -> tuple[str, ...]:
    return (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))
