"""The pages: ask and read at `/`, a passage in its place at `/g/GENERATION/p/PASSAGE_ID`. No script is needed."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from corpus.store import ArticleStore
from index.models import GenerationId, Manifest
from service.answer import cite
from service.archive import open_corpus
from service.models import MAX_QUESTION, Answer, Question
from service.safety.data import read_regions
from service.safety.disclaimer import DISCLAIMER_TEXT
from service.safety.models import RegionCode
from service.safety.regions import region_code
from service.state import State, StateDep
from service.web.text import blocks, day, is_web_address

router = APIRouter(include_in_schema=False)

_WEB = files("service.web")
_templates = Environment(loader=FileSystemLoader(str(_WEB)), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)
_templates.globals.update(
    blocks=blocks, day=day, is_web_address=is_web_address, max_question=MAX_QUESTION, disclaimer=DISCLAIMER_TEXT
)

_REGIONS = {
    code: region.name for code, region in sorted(read_regions().items(), key=lambda item: item[0] is not RegionCode.UNKNOWN)
}
"""The chooser: first that none is chosen, then the countries in the order of regions.toml."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@router.get("/", response_class=HTMLResponse)
def home(state: StateDep) -> HTMLResponse:
    """Show the form."""
    return _page("ask.html", answer=None, question="", region=state.settings.region, regions=_REGIONS)


@router.post("/", response_class=HTMLResponse)
def ask(
    state: StateDep, question: Annotated[str, Form()] = "", region: Annotated[str, Form()] = RegionCode.UNKNOWN
) -> HTMLResponse:
    """Answer a question sent by the form: by POST, so that it is in no URL, history or referrer."""
    text = question.replace("\r\n", "\n").strip()  # browsers send each line break as two characters
    chosen = region_code(region)
    if chosen is RegionCode.UNKNOWN:
        chosen = state.settings.region
    answer: Answer | None = None
    # Whoever writes more than the limit is answered from its beginning, and told so, rather than turned away.
    if text:
        answer = state.answerer.answer(Question(text=text, region=chosen))
        state.metrics.count(answer)
    return _page(
        "ask.html",
        answer=answer,
        question=text,
        region=chosen,
        regions=_REGIONS,
        cut=len(text) > MAX_QUESTION,
        asked=True,
    )


@router.get("/g/{generation}/p/{passage_id}", response_class=HTMLResponse)
def permalink(generation: str, passage_id: str, state: StateDep) -> HTMLResponse:
    """Show a passage in its place, in the generation in which it was cited."""
    with open_corpus(state.serving, GenerationId(generation)) as found:
        page = found and _passage_page(*found, passage_id, state, asked_for=generation)
    return page or _page("gone.html", status=404)


@router.get("/style.css")
def style() -> Response:
    """Serve the pages' style sheet."""
    return Response((_WEB / "style.css").read_bytes(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/favicon.ico")
@router.get("/icon.svg")
def icon(request: Request) -> Response:
    """Serve the pages' icon."""
    del request
    return Response((_WEB / "icon.svg").read_bytes(), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def _passage_page(
    manifest: Manifest, corpus: ArticleStore, passage_id: str, state: State, *, asked_for: str
) -> HTMLResponse | None:
    passage = corpus.passage(passage_id)
    if passage is None:
        return None
    article = corpus.article(passage.article_id)
    return _page(
        "passage.html",
        article=article,
        passage=passage,
        citation=cite(article, datetime.now(UTC).date(), interval_years=state.settings.review_interval_years),
        manifest=manifest,
        other_generation=manifest.generation != asked_for,
    )


def _page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_templates.get_template(template).render(**values), status, headers=_HEADERS)
