"""What can go wrong with articles. Every message says what, where, and how to mend it.

CorpusError
├── ReadError         a file, or one record of it, cannot be read as an article
├── UnknownFormat     no reader recognises a file, or the named format does not exist
├── MissingExtra      a reader needs an optional package that is not installed
├── ImportRefused     an import was stopped and the store left as it was
├── ArticleNotFound   no article has that id
└── StoreError        the article store cannot be opened, read or written
"""

from collections.abc import Sequence
from pathlib import Path

from corpus.drafts import Reject


class CorpusError(Exception):
    """The root of everything that can go wrong with articles."""

    exit_code = 1


class ReadError(CorpusError):
    """A file, or one record of it, cannot be read as an article.

    `path` names the file, `reason` says what is wrong and what to do, `line` is 1-based where it is known.
    """

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        self.path, self.reason, self.line = path, reason, line
        super().__init__(f"{path}{f', line {line}' if line else ''}: {reason}")


class UnknownFormat(CorpusError):
    """No reader recognises a file, or the named format does not exist."""

    exit_code = 2


class MissingExtra(CorpusError):
    """A reader needs an optional package that is not installed."""


class ImportRefused(CorpusError):
    """An import was stopped and the store left as it was; `rejected` lists what could not be read."""

    def __init__(self, message: str, rejected: Sequence[Reject]) -> None:
        self.rejected = tuple(rejected)
        super().__init__(message)


class ArticleNotFound(CorpusError):
    """No article has that id."""


class StoreError(CorpusError):
    """The article store cannot be opened, read or written."""
