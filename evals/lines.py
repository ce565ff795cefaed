"""Text files read line by line, strictly: what is wrong is named with the file and the line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.errors import DataError


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield `(number, line)` for each line that is not blank, without its line end (Windows line ends are accepted).

    Raises DataError for a file that is missing, empty or not UTF-8.
    """
    seen_any = False
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                line = _decode(path, raw, number)
                if line.strip():
                    seen_any = True
                    yield number, line
    except OSError as error:
        raise DataError(path, f"cannot be read ({error.strerror}); check the path") from error
    if not seen_any:
        raise DataError(path, "the file is empty; write it again")


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(number, object)` for each line. Raises DataError for a line that is not one JSON object."""
    for number, line in read_lines(path):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise DataError(path, f"not JSON ({error}); write one whole JSON object a line", line=number) from error
        if not isinstance(value, dict):
            raise DataError(path, f"a JSON {type(value).__name__}, not an object; write one object a line", line=number)
        yield number, value


def split_columns(path: Path, lines: Iterator[tuple[int, str]], columns: str) -> Iterator[tuple[int, list[str]]]:
    """Yield `(number, fields)`: all lines separated by tabs, or all by spaces, as the first line is.

    `columns` names the fields. Raises DataError for a line that mixes the two or has another number of fields.
    """
    expected = len(columns.split())
    tabbed: bool | None = None
    for number, line in lines:
        has_tab, has_space = "\t" in line.strip(), " " in line.strip()
        tabbed = has_tab if tabbed is None else tabbed
        if (has_tab and has_space) or tabbed != has_tab:
            reason = f"mixes tabs and spaces; separate `{columns}` by tabs in every line, and use ids without white space"
            raise DataError(path, reason, line=number)
        fields = [field.strip() for field in line.split("\t")] if tabbed else line.split()
        if len(fields) != expected or not all(fields):
            raise DataError(path, f"{len(fields)} fields where `{columns}` has {expected}; mend the line", line=number)
        yield number, fields


def check_id(path: Path, value: object, line: int | None = None) -> str:
    """Return an id as it is. Raises DataError where it is no text, empty, or has white space, as TREC files cannot."""
    if not isinstance(value, str) or not value:
        raise DataError(path, f"the id {value!r} is no text; give every record an id", line=line)
    if value.split() != [value]:
        raise DataError(path, f"the id {value!r} holds white space, which run and qrels files cannot; rename it", line=line)
    return value


def _decode(path: Path, raw: bytes, number: int) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(path, f"byte {error.start} is not UTF-8; save the file as UTF-8", line=number) from error
