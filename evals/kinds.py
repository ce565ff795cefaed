"""What kind a question is: its dataset says so, or its form does; that it is misspelt only a dataset can say."""

import re
from collections.abc import Iterable, Mapping

from evals.models import Kind, Query, QueryId
from index.terms import STOP_WORDS

LETTER_WORDS = 22
"""From here on a question carries a story: LiveQA's letters have 30 words in the mean, their short forms at most 21."""

KEYWORD_WORDS = 6
"""Longer than this without a function word is a list copied from somewhere, not what people type into a search box."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")


def kind_of(query: Query) -> Kind:
    """Say what kind a question is: as its dataset states, else a letter, keywords, or a short question."""
    if query.kind is not None:
        return query.kind
    words = [word.casefold() for word in _WORD.findall(query.text)]
    if len(words) >= LETTER_WORDS:
        return Kind.LETTER
    is_question = "?" in query.text or any(word in STOP_WORDS for word in words)
    return Kind.SHORT if is_question or len(words) > KEYWORD_WORDS else Kind.KEYWORD


def by_kind(queries: Iterable[Query]) -> Mapping[Kind, tuple[QueryId, ...]]:
    """Group questions by kind, in the order of `Kind`; a kind without questions is left out."""
    found: dict[Kind, list[QueryId]] = {kind: [] for kind in Kind}
    for query in queries:
        found[kind_of(query)].append(query.id)
    return {kind: tuple(ids) for kind, ids in found.items() if ids}
