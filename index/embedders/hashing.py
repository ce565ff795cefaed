"""An embedder without weights: stemmed words and letter groups hashed into a fixed number of dimensions.

Signed feature hashing after Weinberger et al. 2009 (Feature Hashing for Large Scale Multitask Learning). It knows no meaning, but
it is deterministic, starts at once, and stands a misspelling through letter groups. Tests use it; so can a machine without torch.
"""

import zlib
from collections.abc import Sequence

import numpy as np

from corpus.identity import sha256_of
from index.models import Vectors
from index.terms import terms_of

_LETTERS = 4
_LETTERS_WEIGHT = 0.3
"""A word of six letters has five letter groups: together they weigh about as much as the word."""


class HashingEmbedder:
    """Hashes words and letter groups."""

    def __init__(self, dimension: int = 384) -> None:
        self.dimension = dimension
        self.name = f"hashing-{dimension}"
        self.sha256 = sha256_of(f"{self.name} words and {_LETTERS}-letter groups, version 1")
        self.precision = "float32"
        self.max_tokens = 1_000_000

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode texts: (n, dimension) float32, rows L2-normalised; a text without words gets a zero row."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, weight in _features(text).items():
                code = zlib.crc32(feature.encode())
                vectors[row, code % self.dimension] += weight if code & 0x8000_0000 else -weight
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Encode one question: (1, dimension) float32, L2-normalised."""
        return self.encode_passages([text])

    def count_truncated(self, texts: Sequence[str]) -> int:
        """Count none: every text is read whole."""
        del texts
        return 0

    def use_threads(self, threads: int) -> None:
        """Do nothing: hashing runs in the calling thread."""
        del threads


def _features(text: str) -> dict[str, float]:
    features: dict[str, float] = {}
    for term in terms_of(text):
        features[term] = features.get(term, 0.0) + 1.0
        padded = f"<{term}>"
        for at in range(max(1, len(padded) - _LETTERS + 1)):
            group = f"#{padded[at : at + _LETTERS]}"
            features[group] = features.get(group, 0.0) + _LETTERS_WEIGHT
    return {feature: float(np.sqrt(weight)) for feature, weight in features.items()}
