"""Where readers' marks on passages go, if the operator keeps them. Which passage and which mark; never the question."""

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "feedback.jsonl"


class FeedbackBox:
    """Appends marks to a file of the data directory, each durable before it is confirmed."""

    def __init__(self, home: Path, *, keep: bool) -> None:
        self._path = home / FILE_NAME
        self._lock = threading.Lock()
        self.keep = keep

    def put(self, *, generation: str, passage_id: str, verdict: str) -> bool:
        """Keep a mark; False when the operator keeps none."""
        if not self.keep:
            return False
        day = datetime.now(UTC).date().isoformat()  # the day is enough: a time could point at a person
        line = json.dumps({"day": day, "generation": generation, "passage_id": passage_id, "verdict": verdict})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        return True
