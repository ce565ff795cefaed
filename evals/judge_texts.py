"""The words a rater reads: documents from a dataset's corpus.jsonl, or from the starter library, which needs none."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.drafts import Reject
from corpus.ingest import find_files, prepare
from corpus.readers import recognise
from corpus.tokens import default_counter
from evals.datasets import LAYOUT, SETS, built_in_sets
from evals.errors import DataError, UnknownDataset
from evals.lines import read_json_lines
from evals.models import DocId
from evals.starter_library import LIBRARY, library_files

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is shown of one document; both texts may be empty."""

    id: DocId
    title: str
    text: str


def find_questions(name: str) -> Path:
    """Find the folder of a dataset, which need not have judgements yet. Raises UnknownDataset."""
    folder = SETS / name if name in built_in_sets() else Path(name)
    if not (folder / QUERIES).is_file():
        known = ", ".join(built_in_sets()) or "none"
        raise UnknownDataset(f"{name}: neither a folder with {QUERIES} nor a built-in set (there are: {known}); {LAYOUT}")
    return folder.resolve()


def read_texts(folder: Path, wanted: Collection[DocId]) -> dict[DocId, Document]:
    """Read the wanted documents of a dataset. One that is not there is left out. Raises DataError, UnknownDataset."""
    documents = _of_library() if is_about_library(folder) else _of_corpus(folder / CORPUS)
    found: dict[DocId, Document] = {}
    for document in documents:
        # Of an id that comes twice the first counts, as in the import.
        if document.id in wanted and document.id not in found:
            found[document.id] = document
    return found


def is_about_library(folder: Path) -> bool:
    """Say whether a dataset is a built-in set without documents of its own. Raises UnknownDataset when it has none at all."""
    if (folder / CORPUS).is_file():
        return False
    if folder.parent == SETS.resolve():
        return True
    raise UnknownDataset(f"{folder}: {CORPUS} is missing; {LAYOUT}")


def corpus_sha256(folder: Path) -> str:
    """Hash a dataset's documents, as a run's manifest states it."""
    if is_about_library(folder):
        return library_files().sha256
    with (folder / CORPUS).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_corpus(path: Path) -> Iterator[Document]:
    for number, record in read_json_lines(path):
        title, text = record.get("title") or "", record.get("text") or ""
        if not isinstance(title, str) or not isinstance(text, str):
            raise DataError(path, "its title and text are not both text; mend the line", line=number)
        yield Document(id=DocId(str(record.get("_id"))), title=title.strip(), text=text.strip())


def _of_library() -> Iterator[Document]:
    """Yield every article under its key and every passage under its id: a run may be about either."""
    counter = default_counter()
    for path in find_files([LIBRARY])[0]:
        for draft in recognise(path).read(path):
            if isinstance(draft, Reject):
                raise DataError(path, draft.reason, line=draft.line)
            article, passages, _ = prepare(draft, counter)
            yield Document(id=DocId(article.key), title=article.title, text=article.text)
            for passage in passages:
                title = " – ".join(dict.fromkeys(part for part in (article.title, passage.heading) if part))
                yield Document(id=DocId(passage.id), title=title, text=passage.text)
