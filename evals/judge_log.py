"""One rater's judgements: a file that is only ever appended to, each line on the disk before it is confirmed.

The first line says whose and about what. After it, each line is one act; of two about the same document the last one counts, and
an undo is a line too. A crash can tear the last line only; it had not been confirmed, so it is cut off and reported.
"""

import fcntl
import json
import os
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from evals.errors import DataError
from evals.judge_errors import JudgeCallError, JudgementsError
from evals.models import DocId, QueryId

FORMAT_VERSION = 1
GRADES = range(4)
"""0 wrong or useless, 1 on the topic, 2 right but incomplete, 3 answers fully."""

Pair: TypeAlias = tuple[QueryId, DocId]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A grade, and a hash of the words that were read when it was given."""

    grade: int
    shown: str


@dataclass(slots=True)
class Judged:
    """What a file of judgements says."""

    rater: str
    dataset: str
    marks: dict[Pair, Mark] = field(default_factory=dict)
    acts: list[tuple[Pair, Mark | None]] = field(default_factory=list)
    """Each judgement that can still be undone, with what stood there before it; the latest last."""

    def put(self, pair: Pair, mark: Mark) -> None:
        """Take a judgement in."""
        self.acts.append((pair, self.marks.get(pair)))
        self.marks[pair] = mark

    def undo(self) -> None:
        """Take the latest judgement back."""
        pair, before = self.acts.pop()
        if before is None:
            del self.marks[pair]
        else:
            self.marks[pair] = before


def check_rater(name: str) -> str:
    """Return a rater's name as it is. Raises JudgeCallError where it cannot be part of a file's name."""
    if not _NAME.fullmatch(name):
        raise JudgeCallError(
            f"--rater {name!r}: use 1 to 40 of the letters a to z, digits, '_', '.' and '-', a letter or digit first"
        )
    return name


def log_path(folder: Path, rater: str) -> Path:
    """Name a rater's file."""
    return folder / f"judgements-{check_rater(rater)}.jsonl"


def raters_of(folder: Path) -> list[str]:
    """List whose judgements a folder holds."""
    return sorted(path.stem.removeprefix("judgements-") for path in folder.glob("judgements-*.jsonl"))


def read_log(folder: Path, rater: str) -> Judged:
    """Read a rater's judgements and change nothing: its writer may be at work. Raises JudgementsError, DataError."""
    path = log_path(folder, rater)
    try:
        judged, _ = _parse(path, path.read_bytes())
    except OSError as error:
        raise JudgementsError(f"{path}: cannot be read ({error.strerror}); check --out and --rater") from error
    return judged or Judged(rater=rater, dataset="")


class JudgementLog:
    """A rater's file, open for appending by this process alone."""

    def __init__(self, folder: Path, rater: str, dataset: str) -> None:
        """Open or make it. Raises JudgementsError where it cannot be written, is in use, or is about another dataset."""
        self.path = log_path(folder, rater)
        self.torn = 0
        """Bytes of a last line that a crash tore, and that were cut off."""
        self._guard = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise JudgementsError(f"{self.path}: cannot be written ({error.strerror}); choose another --out") from error
        try:
            self.judged = self._resume(rater, dataset)
        except OSError as error:
            os.close(self._file)
            raise JudgementsError(f"{self.path}: cannot be written ({error.strerror}); choose another --out") from error
        except (JudgementsError, DataError):
            os.close(self._file)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._file)

    def put(self, pair: Pair, mark: Mark) -> None:
        """Save a judgement; it is on the disk on return. Raises JudgementsError, and then nothing has changed."""
        with self._guard:
            self._append({"query_id": pair[0], "doc_id": pair[1], "grade": mark.grade, "shown": mark.shown})
            self.judged.put(pair, mark)

    def undo(self) -> Pair | None:
        """Take back the latest judgement, this session's or an earlier one's; None when there is none left."""
        with self._guard:
            if not self.judged.acts:
                return None
            pair, _ = self.judged.acts[-1]
            self._append({"query_id": pair[0], "doc_id": pair[1], "undo": True})
            self.judged.undo()
            return pair

    def _resume(self, rater: str, dataset: str) -> Judged:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JudgementsError(
                f"{self.path}: another `carecite eval judge` has it open; end that one, or take another --rater"
            ) from error
        data = self.path.read_bytes()
        judged, whole = _parse(self.path, data)
        if judged and judged.dataset != dataset:
            raise JudgementsError(
                f"{self.path}: judgements of the dataset {judged.dataset!r}, not {dataset!r}; choose another --out"
            )
        if judged and judged.rater != rater:
            raise JudgementsError(f"{self.path}: judgements of {judged.rater!r}; give the file its own name back")
        self.torn = len(data) - whole
        os.ftruncate(self._file, whole)
        if whole and not data[:whole].endswith(b"\n"):
            self._write(b"\n")
        if judged:
            return judged
        self._append({"format_version": FORMAT_VERSION, "dataset": dataset, "rater": rater})
        _keep_name(self.path.parent)
        return Judged(rater=rater, dataset=dataset)

    def _append(self, record: dict[str, Any]) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._write((json.dumps({**record, "at": at}, ensure_ascii=False) + "\n").encode())

    def _write(self, line: bytes) -> None:
        before = os.fstat(self._file).st_size
        try:
            left = line
            while left:
                left = left[os.write(self._file, left) :]
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, before)
            raise JudgementsError(f"{self.path}: not saved ({error.strerror}); make room on the disk and judge again") from error


def _parse(path: Path, data: bytes) -> tuple[Judged | None, int]:
    """Read a file's lines; return them, and how many bytes are whole. Raises DataError naming a line that is wrong."""
    judged: Judged | None = None
    whole = 0
    for number, line in enumerate(BytesIO(data), start=1):
        try:
            record = json.loads(line)
            judged = _take_in(judged, record)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            if not line.endswith(b"\n"):
                break  # torn by a crash: only the last line can lack its end
            reason = f"not a judgement ({type(error).__name__}); restore the file from a copy, or take the line out"
            raise DataError(path, reason, line=number) from error
        whole += len(line)
    return judged, whole


def _take_in(judged: Judged | None, record: Any) -> Judged:
    if judged is None:
        if record["format_version"] != FORMAT_VERSION:
            raise ValueError(f"format {record['format_version']}")
        return Judged(rater=record["rater"], dataset=record["dataset"])
    pair = QueryId(record["query_id"]), DocId(record["doc_id"])
    if record.get("undo"):
        if judged.acts[-1][0] != pair:
            raise ValueError(f"the undo of {pair} does not follow its judgement")
        judged.undo()
    else:
        judged.put(pair, Mark(grade=GRADES[GRADES.index(record["grade"])], shown=record["shown"]))
    return judged


def _keep_name(folder: Path) -> None:
    """Put a new file's name on the disk: fsync of the file alone keeps its bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
