"""How old a reader a text asks for: the Flesch-Kincaid grade, with syllables counted by pyphen."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from corpus.errors import MissingExtra
from corpus.sentences import split_sentences

AGE_OF_GRADE = 5
"""A US school grade starts at this age more: grade 6 is read at 11."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def reading_age(texts: Sequence[str]) -> float | None:
    """Return the reading age, in years, of English texts read one after another; None without a word.

    Kincaid and others (1975): grade = .39 words per sentence + 11.8 syllables per word - 15.59. A text without a full stop, as
    a list item, is one sentence. Raises MissingExtra when pyphen is not installed.
    """
    spoken = [(words, len(split_sentences(text))) for text in texts if (words := _WORD.findall(text))]
    words = [word for found, _ in spoken for word in found]
    if not words:
        return None
    sentences = sum(max(1, count) for _, count in spoken)
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + AGE_OF_GRADE


@cache
def _hyphenation() -> Any:
    try:
        from pyphen import Pyphen
    except ImportError as error:
        raise MissingExtra("the reading age needs pyphen; run `pip install 'carecite[editors]'`") from error
    return Pyphen(lang="en_US", left=1, right=1)


@cache
def _syllables(word: str) -> int:
    return len(_hyphenation().positions(word)) + 1
