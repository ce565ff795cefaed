"""Generation: an immutable, checksummed folder that holds everything a search needs. Written once, verified, loaded."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.models import Sha256
from corpus.store import ArticleStore
from index.errors import GenerationBroken
from index.lexical import LexicalIndex
from index.models import GenerationId, Manifest
from index.rows import Rows
from index.vectors.base import VectorIndex
from index.vectors.faiss_flat import FaissFlat

FORMAT_VERSION = 1
MANIFEST, CORPUS, VECTORS, LEXICAL = "manifest.json", "corpus.sqlite", "vectors.faiss", "lexical"


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation in memory, ready to search."""

    folder: Path
    manifest: Manifest
    corpus: ArticleStore
    vectors: VectorIndex
    lexical: LexicalIndex
    rows: Rows

    def close(self) -> None:
        """Close its files."""
        self.corpus.close()


def load_generation(folder: Path) -> Generation:
    """Verify a generation's folder and load it. Raises GenerationBroken with every problem found."""
    problems = verify(folder)
    if problems:
        raise GenerationBroken(f"{folder}: {problems[0]}; run `carecite index rollback` or `carecite index build`", tuple(problems))
    manifest = read_manifest(folder)
    try:
        corpus = ArticleStore.open_snapshot(folder / CORPUS)
    except CorpusError as error:
        raise GenerationBroken(str(error), (str(error),)) from error
    try:
        return _load(folder, manifest, corpus)
    except BaseException:
        corpus.close()
        raise


def _load(folder: Path, manifest: Manifest, corpus: ArticleStore) -> Generation:
    generation = Generation(
        folder=folder,
        manifest=manifest,
        corpus=corpus,
        vectors=FaissFlat.load(folder / VECTORS),
        lexical=LexicalIndex.load(folder / LEXICAL, manifest.rows),
        rows=Rows.read(corpus),
    )
    counted = {"vectors": generation.vectors.rows, "passages": len(generation.rows.passage_ids)}
    wrong = [f"{count} {name} where the manifest says {manifest.rows}" for name, count in counted.items() if count != manifest.rows]
    if generation.vectors.dimension != manifest.dimension:
        wrong.append(f"vectors have {generation.vectors.dimension} dimensions where the manifest says {manifest.dimension}")
    if wrong:
        raise GenerationBroken(f"{folder}: {wrong[0]}; run `carecite index build`", tuple(wrong))
    return generation


@contextmanager
def open_archived(folder: Path) -> Iterator[tuple[Manifest, ArticleStore]]:
    """Open the articles of an earlier generation for reading, checked by hash, without its indexes. Raises GenerationBroken."""
    manifest = read_manifest(folder)
    if not (folder / CORPUS).is_file() or file_sha256(folder / CORPUS) != manifest.files.get(CORPUS):
        problem = f"{CORPUS} is missing or not what was built"
        raise GenerationBroken(f"{folder}: {problem}; run `carecite index verify {manifest.generation}`", (problem,))
    with ArticleStore.open_snapshot(folder / CORPUS) as corpus:
        yield manifest, corpus


def verify(folder: Path) -> list[str]:
    """Compare every file of a generation with its manifest; return what is wrong, nothing when all is well."""
    try:
        manifest = read_manifest(folder)
    except GenerationBroken as error:
        return list(error.problems)
    problems = []
    for name, expected in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file():
            problems.append(f"{name} is missing")
        elif file_sha256(path) != expected:
            problems.append(f"{name} is not what was built (its sha256 differs)")
    extra = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - manifest.files.keys() - {MANIFEST}
    return problems + [f"{name} does not belong here" for name in sorted(extra)]


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest. Raises GenerationBroken."""
    path = folder / MANIFEST
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        found = stored["format_version"]
        manifest = Manifest(**stored) if found == FORMAT_VERSION else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"{MANIFEST} is missing or unreadable ({type(error).__name__})"
        raise GenerationBroken(f"{folder}: {problem}; run `carecite index build`", (problem,)) from error
    if manifest is None:
        problem = f"format {found}, this version reads {FORMAT_VERSION}"
        raise GenerationBroken(f"{folder}: {problem}; run `carecite index build`", (problem,))
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest, the last file of a generation, and make everything in the folder durable."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    for path in [*folder.rglob("*"), folder]:
        fsync(path)


def hash_files(folder: Path) -> dict[str, Sha256]:
    """Hash every file of a folder but its manifest, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): file_sha256(path) for path in files}


def file_sha256(path: Path) -> Sha256:
    """Hash one file."""
    with path.open("rb") as file:
        return Sha256(hashlib.file_digest(file, "sha256").hexdigest())


def fsync(path: Path) -> None:
    """Make a file or a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def generation_name(built_at: str, corpus_sha256: Sha256) -> GenerationId:
    """Name a generation by when it was built and what it was built from."""
    return GenerationId(f"{built_at.replace('-', '').replace(':', '')[:15]}-{corpus_sha256[:8]}")
