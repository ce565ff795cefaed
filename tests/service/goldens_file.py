"""Goldens: what only changes on purpose. CARECITE_UPDATE_GOLDENS=1 writes them anew; read the difference before you commit it."""

import json
import os
from pathlib import Path
from typing import Any

GOLDENS = Path(__file__).parent / "goldens"


def check_golden(name: str, value: Any) -> None:
    """Compare a JSON value with a golden file."""
    path = GOLDENS / name
    if os.environ.get("CARECITE_UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=name == "openapi.json") + "\n", encoding="utf-8")
    golden = json.loads(path.read_text(encoding="utf-8"))
    assert value == golden, (
        f"{path.name} differs; if on purpose: CARECITE_UPDATE_GOLDENS=1 python -m pytest {Path(__file__).parent}"
    )
