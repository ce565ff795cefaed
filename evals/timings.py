"""Latencies as percentiles; knows nothing of what was timed."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np


def percentiles(values_ms: Sequence[float], *wanted: int) -> dict[str, float]:
    """Summarise milliseconds: `{"p50": …}` for each wanted percentile; empty for no values."""
    if not values_ms:
        return {}
    return {f"p{at}": round(float(np.percentile(values_ms, at)), 3) for at in wanted}


def stage_percentiles(timings: Iterable[Mapping[str, float]], *wanted: int) -> dict[str, dict[str, float]]:
    """Summarise each stage over many questions, `total` being a question's sum."""
    by_stage: dict[str, list[float]] = {}
    for stages_ms in timings:
        for stage, took_ms in stages_ms.items():
            by_stage.setdefault(stage, []).append(took_ms)
        by_stage.setdefault("total", []).append(sum(stages_ms.values()))
    return {stage: percentiles(values, *wanted) for stage, values in by_stage.items()}
