"""The starter library as the corpus of the built-in question sets: its files, and the ids that judgements may name."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import corpus
from corpus.drafts import Reject
from corpus.ingest import find_files, prepare
from corpus.models import Sha256
from corpus.readers import reader_named
from corpus.tokens import default_counter
from evals.models import DatasetFile, DocId

LIBRARY = Path(corpus.__file__).parent / "library"
FORMAT = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryIds:
    """What there is to judge, as the splitter of today cuts it."""

    articles: frozenset[DocId]
    passages: frozenset[DocId]


def library_files(folder: Path = LIBRARY) -> DatasetFile:
    """Name the library's folder, with one sha256 over the names and contents of its files."""
    digest = hashlib.sha256()
    for path in find_files([folder])[0]:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return DatasetFile(path=folder, sha256=Sha256(digest.hexdigest()))


def library_ids(folder: Path = LIBRARY) -> LibraryIds:
    """Read the library and split it, as an import does; nothing is stored."""
    articles: set[DocId] = set()
    passages: set[DocId] = set()
    reader, counter = reader_named(FORMAT), default_counter()
    for path in find_files([folder])[0]:
        for draft in reader.read(path):
            if not isinstance(draft, Reject):  # the import that follows names it
                article, found, _ = prepare(draft, counter)
                articles.add(DocId(article.key))
                passages |= {DocId(passage.id) for passage in found}
    return LibraryIds(articles=frozenset(articles), passages=frozenset(passages))
