"""Several raters' judgements as one set of qrels, written for TREC's tools and in BEIR layout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

from evals.judge_agreement import Grades
from evals.judge_errors import JudgeCallError, JudgementsError
from evals.judge_log import Pair, raters_of, read_log
from evals.models import Qrels
from evals.trec import write_qrels

MERGE_RULE = "the median grade; between two middle grades the lower one"
TREC_FILE = Path("judged.qrels")
BEIR_FILE = Path("qrels") / "judged.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote."""

    files: tuple[Path, ...]
    questions: int
    judgements: int


def read_raters(folder: Path, names: Sequence[str]) -> dict[str, Grades]:
    """Read the named raters' grades, or everyone's. Raises JudgeCallError, JudgementsError, DataError."""
    chosen = list(dict.fromkeys(names)) or raters_of(folder)
    if not chosen:
        raise JudgeCallError(f"{folder}: nobody has judged here; judge first, or check --out")
    logs = [read_log(folder, name) for name in chosen]
    sets = sorted({log.dataset for log in logs if log.dataset})
    if len(sets) > 1:
        raise JudgementsError(f"{folder}: judgements of several datasets ({', '.join(sets)}); name raters of one with --rater")
    return {log.rater: {pair: mark.grade for pair, mark in log.marks.items()} for log in logs}


def merge(raters: Mapping[str, Grades]) -> Qrels:
    """Merge by MERGE_RULE: the result is always a grade that a rater gave, and doubt goes against the document."""
    given: dict[Pair, list[int]] = {}
    for grades in raters.values():
        for pair, grade in grades.items():
            given.setdefault(pair, []).append(grade)
    qrels: Qrels = {}
    for query, doc in sorted(given):
        qrels.setdefault(query, {})[doc] = median_low(given[query, doc])
    return qrels


def export(folder: Path, raters: Mapping[str, Grades]) -> Exported:
    """Write FOLDER/judged.qrels (TREC) and FOLDER/qrels/judged.tsv (BEIR). Raises JudgeCallError, JudgementsError."""
    qrels = merge(raters)
    if not qrels:
        raise JudgeCallError(f"{folder}: no judgement stands yet ({', '.join(raters)}); judge first")
    files = tuple(folder / name for name in (TREC_FILE, BEIR_FILE))
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f"{path.name}.new")
            write_qrels(beside, qrels, beir=path.suffix == ".tsv")
            beside.replace(path)
    except OSError as error:
        raise JudgementsError(f"{folder}: cannot be written ({error.strerror}); choose another --out") from error
    return Exported(files=files, questions=len(qrels), judgements=sum(len(grades) for grades in qrels.values()))
