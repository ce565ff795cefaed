"""Runs compared question by question: is the second really better than the first, where, and through which stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evals.errors import RunFolderError
from evals.kinds import by_kind
from evals.models import Kind, Query, QueryId
from evals.run import Shown
from evals.run_folder import StoredQuery, StoredRun
from evals.significance import ROUNDS, Matrix, Paired, holm, paired

MOST_MOVED = 10
"""Questions shown side by side for each pair of runs: what a person reads in a sitting."""

SIGNIFICANT = 0.05
_NAMED = 5


class Mover(StrEnum):
    """The part of a search that moved a relevant document."""

    QUESTION = "question handling"
    DENSE = "dense"
    LEXICAL = "lexical"
    FUSION = "fusion"
    CALIBRATION = "calibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """How to compare."""

    rounds: int = ROUNDS
    seed: int = 0
    common: bool = False
    """Compare the questions that all runs have although some have others too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs in one measure."""

    first: str
    second: str
    measure: str
    mean_first: float
    mean_second: float
    paired: Paired
    p_holm: float
    """Corrected over every measure and every pair of runs compared here."""

    @property
    def verdict(self) -> str:
        """Say in one word whether the second is better, worse, or not told apart."""
        if self.p_holm >= SIGNIFICANT:
            return "not told apart"
        return "better" if self.paired.difference > 0 else "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One question that the two runs answer differently, with both result lists."""

    first: str
    second: str
    query: Query
    text_second: str
    """How the second run put the question, where the two differ."""
    measure: str
    score_first: float
    score_second: float
    movers: tuple[Mover, ...]
    shown_first: tuple[Shown, ...]
    shown_second: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDifference:
    """Two runs on the questions of one kind, in the first measure."""

    first: str
    second: str
    kind: Kind
    queries: int
    measure: str
    mean_first: float
    mean_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """Everything that was compared: each further run with the first."""

    runs: tuple[StoredRun, ...]
    names: tuple[str, ...]
    queries: tuple[QueryId, ...]
    left_out: int
    """Questions that only some of the runs have."""
    comparisons: tuple[Comparison, ...]
    kinds: tuple[KindDifference, ...]
    moved: tuple[Moved, ...]
    options: CompareOptions


def compare_runs(runs: Sequence[StoredRun], options: CompareOptions | None = None) -> ComparisonResult:
    """Compare each run with the first. Raises RunFolderError for runs that do not belong together."""
    options = options or CompareOptions()
    if len(runs) < 2:
        raise RunFolderError("a comparison needs two runs; name another folder that `carecite eval run --out` wrote")
    _refuse_other_judgements(runs)
    queries, left_out = _questions(runs, options)
    names = _names(runs)
    # How much was judged is no quality: a difference in it is shown, not tested.
    named = [name for name in runs[0].metrics["measures"] if not name.startswith("Judged")]
    measures = [name for name in named if all(name in run.metrics["measures"] for run in runs)]
    if not measures:
        raise RunFolderError(f"{runs[1].folder}: no measure in common with {runs[0].folder}; run both with the same ones")
    tables = [_scores(run, queries, measures) for run in runs]
    found = [
        (other, at, one)
        for other in range(1, len(runs))
        for at, one in enumerate(paired(tables[other] - tables[0], rounds=options.rounds, seed=options.seed))
    ]
    corrected = holm([one.p for _, _, one in found])
    comparisons = tuple(
        Comparison(
            first=names[0],
            second=names[other],
            measure=measures[at],
            mean_first=float(tables[0][:, at].mean()),
            mean_second=float(tables[other][:, at].mean()),
            paired=one,
            p_holm=p_holm,
        )
        for (other, at, one), p_holm in zip(found, corrected, strict=True)
    )
    others = range(1, len(runs))
    pairs = [(runs[0], runs[other], names[0], names[other]) for other in others]
    return ComparisonResult(
        runs=tuple(runs),
        names=names,
        queries=tuple(queries),
        left_out=left_out,
        comparisons=comparisons,
        kinds=tuple(kind for pair in pairs for kind in _kinds(*pair, queries=queries, measure=measures[0])),
        moved=tuple(moved for pair in pairs for moved in _moved(*pair, queries=queries, measure=measures[0])),
        options=options,
    )


