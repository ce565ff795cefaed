"""What the routes share: made once by `create_app`, reached through FastAPI's dependencies."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.answer import Answerer
from service.feedback import FeedbackBox
from service.metrics import Metrics
from service.serving import Serving
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything a route may need."""

    settings: Settings
    serving: Serving
    answerer: Answerer
    metrics: Metrics
    feedback: FeedbackBox


def _state(request: Request) -> State:
    state: State = request.app.state.carecite
    return state


StateDep = Annotated[State, Depends(_state)]
