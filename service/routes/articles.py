"""`GET /v1/articles/{id}` and `GET /v1/passages/{id}`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException

from corpus.errors import ArticleNotFound
from corpus.models import Article
from index.generation import Generation
from service.answer import cite
from service.models import Citation
from service.schemas import ArticleOut, StoredPassageOut
from service.state import State, StateDep

router = APIRouter(prefix="/v1", tags=["articles"])


@router.get("/articles/{article_id}")
def article(article_id: str, state: StateDep) -> ArticleOut:
    """Show an article whole, with the place of each passage in it."""
    with _serving(state) as generation:
        found = _article(generation, article_id)
        return ArticleOut.of(found, _citation(found, state), generation.corpus.passages_of(found.id))


@router.get("/passages/{passage_id}")
def passage(passage_id: str, state: StateDep) -> StoredPassageOut:
    """Show one passage; a near-duplicate says which passage stands for it."""
    with _serving(state) as generation:
        found = generation.corpus.passage(passage_id)
        if found is None:
            raise HTTPException(404, f"no passage {passage_id} in generation {generation.manifest.generation}")
        parent = _article(generation, found.article_id)
        served_as = generation.corpus.kept_for(found.id) or found.id
        return StoredPassageOut.of(found, parent, _citation(parent, state), served_as)


@contextmanager
def _serving(state: State) -> Iterator[Generation]:
    with state.serving.borrow() as retriever:
        if retriever is None:
            raise HTTPException(503, "nothing is published; run `carecite index build`")
        yield retriever.generation


def _article(generation: Generation, article_id: str) -> Article:
    try:
        return generation.corpus.article(article_id)
    except ArticleNotFound as error:
        raise HTTPException(404, f"no article {article_id} in generation {generation.manifest.generation}") from error


def _citation(found: Article, state: State) -> Citation:
    return cite(found, datetime.now(UTC).date(), interval_years=state.settings.review_interval_years)
