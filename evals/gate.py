"""The regression gate: the built-in set on the starter library against a recorded baseline, question by question.

A measure fails when it is lower by more than LEAST_LOSS and a one-sided paired randomisation test gives p < SIGNIFICANT. Both,
because either alone misleads: a loss on three questions may be chance, and a tiny loss on all of them may be another CPU's
arithmetic. Measured on the library: encoding passages in float32 instead of int8, the most that CPUs differ by, moved nDCG@10 by
-.0007 and one question in Success@3, and changed no answer. A measure of yes and no needs five lost questions to fail (1/32).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evals.answers import AskOptions, answer_dataset
from evals.compare import SIGNIFICANT
from evals.datasets import SETS, load_dataset
from evals.errors import BaselineError
from evals.models import Dataset, QueryId
from evals.prepare import Watch
from evals.provenance import provenance
from evals.run import RunOptions, run_dataset
from evals.run_folder import index_json, stale_warning
from evals.safety import Prediction, predict, read_labelled
from evals.significance import loss_p_value
from index.embedders.base import Embedder
from service.safety.models import CareLevel
from service.safety.rules import Safety
from service.settings import Settings

BASELINE = SETS / "library" / "baseline.json"
CARE_SET = SETS / "safety" / "dev.jsonl"
LEAST_LOSS = 0.01
"""Ten times what another precision changes nDCG@10 by, and below what a reader would notice."""

LOST_LIMIT = 0.05
"""The largest share of the baseline's questions that may be gone; beyond it, the set is to be judged again."""

MOST_BROKEN = 10
FORMAT_VERSION = 1
_RANKING = ("nDCG@10", "Success@3")
_CARE = ("emergency seen", "harmless left alone")
MEASURES = (*_RANKING, "right shown in 3", "silent", *_CARE)
"""The first three over answerable questions: by rank, and with the bar for showing anything. `silent` over the unanswerable ones: 1
where nothing is shown, so that its loss is the rise of the false-answer rate. The last two over the dev messages of the safety set: the
emergency card where it is needed, and none where the label is routine or none. (Its held-back half is not here: a gate names what broke.)"""

Scores = dict[str, dict[QueryId, float]]
"""By measure, then by question: 0…1, higher is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How each question of the built-in set does."""

    scores: Scores
    texts: Mapping[QueryId, str]
    about: dict[str, Any]
    """Where the scores come from."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A question that does worse than in the baseline."""

    query_id: QueryId
    text: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One measure, before and now, over the questions that both have."""

    measure: str
    queries: int
    before: float
    now: float
    p: float
    broken: tuple[Broken, ...]
    """The worst first."""

    @property
    def failed(self) -> bool:
        """Say whether this is a loss that counts."""
        return self.before - self.now > LEAST_LOSS and self.p < SIGNIFICANT


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """Every measure, and the questions of the baseline that could not be compared."""

    verdicts: tuple[Verdict, ...]
    lost: tuple[QueryId, ...]
    questions: int
    """In the baseline."""
    warnings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether the gate is open."""
        return not self.too_many_lost and not any(verdict.failed for verdict in self.verdicts)

    @property
    def too_many_lost(self) -> bool:
        """Say whether so many questions are gone that the rest proves nothing."""
        return len(self.lost) > LOST_LIMIT * self.questions


def measure_library(home: Path, embedder: Embedder, watch: Watch | None = None, dataset: Dataset | None = None) -> Measured:
    """Rank and answer every question of the built-in set with the settings that come with the program."""
    dataset = dataset or load_dataset("library")
    bar: float = Settings.model_fields["minimum_relevance"].default
    ranked = run_dataset(dataset, home, embedder, RunOptions(k=20, measures=_RANKING), watch)
    answers = answer_dataset(dataset, home, embedder, AskOptions(minimum_relevance=bar), watch)
    evaluation, level = ranked.evaluation, answers.relevance_level
    scores: Scores = {name: {one: evaluation.per_query[name][one] for one in sorted(evaluation.answerable)} for name in _RANKING}
    scores["right shown in 3"] = {one.query.id: float(one.best_grade(3) >= level) for one in answers.queries if one.answerable}
    scores["silent"] = {one.query.id: float(not one.answered) for one in answers.queries if not one.answerable}
    cared = predict(read_labelled(CARE_SET), Safety.load())
    scores |= _care_scores(cared)
    stale = stale_warning(dataset)
    return Measured(
        scores=scores,
        texts={query.id: query.text for query in dataset.queries} | {QueryId(one.item.id): one.item.text for one in cared},
        about=_about(dataset, index_json(ranked.generation, ranked.prepared), bar),
        warnings=(stale,) if stale else (),
    )


