"""Serving: the generation that questions are answered from, and the change to a new one without a failed request."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.embedders.base import Embedder
from index.errors import SearchError
from index.generation import Generation
from index.models import GenerationId
from index.retrieve import Retriever
from index.shelf import Shelf

_log = logging.getLogger("carecite.serving")


class _Lease:
    """A loaded generation and how many requests are using it."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever
        self.users = 0
        self.retired = False


class Serving:
    """Holds the published generation; requests borrow it, a watcher swaps it, the last borrower closes the old one."""

    def __init__(self, shelf: Shelf, embedder: Embedder, *, watch_s: float) -> None:
        self.shelf = shelf
        self._embedder = embedder
        self._watch_s = watch_s
        self._lock = threading.Lock()
        self._current: _Lease | None = None
        self._refused: GenerationId | None = None
        self._complaint = ""
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="carecite-watch", daemon=True)

    def start(self) -> None:
        """Load what is published and watch for what comes; starting without a generation is allowed."""
        self.refresh()
        self._watcher.start()

    def stop(self) -> None:
        """Stop watching and close."""
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._swap(None)

    @contextmanager
    def borrow(self) -> Iterator[Retriever | None]:
        """Borrow the current retriever for one request; None while nothing can be searched."""
        with self._lock:
            lease = self._current
            if lease:
                lease.users += 1
        try:
            yield lease.retriever if lease else None
        finally:
            if lease:
                self._give_back(lease)

    def refresh(self) -> None:
        """Load the published generation if it is not the one in use. A broken one leaves the one in use in place."""
        try:
            published = self.shelf.published()
            wanted = published.current if published else None
            if wanted is None or wanted in (self._name(), self._refused):
                return
            generation = self.shelf.load_published()
        except (SearchError, OSError) as error:  # OSError: a disk or a permission; the watcher must outlive it
            self._complain(str(error))
            return
        self._complaint = ""
        self._adopt(generation)

    def _adopt(self, generation: Generation) -> None:
        if generation.manifest.generation == self._name():
            generation.close()
            return
        try:
            retriever = Retriever(generation, self._embedder)
        except SearchError as error:
            generation.close()
            self._refused = generation.manifest.generation
            self._complain(str(error))
            return
        retriever.retrieve("What is a fever?", k=1)  # map the files before the first person waits for them
        self._swap(_Lease(retriever))
        _log.info("serving generation %s", generation.manifest.generation)

    def _complain(self, complaint: str) -> None:
        """Log what is wrong once, not at every look."""
        if complaint != self._complaint:
            _log.error("%s", complaint)
        self._complaint = complaint

    def _name(self) -> GenerationId | None:
        current = self._current
        return current.retriever.generation.manifest.generation if current else None

    def _swap(self, lease: _Lease | None) -> None:
        with self._lock:
            old, self._current = self._current, lease
            if old:
                old.retired = True
            unused = old is not None and old.users == 0
        if old and unused:
            old.retriever.generation.close()

    def _give_back(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            unused = lease.retired and lease.users == 0
        if unused:
            lease.retriever.generation.close()

    def _watch(self) -> None:
        while not self._stop.wait(self._watch_s):
            self.refresh()
