"""A text as search terms: case-folded words, stop words dropped, stemmed. The lexical index and a question use the same."""

import re
from functools import lru_cache

import Stemmer

# One letter or digit alone finds nothing, but "b12" and "5" in "vitamin b 5" do no harm; scripts without spaces are cut in pairs.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")

# Function words of English. Short on purpose: BM25's idf already makes frequent words count for little.
STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my no not of "
    "on or our she should so such than that the their them then there these they this to was we were what when which who why will "
    "with would you your".split()
)


@lru_cache(maxsize=1)
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("english")


def terms_of(text: str) -> list[str]:
    """Split a text into stemmed terms, in order, repeats kept."""
    words = [word for match in _WORD.finditer(text.casefold()) if (word := match.group()) not in STOP_WORDS]
    pieces = [piece for word in words for piece in (_pairs(word) if _UNSPACED.search(word) else (_no_possessive(word),))]
    stemmed: list[str] = _stemmer().stemWords([piece for piece in pieces if len(piece) > 1 or piece.isdigit()])
    return stemmed


def _no_possessive(word: str) -> str:
    return re.sub(r"['’]s$", "", word).replace("’", "'")


def _pairs(word: str) -> list[str]:
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
