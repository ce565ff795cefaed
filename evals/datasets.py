"""Datasets: a folder in BEIR layout, or a built-in set by name. Every judgement is checked against both files."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.models import Sha256
from evals.errors import DataError, EmptySelection, UnknownDataset
from evals.lines import check_id, read_json_lines
from evals.models import Dataset, DatasetFile, DocId, Judgement, Kind, Query, QueryId, Split, Unit
from evals.starter_library import FORMAT, library_files, library_ids
from evals.trec import as_qrels, read_judgements
from service.models import Reason

SETS = Path(__file__).parent / "sets"
"""The built-in sets: each folder here that holds queries. One without a corpus.jsonl is about the starter library."""

REJECTED_LIMIT = 0.01
"""The largest share of documents that may be left out (empty, or an id used twice) before figures mislead."""

_PASSAGE_ID = re.compile(r"[0-9a-f]{16}")  # as corpus.identity makes them

LAYOUT = (
    'a dataset is a folder with corpus.jsonl (lines {"_id", "title", "text"}), queries.jsonl (lines {"_id", "text"}) '
    "and qrels/NAME.tsv (header `query-id corpus-id score`)"
)


DEFAULT_QRELS = ("test.tsv", "passages.tsv")
"""Which qrels are taken where there are several: BEIR's test split, or the passages of a built-in set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions:
    """What to read instead of a dataset's own files, and which half of its questions."""

    queries: Path | None = None
    qrels: Path | None = None
    split: Split = Split.ALL
    kind: Kind | None = None
    """What kind every question is that does not say its own, e.g. the synonyms of a file of synonyms."""


def load_dataset(name: str, options: DatasetOptions | None = None) -> Dataset:
    """Read a dataset and check that its files belong together.

    Raises UnknownDataset, EmptySelection for a split without questions, and DataError naming the file and the line.
    """
    options = options or DatasetOptions()
    folder = _find(name)
    queries_file = options.queries or _required(folder, folder / "queries.jsonl")
    qrels_file = options.qrels or _default_qrels(folder)
    queries = _queries(queries_file, options.kind)
    judgements = read_judgements(qrels_file)
    corpus = _corpus(folder, judgements)
    _refuse_unknown_queries(qrels_file, judgements, queries, queries_file)
    missing = _missing(qrels_file, judgements, corpus)
    stale = tuple(one for one in missing if in_split(one.query_id, options.split))
    orphaned = _orphaned(judgements, stale)
    judged = {judgement.query_id for judgement in judgements}
    wanted = [query for query in queries.values() if query.id in judged and in_split(query.id, options.split)]
    chosen = tuple(query for query in wanted if query.id not in orphaned)
    if not chosen:
        raise EmptySelection(f"{queries_file}: the split {options.split.value!r} holds no judged question; use --split all")
    kept = {query.id for query in chosen}
    gone = set(stale)
    return Dataset(
        name=folder.name,
        corpus=corpus.file,
        corpus_format=corpus.format,
        unit=corpus.unit,
        queries_file=hashed_file(queries_file),
        qrels_file=hashed_file(qrels_file),
        documents=len(corpus.ids),
        queries=chosen,
        qrels=as_qrels(one for one in judgements if one.query_id in kept and one not in gone),
        split=options.split,
        unjudged=len(queries) - len(judged),
        stale=stale,
        orphaned=tuple(query.id for query in wanted if query.id in orphaned),
    )


def in_split(query_id: QueryId, split: Split) -> bool:
    """Say whether a question belongs to a split. Half of them are `dev`, by the first bit of the sha256 of the id."""
    if split is Split.ALL:
        return True
    is_dev = hashlib.sha256(query_id.encode()).digest()[0] < 0x80
    return is_dev is (split is Split.DEV)


def read_questions(path: Path) -> dict[str, str]:
    """Read a BEIR queries file: `{id: text}`. Raises DataError naming the line."""
    return {str(name): query.text for name, query in _queries(path, None).items()}


def built_in_sets() -> list[str]:
    """List the names of the built-in sets."""
    return sorted(path.parent.name for path in SETS.glob("*/queries.jsonl"))


def _find(name: str) -> Path:
    if name in built_in_sets():
        return SETS / name
    folder = Path(name)
    if not folder.is_dir():
        known = ", ".join(built_in_sets()) or "none yet"
        raise UnknownDataset(f"{name}: neither a folder nor a built-in set (there are: {known}); {LAYOUT}")
    return folder.resolve()


def _required(folder: Path, path: Path) -> Path:
    if not path.is_file():
        raise UnknownDataset(f"{folder}: {path.relative_to(folder)} is missing; {LAYOUT}")
    return path


