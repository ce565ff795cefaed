"""Noisy questions as queries files that `eval run --queries` reads."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import RunFolderError
from evals.noise import Noise, NoisyQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseFile:
    """A file that was written."""

    noise: Noise
    path: Path
    changed: int
    """Questions that differ from the original; the others are in the file as they were."""


def write_noise(folder: Path, queries: Sequence[NoisyQuery], noise: Noise) -> NoiseFile:
    """Write FOLDER/queries.NOISE.jsonl. Raises RunFolderError."""
    path = folder / f"queries.{noise}.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(_line(query) for query in queries), encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be written ({error.strerror}); choose another --out") from error
    return NoiseFile(noise=noise, path=path, changed=sum(query.changed for query in queries))


def _line(noisy: NoisyQuery) -> str:
    metadata = {"kind": noisy.query.kind, "noise": noisy.noise, "original": noisy.original}
    record = {"_id": noisy.query.id, "text": noisy.query.text, "metadata": metadata}
    return json.dumps(record, ensure_ascii=False) + "\n"
