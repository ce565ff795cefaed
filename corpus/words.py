"""Which words of a title or heading name its subject."""

import re

_WORD = re.compile(r"\w+")
_QUESTION_WORDS = frozenset(
    "a an and are can could do does for from how i in is it my of on or should the to what when which who why will with you your".split()
)


def content_words(text: str) -> set[str]:
    """Collect a text's case-folded words without question and function words."""
    return set(_WORD.findall(text.casefold())) - _QUESTION_WORDS
