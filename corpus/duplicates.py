"""Near-duplicate passages, within and across articles: found by MinHash, confirmed word by word, guarded for meaning.

Two passages are one when their word pairs overlap enough (Jaccard), nothing that changes advice differs between them
(numbers, doses, negations, who it is for), and they speak of the same subject. Candidates come from banded MinHash
(Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3).
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from corpus.models import ArticleId, PassageId
from corpus.words import content_words

BANDS, ROWS = 32, 4
"""A pair with Jaccard .55 becomes a candidate with probability .95, one with .65 with .998, one with .2 with .05."""

MIN_JACCARD = 0.55
"""Over word pairs. The portal article's introduction and first paragraph reach .646; unrelated paragraphs stay under .2."""

MIN_JACCARD_SHORT = 0.85
SHORT_WORDS = 25
"""In a short passage one changed word is a large part of what it says."""

MIN_TITLE_JACCARD = 0.5
MIN_WORDS = 6
CROWDED_BUCKET = 48
"""Template texts (one sentence for hundreds of diseases) fill a bucket; only passages whose titles share a word are compared then."""

Signature = npt.NDArray[np.uint32]

# Words that change what the reader should do. Passages that differ in one of them, or in their order, are never collapsed:
# "2 tablets every 4 hours" is not "4 tablets every 2 hours". The "t" is that of "can't".
TELLING_WORDS = frozenset(
    "no not never without cannot nor none neither unless except don doesn isn aren won shouldn mustn t avoid stop start safe unsafe "
    "more less higher lower high low increase increases decrease decreases raise reduce before after until during above below over under "
    "adult adults child children baby babies infant infants man men woman women boy girl boys girls pregnant pregnancy breastfeeding "
    "mild severe acute chronic left right upper lower hot cold day days week weeks month months year years hour hours minute minutes "
    # Doses: how much, how often.
    "mg mcg µg g kg ml mmol mol iu unit units half one two three four five six seven eight nine ten "
    "once twice daily nightly weekly monthly hourly "
    "emergency urgent always only normal abnormal benign malignant male female positive negative "
    # Stages, types and letters: stage II, hepatitis C, vitamin D.
    "i ii iii iv v vi b c d e k".split()
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What duplicate detection needs to know of a passage."""

    id: PassageId
    article_id: ArticleId
    title: str
    text: str
    flagged: bool
    """Something was found wrong in the text."""


@dataclass(frozen=True, slots=True)
class Words:
    """A passage's words, word pairs and title words, computed once."""

    tokens: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    telling: tuple[str, ...]
    """Numbers and telling words, in order."""
    title: frozenset[str]
    count: int

    @classmethod
    def of(cls, text: str, title: str) -> "Words":
        """Read a passage's words."""
        tokens = _TOKEN.findall(text.casefold())
        telling = tuple(token for token in tokens if token in TELLING_WORDS or any(map(str.isnumeric, token)))
        return cls(frozenset(tokens), frozenset(pairwise(tokens)), telling, frozenset(content_words(title)), len(tokens))


_generator = np.random.default_rng(1997)
_MULTIPLY = _generator.integers(1, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_ADD = _generator.integers(0, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64)


def signature(text: str) -> Signature:
    """Make a text's banded MinHash: (BANDS,) uint32, equal in a band for texts that are probably alike.

    A text under MIN_WORDS words has the empty signature: it is too short to be called a duplicate.
    """
    tokens = _TOKEN.findall(text.casefold())
    if len(tokens) < MIN_WORDS:
        return np.empty(0, dtype=np.uint32)
    codes = np.fromiter((zlib.crc32(token.encode()) for token in tokens), dtype=np.uint64, count=len(tokens))
    pairs = np.unique(codes[:-1] * np.uint64(0x9E3779B97F4A7C15) + codes[1:] * np.uint64(0xC2B2AE3D27D4EB4F))
    minima = ((pairs[None, :] * _MULTIPLY + _ADD) >> np.uint64(32)).min(axis=1).reshape(BANDS, ROWS)
    mixed = minima[:, 0]
    for row in range(1, ROWS):
        mixed = mixed * np.uint64(0x100000001B3) + minima[:, row]
    bands: Signature = (mixed >> np.uint64(16)).astype(np.uint32)
    return bands


def candidate_pairs(
    signatures: Mapping[PassageId, Signature], titles: Mapping[PassageId, frozenset[str]], changed: set[PassageId]
) -> Iterator[tuple[PassageId, PassageId]]:
    """Yield each pair that shares a band and holds at least one changed passage, once, in a fixed order."""
    ids = sorted(passage for passage, bands in signatures.items() if len(bands))
    if not ids:
        return
    table = np.stack([signatures[passage] for passage in ids])
    seen: set[tuple[PassageId, PassageId]] = set()
    for band in range(BANDS):
        order = np.argsort(table[:, band], kind="stable")
        values = table[order, band]
        edges = np.flatnonzero(np.diff(values)) + 1
        for bucket in np.split(order, edges):
            if len(bucket) < 2:
                continue
            members = [ids[at] for at in bucket]
            if changed.isdisjoint(members):
                continue
            for group in _comparable(members, titles):
                for a, b in combinations(group, 2):
                    pair = (a, b) if a < b else (b, a)
                    if (a in changed or b in changed) and pair not in seen:
                        seen.add(pair)
                        yield pair


def _comparable(members: list[PassageId], titles: Mapping[PassageId, frozenset[str]]) -> Iterable[list[PassageId]]:
    if len(members) <= CROWDED_BUCKET:
        return [members]
    by_word: dict[str, list[PassageId]] = defaultdict(list)
    for member in members:
        for word in titles[member]:
            by_word[word].append(member)
    return [group for _, group in sorted(by_word.items()) if 1 < len(group) <= CROWDED_BUCKET]


def similarity(a: Words, b: Words, *, same_article: bool) -> float | None:
    """Jaccard similarity of the word pairs of two passages that say the same; None when they do not."""
    shared = len(a.pairs & b.pairs)
    jaccard = shared / (len(a.pairs) + len(b.pairs) - shared) if shared else 0.0
    if jaccard < (MIN_JACCARD_SHORT if min(a.count, b.count) < SHORT_WORDS else MIN_JACCARD):
        return None
    if a.telling != b.telling:
        return None
    return jaccard if same_article or _same_subject(a, b) else None


def _same_subject(a: Words, b: Words) -> bool:
    """Titles name the same thing, or each text names what sets its title apart in words that the other has, too.

    "This condition is inherited in an autosomal recessive pattern" stands word for word under hundreds of diseases and answers
    a different question under each.
    """
    if not a.title or not b.title:
        return False
    common = a.title & b.title
    if common in (a.title, b.title) or len(common) / len(a.title | b.title) >= MIN_TITLE_JACCARD:
        return True
    both = a.tokens & b.tokens
    return bool((a.title - common) & both) and bool((b.title - common) & both)


def choose_kept(candidates: Sequence[Candidate], pairs: Iterable[tuple[PassageId, PassageId]]) -> dict[PassageId, PassageId]:
    """Decide which passage stands for which: `{collapsed: kept}`.

    The best passage takes its direct neighbours, then the best of the rest does. Best is: nothing wrong found in it, then the longest,
    then the smallest id. A passage is collapsed only into one that it is itself alike with, never along a chain.
    """
    neighbours: dict[PassageId, set[PassageId]] = defaultdict(set)
    for a, b in pairs:
        neighbours[a].add(b)
        neighbours[b].add(a)
    kept: dict[PassageId, PassageId] = {}
    standing: set[PassageId] = set()
    for candidate in sorted(candidates, key=lambda c: (c.flagged, -len(c.text), c.id)):
        if candidate.id in kept:
            continue
        standing.add(candidate.id)
        for other in neighbours[candidate.id] - standing:
            kept.setdefault(other, candidate.id)
    return kept
