"""Files of one JSON object a line, read one line at a time; knows nothing of what the objects mean."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.drafts import Reject
from corpus.errors import ReadError
from corpus.readers.files import check_size, decode, has_unicode_mark, sniffable_text
from corpus.readers.validation import explain

SNIFFED_LINES = 5
"""A file whose first line is broken is still recognised by one of the next."""

HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""Half of a surrogate pair, or all of it; it can be written in JSON and not in UTF-8."""

KEY_LIKE = re.compile(r'(?<!\\)"(\w+)"\s*:')


class Identified(BaseModel):
    """A record with an id of its own within the file."""

    id: str


Shape = TypeVar("Shape", bound=Identified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Generic[Shape]):
    """One line of the file, checked."""

    line: int
    fields: Shape


def read_records(path: Path, shape: type[Shape]) -> Iterator[Record[Shape] | Reject]:
    """Yield each line as `shape`, or a Reject that says what is wrong with it and what to do; blank lines are skipped.

    An id may be used once in the file; the lines that use it again are Rejects.

    Raises ReadError where the file as a whole is empty, too large or holds only blank lines.
    """
    check_size(path)
    seen_any = False
    first_line_of: dict[str, int] = {}
    for number, raw in _raw_lines(path):
        if not raw.strip():
            continue
        seen_any = True
        try:
            fields = shape.model_validate(_parse(path, raw))
            first_line = first_line_of.setdefault(fields.id, number)
            if first_line != number:
                raise ReadError(path, f"the id '{fields.id}' was used on line {first_line}; give each record its own")
            yield Record(line=number, fields=fields)
        except ReadError as error:
            yield Reject(path=path, reason=error.reason, line=number)
        except ValidationError as error:
            yield Reject(path=path, reason=explain(error, shape), line=number)
    if not seen_any:
        raise ReadError(path, "it holds nothing but blank lines; save the articles again, one JSON object a line")


def first_keys(head: bytes) -> frozenset[str]:
    """Return the keys of the first JSON object in `head`, or an empty set.

    A line may be longer than `head`; then its keys are what looks like one, which is enough to tell formats apart.
    """
    lines = [line for line in sniffable_text(head).splitlines() if line.strip()]
    for line in lines[:SNIFFED_LINES]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            return frozenset(value)
    cut_short = lines[0] if lines and lines[0].lstrip().startswith("{") else ""
    return frozenset(KEY_LIKE.findall(cut_short))


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        marked = file.read(4)
        file.seek(0)
        if has_unicode_mark(marked):
            text = decode(path, file.read())
            yield from enumerate((line.encode() for line in text.split("\n")), start=1)
        else:
            yield from enumerate(file, start=1)


def _parse(path: Path, raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ReadError(path, f"byte {error.start} of the line is not UTF-8; save the file as UTF-8") from error
    except ValueError as error:
        raise ReadError(path, f"the line is not JSON ({error}); write one whole JSON object a line") from error
    except RecursionError as error:
        raise ReadError(path, "the line nests too deeply to be an article; write one flat JSON object a line") from error
    if HALF_CHARACTER.search(raw) and not _is_text(value):
        raise ReadError(path, "the line holds half a character (a lone \\ud800 to \\udfff); write it whole or leave it out")
    if not isinstance(value, dict):
        raise ReadError(path, f"the line is a JSON {type(value).__name__}, not an object; write one object a line")
    return value


def _is_text(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