def _default_qrels(folder: Path) -> Path:
    files = sorted(path for path in (folder / "qrels").glob("*") if path.suffix in {".tsv", ".txt", ".qrels", ".trec"})
    for name in DEFAULT_QRELS:
        if folder / "qrels" / name in files:
            return folder / "qrels" / name
    if len(files) != 1:
        found = ", ".join(path.name for path in files) or "no file"
        raise UnknownDataset(f"{folder}: qrels/ holds {found} and no test.tsv; choose one with --qrels FILE; {LAYOUT}")
    return files[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corpus:
    """Where documents come from, and what judgements may name."""

    file: DatasetFile
    format: str
    unit: Unit
    ids: Collection[DocId]


def _corpus(folder: Path, judgements: Sequence[Judgement]) -> _Corpus:
    """Take the folder's own documents, or for a built-in set without any the starter library, in the unit that was judged."""
    own = folder / "corpus.jsonl"
    if folder.parent != SETS or own.is_file():
        path = _required(folder, own)
        return _Corpus(file=hashed_file(path), format="beir", unit=Unit.DOCUMENT, ids=_document_ids(path))
    ids = library_ids()
    names_articles = any(judgement.doc_id in ids.articles for judgement in judgements)
    unit, judged = (Unit.DOCUMENT, ids.articles) if names_articles else (Unit.PASSAGE, ids.passages)
    return _Corpus(file=library_files(), format=FORMAT, unit=unit, ids=judged)


def _orphaned(judgements: Sequence[Judgement], stale: Sequence[Judgement]) -> frozenset[QueryId]:
    """Say which questions lost all passages of their best grade."""
    before, after, gone = dict[QueryId, int](), dict[QueryId, int](), set(stale)
    for one in judgements:
        before[one.query_id] = max(before.get(one.query_id, 0), one.grade)
        if one not in gone:
            after[one.query_id] = max(after.get(one.query_id, 0), one.grade)
    return frozenset(one.query_id for one in stale if after.get(one.query_id, -1) < before[one.query_id])


def _document_ids(path: Path) -> dict[DocId, int]:
    """Read which documents there are. A few ids may come twice: the import leaves the later ones out and names them."""
    lines: dict[DocId, int] = {}
    repeats: list[DataError] = []
    for number, record in read_json_lines(path):
        doc = DocId(check_id(path, record.get("_id"), number))
        before = lines.setdefault(doc, number)
        if before != number:
            reason = f"the _id {doc} was used on line {before}; give each document its own"
            repeats.append(DataError(path, reason, line=number))
    if len(repeats) > REJECTED_LIMIT * len(lines):
        raise repeats[0]
    return lines


def _queries(path: Path, kind: Kind | None) -> dict[QueryId, Query]:
    queries: dict[QueryId, Query] = {}
    lines: dict[QueryId, int] = {}
    for number, record in read_json_lines(path):
        query = _query(path, record, number, kind)
        before = lines.setdefault(query.id, number)
        if before != number:
            raise DataError(path, f"the _id {query.id} was used on line {before}; give each query its own", line=number)
        queries[query.id] = query
    return queries


def _query(path: Path, record: dict[str, Any], number: int, default: Kind | None) -> Query:
    query_id = QueryId(check_id(path, record.get("_id"), number))
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise DataError(path, f"query {query_id} has no text; write one or leave the line out", line=number)
    metadata = record.get("metadata")
    kind = record.get("kind", metadata.get("kind") if isinstance(metadata, dict) else None)
    if kind is not None and kind not in set(Kind):
        raise DataError(path, f"the kind {kind!r} is none of {', '.join(Kind)}; mend it or leave it out", line=number)
    why_not = metadata.get("why_not") if isinstance(metadata, dict) else None
    if why_not is not None and why_not not in set(Reason):
        raise DataError(path, f"the why_not {why_not!r} is none of {', '.join(Reason)}; mend it or leave it out", line=number)
    return Query(
        id=query_id,
        text=text,
        kind=Kind(kind) if kind else default,
        why_not=Reason(why_not) if why_not else None,
    )


def _refuse_unknown_queries(path: Path, judgements: Sequence[Judgement], queries: Collection[QueryId], queries_file: Path) -> None:
    for judgement in judgements:
        if judgement.query_id not in queries:
            reason = (
                f"{queries_file.name} has no query {judgement.query_id}; "
                "name the files that belong together with --queries and --qrels"
            )
            raise DataError(path, reason, line=judgement.line)


def _missing(path: Path, judgements: Sequence[Judgement], corpus: _Corpus) -> list[Judgement]:
    """List judgements of library passages that are gone; any other unknown document is an error."""
    missing = [judgement for judgement in judgements if judgement.doc_id not in corpus.ids]
    for judgement in missing:
        if corpus.unit is not Unit.PASSAGE or not _PASSAGE_ID.fullmatch(judgement.doc_id):
            reason = f"{corpus.file.path.name} has no document {judgement.doc_id}; take the judgement out or add the document"
            raise DataError(path, reason, line=judgement.line)
    return missing


def hashed_file(path: Path) -> DatasetFile:
    """Name a file with its hash."""
    with path.open("rb") as file:
        return DatasetFile(path=path, sha256=Sha256(hashlib.file_digest(file, "sha256").hexdigest()))
