"""Where articles live: one SQLite file with articles, passages, near-duplicates and findings. Nothing is half-written."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.duplicates import Candidate, Signature, Words, candidate_pairs, choose_kept, signature, similarity
from corpus.errors import ArticleNotFound, StoreError
from corpus.identity import sha256_of
from corpus.models import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Finding,
    Passage,
    PassageId,
    PassageRole,
    Reference,
    Section,
    Severity,
    Sha256,
    Source,
)

FORMAT_VERSION = 1
FILE_NAME = "corpus.sqlite"

_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE article (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, sections TEXT NOT NULL,
  topics TEXT NOT NULL, also_known_as TEXT NOT NULL, sha256 TEXT NOT NULL, origin TEXT NOT NULL
);
CREATE TABLE passage (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL, role TEXT, context TEXT NOT NULL,
  lead_start INTEGER, lead_end INTEGER, flags TEXT NOT NULL, bands BLOB NOT NULL
);
CREATE INDEX passage_article ON passage(article_id);
CREATE INDEX passage_bands ON passage(bands);
CREATE TABLE near_duplicate (
  a TEXT NOT NULL REFERENCES passage(id) ON DELETE CASCADE, b TEXT NOT NULL REFERENCES passage(id) ON DELETE CASCADE,
  similarity REAL NOT NULL, PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX near_duplicate_b ON near_duplicate(b);
CREATE TABLE collapsed (
  id TEXT PRIMARY KEY REFERENCES passage(id) ON DELETE CASCADE, kept TEXT NOT NULL REFERENCES passage(id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX collapsed_kept ON collapsed(kept);
CREATE TABLE finding (
  article_id TEXT NOT NULL REFERENCES article(id) ON DELETE CASCADE, rule TEXT NOT NULL, text TEXT NOT NULL,
  severity TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX finding_article ON finding(article_id);
"""
_PASSAGE = (
    "SELECT p.id, p.article_id, p.start, p.end, substr(a.text, p.start + 1, p.end - p.start), p.heading, p.role, p.context,"
    " p.lead_start, p.lead_end, p.flags FROM passage p JOIN article a ON a.id = p.article_id"
)


