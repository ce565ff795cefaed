"""A dataset's corpus as a published generation, made on the same path as real articles and kept for the next run."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from corpus.drafts import Reject
from corpus.ingest import ImportOptions, find_files, import_files
from corpus.models import Sha256
from corpus.store import ArticleStore
from corpus.tokens import default_counter
from evals.datasets import REJECTED_LIMIT
from evals.errors import DataError, RunFolderError
from evals.models import Dataset
from index.build import BuildProgress, build
from index.embedders.base import Embedder
from index.shelf import Shelf

_RECORD = "prepared.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a long step tells its caller."""

    on_step: Callable[[str, int | None], None] = lambda _name, _total: None
    """A step begins: its name and how many pieces it has, where that is known."""
    on_done: Callable[[int], None] = lambda _: None
    """So many more pieces are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A data directory whose published generation is a dataset's corpus."""

    home: Path
    encoded: int
    """Passages that had to be encoded for this run; 0 when all came from the cache."""
    rejected: tuple[str, ...]
    """Documents that could not be read as articles: `line N: reason`, or `FILE: reason`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What a data directory was made from; a difference makes it anew, and unchanged text is not encoded again."""

    corpus_sha256: Sha256
    corpus_code: str
    index_code: str
    model_sha256: Sha256
    rejected: tuple[str, ...]


def prepare_corpus(dataset: Dataset, home: Path, embedder: Embedder, watch: Watch | None = None) -> Prepared:
    """Import and index a dataset's corpus below `home`, unless the same files, code and model did so before.

    Raises DataError when too many documents cannot be read.
    """
    watch = watch or Watch()
    own = home / "evals" / dataset.corpus.sha256[:16]
    before = _read_record(own / _RECORD)
    codes = code_sha256("corpus"), code_sha256("index")
    is_imported = before is not None and (before.corpus_sha256, before.corpus_code) == (dataset.corpus.sha256, codes[0])
    rejected = before.rejected if before and is_imported else _import(dataset, own, watch)
    record = _Record(
        corpus_sha256=dataset.corpus.sha256,
        corpus_code=codes[0],
        index_code=codes[1],
        model_sha256=embedder.sha256,
        rejected=rejected,
    )
    progress = BuildProgress(on_total=lambda total: watch.on_step("Encoding", total), on_done=watch.on_done)
    result = build(own, embedder, progress, force=record != before)
    _write_record(own / _RECORD, record)
    if result.built:
        Shelf(own).collect_garbage(keep=1)  # 1: another evaluation may be reading the one before
    return Prepared(home=own, encoded=result.encoded, rejected=rejected)


def code_sha256(package: str) -> str:
    """Hash a package's source, so that an edited splitter or stemmer never meets an index made by the old one."""
    digest = hashlib.sha256()
    for name, content in sorted(_source(files(package), package)):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _source(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        inner = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _source(entry, inner)
        elif entry.name.endswith(".py"):
            found.append((inner, entry.read_bytes()))
    return found


def _import(dataset: Dataset, home: Path, watch: Watch) -> tuple[str, ...]:
    watch.on_step("Reading the corpus", None)
    # The record goes first: an import that is cut short is done again.
    (home / _RECORD).unlink(missing_ok=True)
    options = ImportOptions(format=dataset.corpus_format, keep_going=True)
    with ArticleStore.open_store(home) as store:
        report = import_files(store, find_files([dataset.corpus.path])[0], default_counter(), options)
    _refuse_many(dataset, report.rejected)
    return tuple(f"{f'line {reject.line}' if reject.line else reject.path.name}: {reject.reason}" for reject in report.rejected)


def _refuse_many(dataset: Dataset, rejected: Sequence[Reject]) -> None:
    if len(rejected) > REJECTED_LIMIT * dataset.documents:
        first = rejected[0]
        reason = (
            f"{len(rejected)} of {dataset.documents} documents cannot be read, the limit is {REJECTED_LIMIT:.0%}; "
            f"the first: {first.reason}"
        )
        raise DataError(first.path, reason, line=first.line)


def _read_record(path: Path) -> _Record | None:
    """Read what was made here; None when nothing was, or when the note is unreadable and all is made anew."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return _Record(**{**stored, "rejected": tuple(stored["rejected"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_record(path: Path, record: _Record) -> None:
    try:
        path.write_text(json.dumps(asdict(record)) + "\n", encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be written ({error.strerror}); check --home and its permissions") from error
