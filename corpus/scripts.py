"""Which writing system a text is in, and letters of another that strayed into it."""

import unicodedata
from collections import Counter
from functools import lru_cache

MAX_GREEK_SYMBOLS = 2
"""Greek letters are scientific symbols in any script (β-blocker, µg, TNF-α); more in a row are a Greek word."""

_OPENING, _CLOSING = '([{“‘「『（【"', ')]}”’」』）】"'
_SAME = dict.fromkeys(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "HANGUL", "BOPOMOFO"), "CJK")


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str | None:
    """Name a letter's script by its Unicode name (`LATIN`, `CJK`, `CYRILLIC`, …); None for what is no letter."""
    if not character.isalpha():
        return None
    # ª, º, ℓ and ⁿ are Latin letters in another dress, µ (the micro sign) is a Greek one, ｱ a katakana.
    plain = next((letter for letter in unicodedata.normalize("NFKC", character) if letter.isalpha()), character)
    first = unicodedata.name(plain, "").split(" ")[0]
    return _SAME.get(first, first)


def main_script(text: str) -> str | None:
    """Name the script that most letters of a text are in; None for a text without letters."""
    counts = Counter(script for character in text if (script := script_of(character)))
    return counts.most_common(1)[0][0] if counts else None


def stray_runs(text: str, script: str | None) -> list[tuple[int, int]]:
    """Find runs of letters of a script that is not the article's own: `(start, end)` offsets.

    Latin letters inside another script are left alone (MRI, ibuprofen, vitamin D), as are Greek symbols and a gloss that
    stands in brackets or quotation marks, because those are put there on purpose.
    """
    if script is None or text.isascii():
        return []
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for at in range(len(text) + 1):
        found = script_of(text[at]) if at < len(text) else None
        foreign = found is not None and found not in (script, "LATIN", "MODIFIER")
        if foreign and start is None:
            start = at
        elif not foreign and start is not None:
            if not _is_deliberate(text, start, at):
                runs.append((start, at))
            start = None
    return runs


def _is_deliberate(text: str, start: int, end: int) -> bool:
    if script_of(text[start]) == "GREEK" and end - start <= MAX_GREEK_SYMBOLS:
        return True
    opened = max(text.rfind(mark, 0, start) for mark in _OPENING)
    closed = max(text.rfind(mark, 0, start) for mark in ")]}”’」』）】")
    closes_later = any(mark in text[end:] for mark in _CLOSING)
    return opened > closed and closes_later
