"""Files into the store: read, clean, lay out, split, put; all of it in one transaction, or none."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.articles import assemble
from corpus.cleaning import clean
from corpus.drafts import Draft, Reject
from corpus.errors import ImportRefused, MissingExtra, ReadError
from corpus.models import Article, ArticleId, Finding, Passage
from corpus.passages import split_article
from corpus.readers import READERS, reader_named, recognise
from corpus.readers.base import Reader
from corpus.store import ArticleStore, Change
from corpus.tokens import TokenCounter

# Files that stand beside articles and are not articles. Only passed over inside folders; a file that is named is always read.
_BESIDE = frozenset({"readme", "license", "licence", "copying", "notice", "changelog", "checks"})


@dataclass(slots=True)
class ImportReport:
    """What an import did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Reject] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    """Files inside a folder that no reader reads by their ending, hidden files, and files such as LICENSE."""
    articles: int = 0
    """In the store after the import."""
    passages: int = 0
    """In the store after the import."""
    findings: list[Finding] = field(default_factory=list)
    """About the articles that this import added or updated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import."""

    format: str = "auto"
    keep_going: bool = False
    """Store what can be read although some records or files cannot."""


def prepare(draft: Draft, counter: TokenCounter) -> tuple[Article, list[Passage], list[Finding]]:
    """Turn one draft into an article with its passages and findings; nothing is stored."""
    cleaned, findings = clean(draft)
    article = assemble(cleaned)
    return article, split_article(article, counter), [replace(finding, article_id=article.id) for finding in findings]


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """List the files to read, folders walked in order of name, and those passed over. Raises ReadError for a path that is not there."""
    files: list[Path] = []
    passed_over: list[Path] = []
    endings = frozenset().union(*(reader.suffixes for reader in READERS))
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file():
                    (files if _looks_like_article(inner, path, endings) else passed_over).append(inner)
        elif path.exists():
            files.append(path)
        else:
            raise ReadError(path, "no such file or folder; check the path")
    return files, passed_over


def _looks_like_article(path: Path, root: Path, endings: frozenset[str]) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    first_word = re.split(r"[-_. ]", path.stem.casefold())[0]  # LICENSE-APACHE, README.de
    return not hidden and path.suffix.lower() in endings and first_word not in _BESIDE


def import_files(
    store: ArticleStore,
    files: Sequence[Path],
    counter: TokenCounter,
    options: ImportOptions,
    on_file: Callable[[Path], None] = lambda _: None,
) -> ImportReport:
    """Add or update the articles of these files; the same file twice changes nothing.

    Raises ImportRefused, leaving the store as it was, when anything was rejected and `options.keep_going` is off.
    """
    report = ImportReport()
    intake = _Intake(store, counter, report)
    with store.transaction():
        for file in files:
            on_file(file)
            for item in _read(file, options.format):
                if isinstance(item, Reject):
                    report.rejected.append(item)
                else:
                    intake.put(item, file)
        faults = [reject for reject in report.rejected if not reject.withheld]
        if faults and not options.keep_going:
            first = faults[0]
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            where = f"{first.path}{f', line {first.line}' if first.line else ''}"
            raise ImportRefused(
                f"{where}: {first.reason}{more}; nothing was imported. Mend it, or add --keep-going to import the rest",
                report.rejected,
            )
        if intake.changed:
            store.collapse_duplicates(intake.changed)
    counts = store.counts()
    report.articles, report.passages = counts["articles"], counts["passages"]
    report.findings = list(store.findings(intake.changed)) if intake.changed else []
    return report


def _read(file: Path, format_name: str) -> Iterator[Draft | Reject]:
    """Read one file; what makes it unreadable as a whole becomes a Reject, so that other files can go on."""
    try:
        reader: Reader = recognise(file) if format_name == "auto" else reader_named(format_name)
        yield from _never_empty(file, reader.read(file))
    except ReadError as error:
        yield Reject(path=file, reason=error.reason, line=error.line)
    except MissingExtra as error:
        yield Reject(path=file, reason=str(error))
    except OSError as error:
        yield Reject(path=file, reason=f"cannot be read ({error.strerror or error})")


def _never_empty(file: Path, items: Iterable[Draft | Reject]) -> Iterator[Draft | Reject]:
    found = False
    for item in items:
        found = True
        yield item
    if not found:
        yield Reject(path=file, reason="holds no article")


@dataclass(slots=True)
class _Intake:
    """One import under way: what it has seen, and what that changed."""

    store: ArticleStore
    counter: TokenCounter
    report: ImportReport
    first_file: dict[ArticleId, Path] = field(default_factory=dict)
    changed: set[ArticleId] = field(default_factory=set)

    def put(self, draft: Draft, file: Path) -> None:
        """Put one article into the store, or say why it cannot be."""
        article, passages, findings = prepare(draft, self.counter)
        if not passages:
            reason = f"article {article.title!r} has no paragraphs; only site boilerplate or nothing was left"
            self.report.rejected.append(Reject(path=file, reason=reason))
        elif article.id in self.first_file:
            self._put_again(article, file)
        else:
            self.first_file[article.id] = file
            self._count(self.store.put(article, passages, findings, origin=file.name), article.id)

    def _put_again(self, article: Article, file: Path) -> None:
        if self.store.article(article.id).text == article.text:
            self.report.unchanged += 1
            return
        reason = (
            f"a second article has the id {article.id!r} (the first is from {self.first_file[article.id]}); "
            "give one of them an id or slug of its own"
        )
        self.report.rejected.append(Reject(path=file, reason=reason))

    def _count(self, change: Change, article_id: ArticleId) -> None:
        if change is Change.UNCHANGED:
            self.report.unchanged += 1
            return
        self.changed.add(article_id)
        if change is Change.ADDED:
            self.report.added += 1
        else:
            self.report.updated += 1


def remove_articles(store: ArticleStore, ids: Sequence[str]) -> None:
    """Remove articles, all or none; what they stood for stands for itself again. Raises ArticleNotFound."""
    with store.transaction():
        for article in ids:
            store.remove(ArticleId(article))
        store.collapse_duplicates(set())  # no new pairs: only who stands for whom is decided anew
