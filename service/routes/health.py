"""`/healthz`, `/readyz`, `/metrics` and `GET /v1/stats`: for operators and their machines."""

from collections import Counter

from fastapi import APIRouter, HTTPException, Response

from service.metrics import CONTENT_TYPE
from service.models import Question
from service.schemas import StatsOut
from service.state import StateDep

router = APIRouter(tags=["operation"])

GOLDEN_QUESTION = "What are the symptoms?"
"""Words that any health corpus holds: the check is that a search goes through, not what it finds."""


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process is up."""
    return {"status": "up"}


@router.get("/readyz")
def readyz(state: StateDep) -> dict[str, str]:
    """Say that a golden question is answered from the published generation; 503 when it is not."""
    answer = state.answerer.answer(Question(text=GOLDEN_QUESTION))
    if answer.searched_index is None:
        raise HTTPException(503, "nothing is published; run `carecite corpus import` and `carecite index build`")
    return {"status": "ready", "generation": answer.searched_index.generation}


@router.get("/metrics", response_class=Response)
def metrics(state: StateDep) -> Response:
    """Counters and timings in Prometheus' text format."""
    return Response(state.metrics.text(), media_type=CONTENT_TYPE)


@router.get("/v1/stats")
def stats(state: StateDep) -> StatsOut:
    """Say what is being served."""
    with state.serving.borrow() as retriever:
        if retriever is None:
            raise HTTPException(503, "nothing is published; run `carecite corpus import` and `carecite index build`")
        rows = retriever.generation.rows
        publishers = Counter(map(str, rows.publisher.tolist()))
        languages = Counter(map(str, rows.language.tolist()))
        return StatsOut.of(retriever.generation.manifest, dict(publishers.most_common()), dict(languages.most_common()))
