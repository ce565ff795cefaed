"""create_app: everything wired together in one place."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from index.calibrate import load_calibration
from index.embedders import embedder_named
from index.embedders.base import Embedder
from index.shelf import Shelf
from index.vectors.faiss_flat import use_one_thread
from service import problems
from service.answer import Answerer, AnswerOptions
from service.feedback import FeedbackBox
from service.metrics import Metrics
from service.routes import articles, feedback, health, pages, query
from service.safety.rules import Safety
from service.serving import Serving
from service.settings import Settings, load_settings
from service.state import State

DESCRIPTION = (
    "Health questions answered with passages that were really published: verbatim, with their source, their date and what to do "
    "when it is serious. No text is generated."
)


def create_app(settings: Settings, embedder: Embedder | None = None) -> FastAPI:
    """Make the app. The encoder and the index are loaded when it starts, not now; tests may hand in an embedder."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state = make_state(settings, embedder or embedder_named(settings.embedder))
        state.serving.start()
        app.state.carecite = state
        yield
        state.serving.stop()

    app = FastAPI(title="carecite", version="1", description=DESCRIPTION, lifespan=lifespan, responses=problems.RESPONSES)
    problems.install(app)
    for part in (query, articles, feedback, health, pages):
        app.include_router(part.router)
    return app


def make_state(settings: Settings, embedder: Embedder) -> State:
    """Wire an Answerer and what stands around it; `state.serving` still has to be started."""
    use_one_thread()
    embedder.use_threads(settings.threads)
    serving = Serving(Shelf(settings.home), embedder, watch_s=settings.watch_s)
    options = AnswerOptions(minimum_relevance=settings.minimum_relevance, review_interval_years=settings.review_interval_years)
    answerer = Answerer(Safety.load(), serving, load_calibration(embedder.name), options)
    feedback_box = FeedbackBox(settings.home, keep=settings.keep_feedback)
    return State(settings=settings, serving=serving, answerer=answerer, metrics=Metrics(), feedback=feedback_box)


def app_from_environment() -> FastAPI:
    """Make the app from CARECITE_… variables: the entry point that uvicorn's worker processes call."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    return create_app(load_settings())
