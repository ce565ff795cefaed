"""What can go wrong with an evaluation. Every message says what, where, and how to mend it.

EvalError
├── UnknownDataset   the named dataset is neither a folder nor a built-in set, or lacks a file
├── UnknownMeasure   a measure's name is not one that ir_measures knows
├── DataError        a line of a queries, qrels, corpus or run file is wrong
├── EmptySelection   nothing is left to measure: an empty split, no relevant judgement
├── RunFolderError   a run's folder cannot be written, or is not one
├── BaselineError    the regression gate's baseline is missing, unreadable or about other questions
└── MissingExtra     an optional package is not installed
"""

from pathlib import Path


class EvalError(Exception):
    """The root of everything that can go wrong with an evaluation."""

    exit_code = 1


class UnknownDataset(EvalError):
    """The named dataset is neither a folder nor a built-in set, or lacks a file."""

    exit_code = 2


class UnknownMeasure(EvalError):
    """A measure's name is not one that ir_measures knows."""

    exit_code = 2


class DataError(EvalError):
    """A line of a queries, qrels, corpus or run file is wrong; `line` is 1-based where it is known."""

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        self.path, self.reason, self.line = path, reason, line
        super().__init__(f"{path}{f', line {line}' if line else ''}: {reason}")


class EmptySelection(EvalError):
    """Nothing is left to measure: an empty split, no relevant judgement."""

    exit_code = 2


class RunFolderError(EvalError):
    """A run's folder cannot be written, or is not one."""


class BaselineError(EvalError):
    """The regression gate's baseline is missing, unreadable or about other questions."""


class MissingExtra(EvalError):
    """An optional package is not installed."""
