"""Counters and timings for an operator. Labels are outcomes and levels; nothing of a question gets in."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from service.models import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One registry per app, so that two apps in one process (tests) do not share counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "carecite_answers",
            "Questions answered, by outcome, reason and care level.",
            ["outcome", "reason", "care"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "carecite_answer_seconds",
            "Time to answer a question.",
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
            registry=self._registry,
        )

    def count(self, answer: Answer) -> None:
        """Count one answer."""
        self._answers.labels(answer.outcome, answer.reason or "", answer.care.level).inc()
        self._seconds.observe(answer.took_ms / 1000)

    def text(self) -> bytes:
        """Write everything in Prometheus' text format."""
        return generate_latest(self._registry)