def movers_of(first: StoredQuery, second: StoredQuery, relevance_level: int) -> tuple[Mover, ...]:
    """Say which stages placed the relevant documents differently; fusion when no stage did and yet a rank changed.

    Question handling is named when the question was searched with other words, and calibration when the same first
    passage got another probability, which moves no rank but may decide whether anything is shown.
    """
    if not first.stages_ms or not second.stages_ms:
        return ()  # another system's run: nobody knows its stages
    movers: set[Mover] = set()
    # A run without the lexical stage has no terms: that is not another handling of the question.
    if first.query.text != second.query.text or (first.terms and second.terms and first.terms != second.terms):
        movers.add(Mover.QUESTION)
    if first.shown[:1] == second.shown[:1] and first.confidence != second.confidence:
        movers.add(Mover.CALIBRATION)
    places = {judged.doc_id: judged for judged in second.judged}
    for before in first.judged:
        after = places.get(before.doc_id)
        if before.grade < relevance_level or after is None or before.rank == after.rank:
            continue
        changed = {
            stage
            for stage, same in (
                (Mover.DENSE, before.dense_rank == after.dense_rank),
                (Mover.LEXICAL, before.lexical_rank == after.lexical_rank),
            )
            if not same
        }
        movers |= changed or {Mover.FUSION}
    return tuple(mover for mover in Mover if mover in movers)


def _refuse_other_judgements(runs: Sequence[StoredRun]) -> None:
    first = runs[0]
    for run in runs[1:]:
        if run.manifest["dataset"]["qrels_file"]["sha256"] != first.manifest["dataset"]["qrels_file"]["sha256"]:
            raise RunFolderError(f"{run.folder}: measured with other judgements than {first.folder}; use the same --qrels")
        if run.metrics["relevance_level"] != first.metrics["relevance_level"]:
            levels = run.metrics["relevance_level"], first.metrics["relevance_level"]
            reason = f"relevance level {levels[0]}, {first.folder} has {levels[1]}; use the same --relevance-level"
            raise RunFolderError(f"{run.folder}: {reason}")


def _questions(runs: Sequence[StoredRun], options: CompareOptions) -> tuple[list[QueryId], int]:
    first = runs[0]
    everywhere = set(first.queries).intersection(*(run.queries for run in runs[1:]))
    anywhere = set(first.queries).union(*(run.queries for run in runs[1:]))
    for run in runs[1:]:
        missing, extra = first.queries.keys() - run.queries.keys(), run.queries.keys() - first.queries.keys()
        if (missing or extra) and not options.common:
            said = [f"{word} {_listed(ids)}" for word, ids in (("lacks", missing), ("has besides", extra)) if ids]
            reason = f"{' and '.join(said)}; run both on the same questions, or add --common"
            raise RunFolderError(f"{run.folder}: compared with {first.folder} it {reason}")
    if not everywhere:
        raise RunFolderError(f"{runs[1].folder}: no question in common with {first.folder}; run both on the same questions")
    return [query for query in first.queries if query in everywhere], len(anywhere - everywhere)


def _listed(ids: set[QueryId]) -> str:
    named = ", ".join(sorted(ids)[:_NAMED])
    return f"{named} and {len(ids) - _NAMED} more" if len(ids) > _NAMED else named


def _names(runs: Sequence[StoredRun]) -> tuple[str, ...]:
    """Name runs by their folders, numbered where two folders have the same name."""
    names = [run.folder.resolve().name for run in runs]
    return tuple(name if names.count(name) == 1 else f"{name} ({at})" for at, name in enumerate(names, start=1))


def _scores(run: StoredRun, queries: Sequence[QueryId], measures: Sequence[str]) -> Matrix:
    return np.array([[run.queries[query].scores[measure] for measure in measures] for query in queries])


def _kinds(
    first: StoredRun, second: StoredRun, name_first: str, name_second: str, *, queries: Sequence[QueryId], measure: str
) -> list[KindDifference]:
    grouped = by_kind(second.queries[query].query for query in queries)
    return [
        KindDifference(
            first=name_first,
            second=name_second,
            kind=kind,
            queries=len(ids),
            measure=measure,
            mean_first=float(_scores(first, ids, [measure]).mean()),
            mean_second=float(_scores(second, ids, [measure]).mean()),
        )
        for kind, ids in grouped.items()
    ]


def _moved(
    first: StoredRun, second: StoredRun, name_first: str, name_second: str, *, queries: Sequence[QueryId], measure: str
) -> list[Moved]:
    def change(query: QueryId) -> float:
        return second.queries[query].scores[measure] - first.queries[query].scores[measure]

    # Losses before gains of the same size: failures first.
    ordered = sorted((query for query in queries if change(query)), key=lambda query: (-abs(change(query)), change(query)))
    level = first.metrics["relevance_level"]
    return [
        Moved(
            first=name_first,
            second=name_second,
            query=first.queries[query].query,
            text_second=second.queries[query].query.text,
            measure=measure,
            score_first=first.queries[query].scores[measure],
            score_second=second.queries[query].scores[measure],
            movers=movers_of(first.queries[query], second.queries[query], level),
            shown_first=first.queries[query].shown,
            shown_second=second.queries[query].shown,
        )
        for query in ordered[:MOST_MOVED]
    ]
