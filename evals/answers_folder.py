"""The folder of an evaluation of answers: answers.jsonl, metrics.json, manifest.json, and the report in three forms."""

import json
from pathlib import Path

from evals.answers import AnswersResult
from evals.answers_report import answered_json, answers_json, answers_manifest, answers_report
from evals.errors import RunFolderError
from evals.report import write_report

ANSWERS, METRICS, MANIFEST = "answers.jsonl", "metrics.json", "manifest.json"


def write_answers_folder(out: Path, result: AnswersResult) -> None:
    """Write everything, the manifest last. Raises RunFolderError."""
    write_report(out, "report", answers_report(result))
    lines = (json.dumps(answered_json(one), ensure_ascii=False) for one in result.queries)
    try:
        (out / ANSWERS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        for name, value in ((METRICS, answers_json(result)), (MANIFEST, answers_manifest(result))):
            (out / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"{out}: cannot be written ({error.strerror}); choose another --out") from error
