"""Where sentences end and what looks like one: enough English to tell a lead-in, a list item and prose apart."""

import re

SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9])")

NOT_AN_END = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|No|Fig|approx|e\.g|i\.e|etc|Inc|U\.S)|\b[A-Z])\.[\"'\u201d\u2019)\]]*\s+$")
"""Abbreviations and initials (`E. coli`) whose full stop ends no sentence."""

FINAL_PUNCTUATION = re.compile(r"[.!?][\"'\u201d\u2019)\]]*$")

UNFINISHED = re.compile(
    r"(?:\b(?:include|includes|included|including|are|is|be|was|were|as|to|of|for|by|with|from|like|in|on|at|if|when|that|who"
    r"|can|may|might|could|should|will|must|do|does|have|has|having|you|your|also|following|Key Points|example|least)"
    r"|:)\s*$"
)
"""A text that ends so expects something after it: few English sentences end with one of these words."""

OPENING_WORDS = (
    "the these this those that it its they their there you your we our he she his her some many most if when while "
    "although though however but because since in at on for with without as after before during until unless a an all "
    "any each no not other another both people women men children babies doctors researchers scientists experts "
    "treatment symptoms today sometimes often usually rarely early only one two about also even depending to by once "
    "medicines so research anyone everyone"
)
OPENERS = frozenset(OPENING_WORDS.split())
"""Words that begin a sentence rather than a list item; decisive only together with a finite verb."""

FINITE_VERBS = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|can|could|may|might|will|would|should|must|do|does|did|cannot|needs?|depends?"
    r"|includes?|causes?|happens?|occurs?|makes?|gets?|becomes?|begins?|starts?|means?|affects?|helps?|goes|go|take|takes"
    r"|know|appears?|works?|usually|often|lets?|allows?|varies|vary|need|use|uses|provides?|leads?|contains?|gives?|ask"
    r"|talk|call|see|tell|isn't|aren't|don't|doesn't|can't|won't|it's|they're|you're|there's|that's|you'll|you've)\b",
    re.IGNORECASE,
)

LEADING_CLAUSE = re.compile(r"^(?:If|When|While|Although|Though|Because|Before|After|Until|Unless|Since|As)\b[^,]*,")
SUBORDINATE = re.compile(r",? \b(?:that|which|who|whose|where|if|when|because|while|including|such as)\b")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text` in order; joined by spaces they are the text again, white space apart."""
    sentences, start = [], 0
    for match in SENTENCE_END.finditer(text):
        if NOT_AN_END.search(text[start : match.end()]):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    return [*sentences, text[start:].strip()]


def is_finished(text: str) -> bool:
    """Say whether `text` ends as a sentence does."""
    return bool(FINAL_PUNCTUATION.search(text))


def is_lead_in(text: str) -> bool:
    """Say whether `text` stops where a list should follow: at a colon, or at a word that cannot end a sentence."""
    return bool(UNFINISHED.search(text)) and not is_finished(text)


def has_clause(text: str) -> bool:
    """Say whether the first sentence of `text` has a finite verb of its own, so far as a list of common ones can tell.

    Verbs in a clause before the first comma (`If you smoke, quit`), after a relative word, or at the very beginning
    (`Have your blood pressure checked`) do not count.
    """
    main = LEADING_CLAUSE.sub("", split_sentences(text)[0]).strip()
    _, _, after_first_word = SUBORDINATE.split(main, maxsplit=1)[0].partition(" ")
    return bool(FINITE_VERBS.search(after_first_word))


def is_clause(text: str) -> bool:
    """Say whether `text` begins as running text does, and list items seldom do: with an opener and a finite verb."""
    opener = re.match(r"[\"'\u201c\u2018(]?([A-Za-z]+)", text)
    return bool(opener and opener[1].lower() in OPENERS and has_clause(text))
