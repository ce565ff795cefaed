"""Shelf: the generations of a data directory, which one is published, and the only ways to change that.

`generations/NAME/` holds a generation, `generations/.building-…` one in the making, `quarantine/NAME/` a broken one, and
`published.json` names the current one and those before it. That file changes by rename, so a reader sees the old or the new.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from index.errors import BuildFailed, GenerationBroken, NoGeneration
from index.generation import Generation, fsync, load_generation, read_manifest, verify
from index.models import GenerationId, Manifest

POINTER = "published.json"
BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Published:
    """What `published.json` says."""

    current: GenerationId
    previous: tuple[GenerationId, ...]
    """Generations that were published before, the latest first."""


class Shelf:
    """The generations under one data directory."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "generations"
        self._pointer = home / POINTER

    def path(self, generation: GenerationId) -> Path:
        """Say where a generation lies."""
        return self.folder / generation

    def published(self) -> Published | None:
        """Read which generation is published; None when none is. Raises GenerationBroken for an unreadable pointer."""
        try:
            stored = json.loads(self._pointer.read_text(encoding="utf-8"))
            return Published(GenerationId(stored["current"]), tuple(stored["previous"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            problem = f"{self._pointer} is unreadable ({type(error).__name__})"
            raise GenerationBroken(f"{problem}; run `carecite index build --force`", (problem,)) from error

    def require_published(self) -> GenerationId:
        """Name the published generation. Raises NoGeneration."""
        published = self.published()
        if published is None:
            raise NoGeneration(f"{self.home}: nothing is published; run `carecite corpus import` and `carecite index build`")
        return published.current

    def names(self) -> list[GenerationId]:
        """List the finished generations, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(GenerationId(path.name) for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith("."))

    def free_name(self, wanted: GenerationId) -> GenerationId:
        """Make a name that no generation has: the same corpus may be built twice within a second."""
        taken = set(self.names())
        names = (GenerationId(f"{wanted}-{again}") if again > 1 else wanted for again in count(1))
        return next(name for name in names if name not in taken)

    def manifests(self) -> Iterator[Manifest]:
        """Yield the manifests of the generations that can be read, oldest first."""
        for name in self.names():
            try:
                yield read_manifest(self.path(name))
            except GenerationBroken:
                continue

    def publish(self, generation: GenerationId) -> None:
        """Make a generation the published one, by one swap. Raises GenerationBroken when it does not verify."""
        problems = verify(self.path(generation))
        if problems:
            raise GenerationBroken(f"{self.path(generation)}: {problems[0]}; it was not published", tuple(problems))
        try:
            before = self.published()
        except GenerationBroken:
            before = None
        history = (before.current, *before.previous) if before else ()
        self._write_pointer(generation, tuple(dict.fromkeys(name for name in history if name != generation)))

    def roll_back(self) -> GenerationId:
        """Publish the generation before the current one; what was current is next in line no more. Raises NoGeneration."""
        published = self.published()
        for at, candidate in enumerate(published.previous if published else ()):
            if not verify(self.path(candidate)):
                self._write_pointer(candidate, published.previous[at + 1 :] if published else ())
                return candidate
        raise NoGeneration(f"{self.home}: there is no earlier generation that verifies; run `carecite index build`")

    def load_published(self) -> Generation:
        """Load the published generation, or, when it is broken, quarantine it and load the last good one before it.

        Raises NoGeneration when nothing that verifies is left.
        """
        while (published := self.published()) is not None:
            try:
                return load_generation(self.path(published.current))
            except GenerationBroken:
                self._quarantine(published)
        raise NoGeneration(f"{self.home}: no generation that verifies is published; run `carecite index build`")

    def collect_garbage(self, *, keep: int) -> list[GenerationId]:
        """Delete all but the published and the `keep` generations published before it; return what was deleted."""
        with self.lock():
            published = self.published()
            kept = {published.current, *published.previous[:keep]} if published else set()
            removed = [name for name in self.names() if name not in kept]
            if published:
                self._write_pointer(published.current, tuple(name for name in published.previous if name in kept))
            for name in removed:
                shutil.rmtree(self.path(name))
            self.clear_unfinished()
        return removed

    def clear_unfinished(self) -> None:
        """Delete what interrupted builds left; call it with the lock held."""
        for path in self.folder.glob(f"{BUILDING}*"):
            shutil.rmtree(path)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Let one build at a time at this data directory. Raises BuildFailed when another is at work."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.home / ".build.lock").open("w")
        except OSError as error:
            raise BuildFailed(f"{self.home}: cannot be written ({error.strerror}); check --home and its permissions") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildFailed(f"{self.home}: another build is at work here; wait for it to end") from error
            yield

    def _quarantine(self, published: Published) -> None:
        broken = self.path(published.current)
        if broken.exists():
            quarantine = self.home / "quarantine"
            target = quarantine / broken.name
            try:
                quarantine.mkdir(exist_ok=True)
                broken.rename(target if not target.exists() else quarantine / f"{broken.name}-{os.getpid()}")
            except FileNotFoundError:
                pass  # another worker was first
            except OSError as error:
                raise GenerationBroken(f"{broken}: broken, and it cannot be moved to {quarantine} ({error.strerror})") from error
        if published.previous:
            self._write_pointer(published.previous[0], published.previous[1:])
        else:
            self._pointer.unlink()

    def _write_pointer(self, current: GenerationId, previous: tuple[GenerationId, ...]) -> None:
        aside = self._pointer.with_suffix(".new")
        try:
            aside.write_text(json.dumps({"current": current, "previous": previous}) + "\n", encoding="utf-8")
            fsync(aside)
            aside.replace(self._pointer)
            fsync(self.home)
        except OSError as error:
            raise BuildFailed(
                f"{self._pointer}: cannot be written ({error.strerror}); the published generation is as before"
            ) from error
