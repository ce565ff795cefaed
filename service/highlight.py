"""Which sentence of a passage answers: the one that holds most of what is rare in the question."""

from collections.abc import Mapping, Sequence

from corpus.articles import ITEM_MARK
from corpus.sentences import split_sentences
from index.terms import terms_of


def highlights(text: str, weights: Mapping[str, float]) -> tuple[tuple[int, int], ...]:
    """Choose the sentence that shares most weight with the question: offsets into `text`, none when no sentence shares any.

    `weights` gives each term of the question its weight (idf). Ties go to the first sentence.
    """
    best: tuple[int, int] | None = None
    best_score = 0.0
    for start, end in split_sentences(text):
        begin = start + len(ITEM_MARK) if text.startswith(ITEM_MARK, start) else start
        score = sum(weights.get(term, 0.0) for term in set(terms_of(text[begin:end])))
        if score > best_score:
            best, best_score = (begin, end), score
    return (best,) if best else ()


def matched_words(text: str, terms: Sequence[str]) -> tuple[str, ...]:
    """List the question's terms that occur in a passage, in the question's order."""
    present = set(terms_of(text))
    return tuple(term for term in dict.fromkeys(terms) if term in present)
