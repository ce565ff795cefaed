"""From scores to a probability: how likely a passage answers a question. A raw cosine or a fused sum means nothing to a reader."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import exp

from corpus.models import Passage
from index.errors import SearchError
from index.models import Hit
from index.terms import terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a passage."""

    cosine: float
    """0 when the passage is not among the dense candidates."""
    coverage: float
    """Share of the question's idf weight that occurs in the passage or its context, 0…1."""

    @classmethod
    def of(cls, hit: Hit, passage: Passage, weights: Mapping[str, float]) -> "Evidence":
        """Gather the evidence for a hit; `weights` gives each known term of the question its idf."""
        present = set(terms_of(f"{passage.context} {passage.text}"))
        total = sum(weights.values())
        covered = sum(weight for term, weight in weights.items() if term in present)
        return cls(cosine=hit.cosine or 0.0, coverage=covered / total if total else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression on the evidence (Platt 1999), fitted on dev questions; `fitted_on` says which."""

    model: str
    intercept: float
    cosine: float
    coverage: float
    off_topic: float
    """Relevance of the best passage under which a question is not about anything in the corpus."""
    fitted_on: str

    def relevance(self, evidence: Evidence) -> float:
        """Say how likely the passage answers, 0…1."""
        score = self.intercept + self.cosine * evidence.cosine + self.coverage * evidence.coverage
        return 1 / (1 + exp(-score))


def load_calibration(model: str) -> Calibration:
    """Load the calibration of an encoder. Raises SearchError when there is none."""
    stored = json.loads((files("index") / "calibration.json").read_text(encoding="utf-8"))
    for entry in stored:
        if entry["model"] == model:
            return Calibration(**entry)
    raise SearchError(
        f"there is no calibration for the encoder {model!r} in index/calibration.json; fit one with `carecite eval calibrate`"
    )