def _care_scores(predictions: Sequence[Prediction]) -> Scores:
    seen = {one: one.predicted is CareLevel.EMERGENCY for one in predictions if one.item.level is CareLevel.EMERGENCY}
    alone = {
        one: one.predicted is not CareLevel.EMERGENCY
        for one in predictions
        if one.item.level in (CareLevel.ROUTINE, CareLevel.NONE)
    }
    return {
        name: {QueryId(one.item.id): float(right) for one, right in found.items()}
        for name, found in zip(_CARE, (seen, alone), strict=True)
    }


def judge(baseline: Scores, measured: Measured) -> GateResult:
    """Compare each measure on the questions that both have. Raises BaselineError where a measure or all questions are missing."""
    before_ids = {query for name in MEASURES for query in baseline.get(name, {})}
    now_ids = {query for scores in measured.scores.values() for query in scores}
    return GateResult(
        verdicts=tuple(_verdict(name, baseline.get(name, {}), measured) for name in MEASURES),
        lost=tuple(sorted(before_ids - now_ids)),
        questions=len(before_ids),
        warnings=measured.warnings,
    )


def write_baseline(path: Path, measured: Measured) -> None:
    """Record a baseline, on purpose. Raises BaselineError."""
    value = {"format_version": FORMAT_VERSION, **measured.about, "scores": measured.scores}
    rounded = json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 6))
    try:
        path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BaselineError(f"{path}: cannot be written ({error.strerror}); choose another --baseline") from error


def read_baseline(path: Path) -> Scores:
    """Read a recorded baseline. Raises BaselineError."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["format_version"] != FORMAT_VERSION:
            raise BaselineError(f"{path}: format {stored['format_version']}, this version reads {FORMAT_VERSION}; record it anew")
        return {name: {QueryId(one): float(score) for one, score in found.items()} for name, found in stored["scores"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"no baseline that can be read ({type(error).__name__}); record one with `carecite eval gate --record`"
        raise BaselineError(f"{path}: {reason}") from error


def gate_lines(result: GateResult) -> list[str]:
    """Say in plain lines what the gate found, what broke first."""
    lines = list(result.warnings)
    if result.too_many_lost:
        named = ", ".join(result.lost[:MOST_BROKEN])
        lines.append(
            f"FAILED: {len(result.lost)} of the baseline's {result.questions} questions are gone ({named}); judge the changed "
            "passages, then record a new baseline with `carecite eval gate --record`"
        )
    for verdict in sorted(result.verdicts, key=lambda one: not one.failed):
        word = "FAILED" if verdict.failed else "ok"
        lines.append(
            f"{word}: {verdict.measure} {verdict.before:.4f} -> {verdict.now:.4f} over {verdict.queries} questions "
            f"(one-sided p {verdict.p:.4f}; {len(verdict.broken)} do worse)"
        )
        lines += [f"  {one.query_id} {one.before:.3f} -> {one.now:.3f}: {one.text}" for one in _named(verdict)]
    return lines


def gate_json(result: GateResult) -> dict[str, Any]:
    """Gather the same for programs."""
    verdicts = [{**asdict(verdict), "failed": verdict.failed} for verdict in result.verdicts]
    return {"passed": result.passed, "verdicts": verdicts, "lost": list(result.lost), "warnings": list(result.warnings)}


def _named(verdict: Verdict) -> Sequence[Broken]:
    return verdict.broken[:MOST_BROKEN] if verdict.failed else ()


def _verdict(name: str, before: Mapping[QueryId, float], measured: Measured) -> Verdict:
    now = measured.scores[name]
    both = [query for query in before if query in now]
    if not both:
        raise BaselineError(f"the baseline has no question in common in {name}; record it anew with `carecite eval gate --record`")
    changes = np.array([now[query] - before[query] for query in both])
    broken = sorted((query for query in both if now[query] < before[query] - 1e-6), key=lambda query: now[query] - before[query])
    return Verdict(
        measure=name,
        queries=len(both),
        before=float(np.mean([before[query] for query in both])),
        now=float(np.mean([now[query] for query in both])),
        p=loss_p_value(changes),
        broken=tuple(Broken(query_id=query, text=measured.texts[query], before=before[query], now=now[query]) for query in broken),
    )


def _about(dataset: Dataset, index: dict[str, Any], bar: float) -> dict[str, Any]:
    """Say when, from what and how; no path of this machine."""
    files = {"corpus": dataset.corpus.sha256, "queries": dataset.queries_file.sha256, "qrels": dataset.qrels_file.sha256}
    del index["encoded_for_this_run"]
    return {
        "recorded_at": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": provenance().commit,
        "dataset": {"name": dataset.name, "unit": dataset.unit, "queries": len(dataset.queries), "sha256": files},
        "index": index,
        "settings": {"minimum_relevance": bar},
    }