class Change(StrEnum):
    """What putting an article into the store did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEntry:
    """One line of the list of articles."""

    id: ArticleId
    title: str
    publisher: str | None
    passages: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedField:
    """What a search may filter by: the fields of one place where a served passage stands."""

    passage_id: PassageId
    """The served passage."""
    publisher: str | None
    language: str | None
    role: str | None
    reviewed: str | None
    """ISO date."""


class ArticleStore:
    """Articles and their passages in one SQLite file; use `open_store` or `open_snapshot`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open_store(cls, home: Path) -> Self:
        """Open the store of a data directory, making it when it is not there. Raises StoreError."""
        path = home / FILE_NAME
        try:
            home.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA foreign_keys = ON")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
                connection.executescript(f"BEGIN; {_SCHEMA} INSERT INTO about VALUES ('format', '{FORMAT_VERSION}'); COMMIT;")
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: cannot open the article store ({error}); check --home and its permissions") from error
        store = cls(connection, path)
        store._check_format()
        return store

    @classmethod
    def open_snapshot(cls, path: Path) -> Self:
        """Open a store file that never changes again, read-only, for any thread (callers take turns). Raises StoreError."""
        try:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            store = cls(connection, path)
            store._check_format()
        except sqlite3.Error as error:
            raise StoreError(f"{path}: cannot open the corpus ({error}); run `carecite index verify`") from error
        return store

    def _check_format(self) -> None:
        found = self._connection.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
        if found is None or found[0] != str(FORMAT_VERSION):
            raise StoreError(
                f"{self.path}: store format {found and found[0]}, this version reads {FORMAT_VERSION}; import the articles anew"
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing of it. Raises StoreError when the file cannot be written (a full disk, say)."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise StoreError(
                f"{self.path}: nothing was changed, the store could not be written ({error}); free space and try again"
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, article: Article, passages: Iterable[Passage], findings: Iterable[Finding], *, origin: str) -> Change:
        """Add or replace an article; one that is the same in text, source and passages is left alone."""
        passages = list(passages)
        digest = _digest(article, passages)
        before = self._connection.execute("SELECT sha256 FROM article WHERE id = ?", (article.id,)).fetchone()
        if before and before[0] == digest:
            return Change.UNCHANGED
        self._connection.execute("DELETE FROM article WHERE id = ?", (article.id,))
        self._connection.execute(
            "INSERT INTO article VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                article.id,
                article.key,
                article.title,
                article.text,
                _to_json(asdict(article.source)),
                _to_json([asdict(section) for section in article.sections]),
                _to_json(article.topics),
                _to_json(article.also_known_as),
                digest,
                origin,
            ),
        )
        self._connection.executemany(
            "INSERT INTO passage VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    p.id,
                    p.article_id,
                    p.start,
                    p.end,
                    p.heading,
                    p.role,
                    p.context,
                    *(p.lead_in or (None, None)),
                    _to_json(p.flags),
                    signature(p.text).tobytes(),
                )
                for p in passages
            ],
        )
        self._connection.executemany(
            "INSERT INTO finding VALUES (?,?,?,?,?)",
            [(article.id, f.rule, f.text, f.severity, f.detail) for f in findings],
        )
        return Change.UPDATED if before else Change.ADDED

    def remove(self, article_id: ArticleId) -> None:
        """Remove an article with all that hangs on it. Raises ArticleNotFound."""
        if not self._connection.execute("DELETE FROM article WHERE id = ?", (article_id,)).rowcount:
            raise ArticleNotFound(f"no article {article_id!r} in {self.path}; `carecite corpus list` shows the ids")

    def collapse_duplicates(self, changed: set[ArticleId]) -> None:
        """Compare the passages of changed articles with all others and decide anew which passage stands for which."""
        candidates = list(self._candidates())
        by_id = {candidate.id: candidate for candidate in candidates}
        words: dict[PassageId, Words] = {}

        def words_of(passage: PassageId) -> Words:
            if passage not in words:
                words[passage] = Words.of(by_id[passage].text, by_id[passage].title)
            return words[passage]

        fresh = {candidate.id for candidate in candidates if candidate.article_id in changed}
        titles = {candidate.id: Words.of("", candidate.title).title for candidate in candidates}
        found = []
        for a, b in candidate_pairs(self._signatures(), titles, fresh):
            alike = similarity(words_of(a), words_of(b), same_article=by_id[a].article_id == by_id[b].article_id)
            if alike is not None:
                found.append((a, b, alike))
        self._connection.executemany("INSERT OR REPLACE INTO near_duplicate VALUES (?,?,?)", found)
        pairs = self._connection.execute("SELECT a, b FROM near_duplicate").fetchall()
        self._connection.execute("DELETE FROM collapsed")
        self._connection.executemany("INSERT INTO collapsed VALUES (?,?)", sorted(choose_kept(candidates, pairs).items()))

    def _candidates(self) -> Iterator[Candidate]:
        rows = self._connection.execute(
            "SELECT p.id, p.article_id, a.title, substr(a.text, p.start + 1, p.end - p.start), p.flags != '[]'"
            " FROM passage p JOIN article a ON a.id = p.article_id"
        )
        for passage, article, title, text, flagged in rows:
            yield Candidate(id=passage, article_id=article, title=title, text=text, flagged=bool(flagged))

    def _signatures(self) -> dict[PassageId, Signature]:
        rows = self._connection.execute("SELECT id, bands FROM passage")
        return {PassageId(passage): np.frombuffer(bands, dtype=np.uint32) for passage, bands in rows}

    def snapshot(self, path: Path) -> None:
        """Write a compact copy of the whole store to a new file. Raises StoreError."""
        try:
            self._connection.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as error:
            raise StoreError(f"{path}: cannot write the corpus copy ({error}); free space and try again") from error

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self) -> dict[str, int]:
        """Count articles, passages and passages that stand for themselves (`served`)."""
        articles, passages, collapsed = self._connection.execute(
            "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage), (SELECT count(*) FROM collapsed)"
        ).fetchone()
        return {"articles": articles, "passages": passages, "served": passages - collapsed}

    def corpus_sha256(self) -> Sha256:
        """Hash what a search over this corpus depends on: every article's digest and every collapse."""
        articles = self._connection.execute("SELECT id, sha256 FROM article ORDER BY id").fetchall()
        collapsed = self._connection.execute("SELECT id, kept FROM collapsed ORDER BY id").fetchall()
        return sha256_of(_to_json([articles, collapsed]))

    def entries(self) -> Iterator[ArticleEntry]:
        """List the articles by id."""
        rows = self._connection.execute(
            "SELECT a.id, a.title, json_extract(a.source, '$.publisher'), (SELECT count(*) FROM passage p WHERE p.article_id = a.id), a.origin"
            " FROM article a ORDER BY a.id"
        )
        for article, title, publisher, passages, origin in rows:
            yield ArticleEntry(id=article, title=title, publisher=publisher, passages=passages, origin=origin)

    def article(self, article_id: str) -> Article:
        """Fetch one article. Raises ArticleNotFound."""
        row = self._connection.execute(
            "SELECT id, key, title, source, text, sections, topics, also_known_as FROM article WHERE id = ?",
            (article_id,),
        ).fetchone()
        if row is None:
            raise ArticleNotFound(f"no article {article_id!r} in {self.path}; `carecite corpus list` shows the ids")
        return _article(row)

    def origin(self, article_id: ArticleId) -> str | None:
        """Say which file an article was imported from; None when there is no such article."""
        row = self._connection.execute("SELECT origin FROM article WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def passage(self, passage_id: str) -> Passage | None:
        """Fetch one passage, or None."""
        row = self._connection.execute(f"{_PASSAGE} WHERE p.id = ?", (passage_id,)).fetchone()
        return _passage(row) if row else None

    def passages_of(self, article_id: ArticleId) -> list[Passage]:
        """Fetch an article's passages in reading order, collapsed ones included."""
        rows = self._connection.execute(f"{_PASSAGE} WHERE p.article_id = ? ORDER BY p.start, p.end", (article_id,))
        return [_passage(row) for row in rows]

    def served_passages(self) -> Iterator[Passage]:
        """Yield the passages that stand for themselves, in the order of their ids: the rows of the vector index."""
        rows = self._connection.execute(f"{_PASSAGE} WHERE p.id NOT IN (SELECT id FROM collapsed) ORDER BY p.id")
        return map(_passage, rows)

    def other_names(self) -> dict[ArticleId, tuple[str, ...]]:
        """List what else each article's subject is called; articles without other names are left out."""
        rows = self._connection.execute("SELECT id, also_known_as FROM article WHERE also_known_as != '[]'")
        return {ArticleId(article): tuple(json.loads(names)) for article, names in rows}

    def served_fields(self) -> Iterator[ServedField]:
        """Yield what filters look at: every passage, with the id of the served one that stands for it, by that id."""
        rows = self._connection.execute(
            "SELECT coalesce(c.kept, p.id), json_extract(a.source, '$.publisher'), json_extract(a.source, '$.language'), p.role,"
            " json_extract(a.source, '$.reviewed')"
            " FROM passage p JOIN article a ON a.id = p.article_id LEFT JOIN collapsed c ON c.id = p.id ORDER BY 1, p.id"
        )
        for passage, publisher, language, role, reviewed in rows:
            yield ServedField(passage_id=passage, publisher=publisher, language=language, role=role, reviewed=reviewed)

    def kept_for(self, passage_id: PassageId) -> PassageId | None:
        """Say which passage stands for a collapsed one; None when it stands for itself."""
        row = self._connection.execute("SELECT kept FROM collapsed WHERE id = ?", (passage_id,)).fetchone()
        return PassageId(row[0]) if row else None

    def collapsed_into(self, passage_id: PassageId) -> list[Passage]:
        """Fetch the passages that a passage stands for."""
        rows = self._connection.execute(
            f"{_PASSAGE} WHERE p.id IN (SELECT id FROM collapsed WHERE kept = ?) ORDER BY p.id", (passage_id,)
        )
        return [_passage(row) for row in rows]

    def same_text(self, passage: Passage) -> list[Passage]:
        """Fetch the other passages, collapsed or not, that are this one word for word (found through its signature)."""
        bands = self._connection.execute("SELECT bands FROM passage WHERE id = ?", (passage.id,)).fetchone()
        if bands is None or not bands[0]:
            return []
        rows = self._connection.execute(f"{_PASSAGE} WHERE p.bands = ? AND p.id != ? ORDER BY p.id", (bands[0], passage.id))
        return [other for other in map(_passage, rows) if other.text.casefold() == passage.text.casefold()]

    def collapses(self) -> list[tuple[PassageId, PassageId]]:
        """List `(collapsed, kept)`, by id."""
        return self._connection.execute("SELECT id, kept FROM collapsed ORDER BY id").fetchall()

    def findings(self, articles: set[ArticleId] | None = None) -> Iterator[Finding]:
        """Yield what was found in the given articles (all without): cleaning, then near-duplicates."""
        rows = self._connection.execute("SELECT article_id, rule, text, severity, detail FROM finding ORDER BY article_id, rowid")
        for article, rule, text, severity, detail in rows:
            if articles is None or article in articles:
                yield Finding(rule=rule, text=text, severity=Severity(severity), detail=detail, article_id=article)
        duplicates = self._connection.execute(
            "SELECT p.article_id, p.id, substr(a.text, p.start + 1, min(160, p.end - p.start)), c.kept, k.article_id"
            " FROM collapsed c JOIN passage p ON p.id = c.id JOIN article a ON a.id = p.article_id JOIN passage k ON k.id = c.kept"
            " ORDER BY p.article_id, p.start"
        )
        for article, passage, text, kept, kept_article in duplicates:
            if articles is None or article in articles:
                where = "in the same article" if kept_article == article else f"in article {kept_article}"
                yield Finding(
                    rule="near-duplicate",
                    text=text,
                    detail=f"served as passage {kept} {where}",
                    article_id=article,
                    passage_id=passage,
                )


def _digest(article: Article, passages: list[Passage]) -> Sha256:
    return sha256_of(_to_json([asdict(article), [asdict(passage) for passage in passages]]))


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _article(row: tuple[Any, ...]) -> Article:
    article_id, key, title, source, text, sections, topics, also_known_as = row
    return Article(
        id=article_id,
        key=key,
        title=title,
        source=_source(json.loads(source)),
        text=text,
        sections=tuple(_section(part) for part in json.loads(sections)),
        topics=tuple(json.loads(topics)),
        also_known_as=tuple(json.loads(also_known_as)),
    )


def _source(stored: dict[str, Any]) -> Source:
    for name in ("published", "reviewed", "next_review"):
        stored[name] = date.fromisoformat(stored[name]) if stored[name] else None
    stored["authors"] = tuple(stored["authors"])
    stored["references"] = tuple(Reference(**reference) for reference in stored["references"])
    return Source(**stored)


def _section(stored: dict[str, Any]) -> Section:
    blocks = tuple(Block(kind=BlockKind(block["kind"]), start=block["start"], end=block["end"]) for block in stored["blocks"])
    role = PassageRole(stored["role"]) if stored["role"] else None
    return Section(heading=stored["heading"], blocks=blocks, role=role, references=tuple(stored["references"]))


def _passage(row: tuple[Any, ...]) -> Passage:
    passage_id, article_id, start, end, text, heading, role, context, lead_start, lead_end, flags = row
    return Passage(
        id=passage_id,
        article_id=article_id,
        start=start,
        end=end,
        text=text,
        heading=heading,
        role=PassageRole(role) if role else None,
        context=context,
        lead_in=(lead_start, lead_end) if lead_start is not None else None,
        flags=tuple(json.loads(flags)),
    )
