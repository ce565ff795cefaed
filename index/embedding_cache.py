"""Vectors that were computed once: only new text is embedded again, and a killed build loses the batch in hand at most."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embedders.base import Embedder
from index.errors import BuildFailed
from index.models import Vectors

FILE_NAME = "embeddings.sqlite"

COMMIT_EVERY = 512
"""Passages encoded between two commits: about six seconds of work on a small machine."""

_LOOK_UP = 500


class EmbeddingCache:
    """A SQLite file of vectors, keyed by the model's hash and precision and the text."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._path)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        except (OSError, sqlite3.Error) as error:
            raise BuildFailed(f"{self._path}: cannot open the embedding cache ({error}); delete it to start anew") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def encode(
        self, texts: Sequence[str], embedder: Embedder, on_done: Callable[[int], None] = lambda _: None
    ) -> tuple[Vectors, int]:
        """Encode texts, taking what is known from the cache: ((n, dimension) float32 rows L2-normalised, how many were new).

        `on_done` is told how many more texts are done. Raises BuildFailed when the cache cannot be written.
        """
        keys = [_key(embedder, text) for text in texts]
        vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
        missing = self._fill(vectors, keys, embedder.dimension)
        on_done(len(texts) - len(missing))
        # Longest first: batches are even, and the time left is never underestimated.
        missing.sort(key=lambda row: -len(texts[row]))
        for start in range(0, len(missing), COMMIT_EVERY):
            rows = missing[start : start + COMMIT_EVERY]
            vectors[rows] = embedder.encode_passages([texts[row] for row in rows])
            self._keep([(keys[row], vectors[row].tobytes()) for row in rows])
            on_done(len(rows))
        return vectors, len(missing)

    def _fill(self, vectors: Vectors, keys: list[bytes], dimension: int) -> list[int]:
        missing = []
        for start in range(0, len(keys), _LOOK_UP):
            chunk = keys[start : start + _LOOK_UP]
            marks = ",".join("?" * len(chunk))
            found = dict(self._connection.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", chunk))
            for row, key in enumerate(chunk, start):
                value = found.get(key)
                if value is not None and len(value) == 4 * dimension:
                    vectors[row] = np.frombuffer(value, dtype=np.float32)
                else:
                    missing.append(row)
        return missing

    def _keep(self, entries: list[tuple[bytes, bytes]]) -> None:
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", entries)
        except sqlite3.Error as error:
            raise BuildFailed(f"{self._path}: cannot write the embedding cache ({error}); free space and build again") from error


def _key(embedder: Embedder, text: str) -> bytes:
    return hashlib.sha256(f"{embedder.sha256}\0{embedder.precision}\0{text}".encode()).digest()
