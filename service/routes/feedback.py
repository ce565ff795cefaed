"""`POST /v1/feedback`."""

from fastapi import APIRouter, HTTPException, Response

from service.schemas import FeedbackIn
from service.state import StateDep

router = APIRouter(prefix="/v1", tags=["feedback"])


@router.post("/feedback", status_code=204, response_class=Response)
def feedback(mark: FeedbackIn, state: StateDep) -> None:
    """Take a mark on a passage. 403 where the operator keeps none (CARECITE_KEEP_FEEDBACK)."""
    if not state.feedback.put(generation=mark.generation, passage_id=mark.passage_id, verdict=mark.verdict):
        raise HTTPException(403, "feedback is not kept here; the operator can turn it on with CARECITE_KEEP_FEEDBACK=true")
