"""Whether a message is in a language that the rules cannot read, which is said openly: silence would look like safety."""

from collections.abc import Container, Sequence

from corpus.scripts import main_script

FEWEST_WORDS = 6
"""Fewer may be English all the same: "Is molybdenum cofactor deficiency inherited?"."""

LEAST_KNOWN = 0.3
"""Share of its words that an English message has in common with others. The most misspelt dev message has .5; the most familiar of
thirteen sentences in Latin script (Spanish, French, German, Polish, Swahili, Vietnamese, …) .21."""


def is_other_language(text: str, tokens: Sequence[str], known: Container[str]) -> bool:
    """Say whether a text is mostly in another script than ours, or mostly of words that are not in `known`."""
    # Most messages are plain ASCII, and looking each letter up would take longer than all the rules.
    if not text.isascii() and main_script(text) not in (None, "LATIN"):
        return True
    words = [token for token in tokens if token.isalpha()]
    return len(words) >= FEWEST_WORDS and sum(word in known for word in words) < LEAST_KNOWN * len(words)
