"""The one interface behind which every file format stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from corpus.drafts import Draft, Reject

HEAD_BYTES = 65_536
"""How much of a file's beginning `sniff` is given."""


class Reader(Protocol):
    """Reads one format. A file of one article yields one draft; a file of records yields one for each."""

    name: str
    """What `--format` calls it."""

    suffixes: frozenset[str]
    """Lower-case file endings it may have, with the dot."""

    def sniff(self, path: Path, head: bytes) -> bool:
        """Say whether this file, beginning with `head` (at most HEAD_BYTES bytes), is in this format."""

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the file's articles in order, and a Reject for each record that cannot be one.

        Raises ReadError where the file as a whole cannot be read, naming the reason, the line where known
        and what to do.
        """
