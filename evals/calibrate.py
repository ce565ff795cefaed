"""Fits the calibration: from cosine and word coverage to the probability that a passage answers, on judged dev questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from evals.errors import EvalError
from index.calibrate import Calibration, Evidence
from index.retrieve import Retriever

JUDGED_DEPTH = 20
"""Hits a question that the fit looks at: what a reader might be shown, not the long tail that is never near the bar."""

RIGHT = 2
"""Grade from which a passage answers (3 fully, 2 right but incomplete)."""

OFF_TOPIC = 0.08
"""Best relevance under which a question is about nothing in the corpus: of the library's dev questions, all that are on a health
subject lie above it and most of the off-topic ones below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One passage that was found for one question."""

    query_id: str
    evidence: Evidence
    answers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A calibration and how well it tells answers from the rest on the questions it was fitted on."""

    calibration: Calibration
    auc: float
    examples: int
    answering: int

    def as_json(self) -> dict[str, object]:
        """Make the entry of `index/calibration.json`, with the figures beside it."""
        return {"calibration": asdict(self.calibration), "auc": self.auc, "examples": self.examples, "answering": self.answering}


def examples(retriever: Retriever, questions: Mapping[str, str], grades: Mapping[str, Mapping[str, int]]) -> Iterator[Example]:
    """Search each question and pair what is found with its judgement; what nobody judged counts as no answer."""
    generation = retriever.generation
    for query_id, text in questions.items():
        retrieval = retriever.retrieve(text, k=JUDGED_DEPTH)
        weights = generation.lexical.idf(retrieval.terms)
        for hit in retrieval.hits:
            passage = generation.corpus.passage(hit.passage_id)
            if passage is not None:
                grade = grades.get(query_id, {}).get(hit.passage_id, 0)
                yield Example(query_id=query_id, evidence=Evidence.of(hit, passage, weights), answers=grade >= RIGHT)


def fit(found: Sequence[Example], *, model: str, fitted_on: str) -> Fit:
    """Fit a logistic regression (Platt 1999). Raises EvalError when the examples hold only one kind."""
    labels = np.array([example.answers for example in found])
    if labels.all() or not labels.any():
        raise EvalError("the judged passages are all right or all wrong: a calibration needs both; check --queries and --qrels")
    features = np.array([[example.evidence.cosine, example.evidence.coverage] for example in found])
    regression = LogisticRegression(C=10.0, max_iter=1_000).fit(features, labels)
    cosine, coverage = (round(float(weight), 4) for weight in regression.coef_[0])
    calibration = Calibration(
        model=model,
        intercept=round(float(regression.intercept_[0]), 4),
        cosine=cosine,
        coverage=coverage,
        off_topic=OFF_TOPIC,
        fitted_on=fitted_on,
    )
    auc = float(roc_auc_score(labels, [calibration.relevance(example.evidence) for example in found]))
    return Fit(calibration=calibration, auc=round(auc, 4), examples=len(found), answering=int(labels.sum()))
