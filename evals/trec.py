"""TREC files, read and written: runs (`qid Q0 docid rank score tag`) and qrels (`qid 0 docid rel`), BEIR qrels too."""

import math
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from evals.errors import DataError
from evals.lines import check_id, read_lines, split_columns
from evals.models import DocId, Judgement, Qrels, QueryId, Run

BEIR_HEADER = ("query-id", "corpus-id", "score")
_RUN_COLUMNS = "qid Q0 docid rank score tag"
_QRELS_COLUMNS = "qid 0 docid rel"


def ranked(scores: Mapping[DocId, float]) -> list[DocId]:
    """Order documents, best first. Ties by id, the greater first, as trec_eval does: what is shown is measured."""
    return [doc for doc, _ in sorted(scores.items(), key=lambda item: (item[1], item[0]), reverse=True)]


def read_run(path: Path) -> Run:
    """Read a run. The scores decide the order, as in trec_eval. Raises DataError naming the line."""
    run: Run = {}
    first_line: dict[tuple[QueryId, DocId], int] = {}
    for number, (query, _, doc, rank, score, _) in split_columns(path, read_lines(path), _RUN_COLUMNS):
        pair = QueryId(query), DocId(doc)
        _refuse_repeat(path, first_line, pair, number)
        _whole_number(path, rank, number, "rank")
        run.setdefault(pair[0], {})[pair[1]] = _finite(path, score, number)
    return run


def write_run(path: Path, run: Run, *, tag: str) -> None:
    """Write a run, best document first. Raises DataError for an id or a tag with white space, or a score not finite."""
    check_id(path, tag)
    lines = []
    for query, scores in run.items():
        check_id(path, query)
        for rank, doc in enumerate(ranked(scores), start=1):
            check_id(path, doc)
            if not math.isfinite(scores[doc]):
                raise DataError(path, f"the score of {doc} for {query} is {scores[doc]}; scores must be finite")
            lines.append(f"{query} Q0 {doc} {rank} {scores[doc]!r} {tag}\n")
    path.write_text("".join(lines), encoding="utf-8")


def read_judgements(path: Path) -> list[Judgement]:
    """Read qrels, in TREC's format or BEIR's (with its header). Raises DataError naming the line."""
    lines = read_lines(path)
    first = next(lines)
    is_beir = tuple(first[1].split()) == BEIR_HEADER
    columns = " ".join(BEIR_HEADER) if is_beir else _QRELS_COLUMNS
    # The header goes through the same check: it sets whether the fields are separated by tabs or by spaces.
    rows = split_columns(path, chain([first], lines), columns)
    if is_beir:
        next(rows)
    found: list[Judgement] = []
    first_line: dict[tuple[QueryId, DocId], int] = {}
    for number, fields in rows:
        query, doc, grade = fields if is_beir else (fields[0], fields[2], fields[3])
        pair = QueryId(query), DocId(doc)
        _refuse_repeat(path, first_line, pair, number)
        found.append(Judgement(query_id=pair[0], doc_id=pair[1], grade=_whole_number(path, grade, number, "grade"), line=number))
    if not found:
        raise DataError(path, "it holds a header and no judgement; add some")
    return found


def as_qrels(judgements: Iterable[Judgement]) -> Qrels:
    """Group judgements by query."""
    qrels: Qrels = {}
    for judgement in judgements:
        qrels.setdefault(judgement.query_id, {})[judgement.doc_id] = judgement.grade
    return qrels


def write_qrels(path: Path, qrels: Qrels, *, beir: bool = False) -> None:
    """Write qrels in TREC's format, or in BEIR's. Raises DataError for an id with white space."""
    lines = ["\t".join(BEIR_HEADER) + "\n"] if beir else []
    for query, grades in qrels.items():
        check_id(path, query)
        for doc, grade in grades.items():
            check_id(path, doc)
            lines.append(f"{query}\t{doc}\t{grade}\n" if beir else f"{query} 0 {doc} {grade}\n")
    path.write_text("".join(lines), encoding="utf-8")


def _refuse_repeat(path: Path, first_line: dict[tuple[QueryId, DocId], int], pair: tuple[QueryId, DocId], number: int) -> None:
    before = first_line.setdefault(pair, number)
    if before != number:
        reason = f"document {pair[1]} stands for query {pair[0]} on line {before} already; keep one of the two"
        raise DataError(path, reason, line=number)


def _whole_number(path: Path, text: str, number: int, name: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise DataError(path, f"the {name} {text!r} is not a whole number; mend it", line=number) from error


def _finite(path: Path, text: str, number: int) -> float:
    try:
        score = float(text)
    except ValueError as error:
        raise DataError(path, f"the score {text!r} is not a number; mend it", line=number) from error
    if not math.isfinite(score):
        raise DataError(path, f"the score {text!r} is not a finite number; a run needs one for each document", line=number)
    return score
