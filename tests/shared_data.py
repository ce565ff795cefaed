"""Where the real data for development lies, which is not part of the repository."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """Return a file or folder of the shared data; skip the test where there is none."""
    path = Path(os.environ.get("CARECITE_SHARED_DATA") or _BESIDE).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the shared data ({'/'.join(parts)}): set CARECITE_SHARED_DATA to its folder")
    return path
