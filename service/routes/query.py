"""`POST /v1/query` and its batch form."""

from fastapi import APIRouter, Response

from service.schemas import AnswerOut, BatchIn, BatchOut, QueryIn
from service.state import State, StateDep

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/query")
def query(asked: QueryIn, state: StateDep, response: Response) -> AnswerOut:
    """Answer a question with published passages, verbatim. The care card and the disclaimer are always there."""
    response.headers["Cache-Control"] = "no-store"
    return _answer(asked, state)


@router.post("/query/batch")
def query_batch(asked: BatchIn, state: StateDep, response: Response) -> BatchOut:
    """Answer several questions, in their order."""
    response.headers["Cache-Control"] = "no-store"
    return BatchOut(answers=[_answer(one, state) for one in asked.queries])


def _answer(asked: QueryIn, state: State) -> AnswerOut:
    answer = state.answerer.answer(asked.to_question(state.settings.region))
    state.metrics.count(answer)
    return AnswerOut.of(answer)
