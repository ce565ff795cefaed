"""The judging page, for one rater on this machine: read, grade, go on. It works without script; the script adds keys."""

from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.trustedhost import TrustedHostMiddleware

from evals.judge_errors import JudgementsError, NotInPoolError
from evals.judge_log import GRADES
from evals.judge_session import Place, Session
from evals.models import DocId, QueryId
from service.web.text import blocks

router = APIRouter()

_WEB = files("evals.judging")
_templates = Environment(
    loader=FileSystemLoader(str(_WEB)),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
GRADE_NAMES = ("wrong or useless", "on the topic", "right, in part", "answers fully")
_templates.globals.update(blocks=blocks, grade_names=GRADE_NAMES)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not no-referrer: with that, browsers hide the origin of the page's own forms, and `_only_this_page` could not know them.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def create_judge_app(session: Session) -> FastAPI:
    """Make the app that shows one rater's pool."""
    app = FastAPI(title="carecite eval judge", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.judging = session
    app.include_router(router)
    app.middleware("http")(_only_this_page)
    # Against names that a stranger's page points at this machine.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app.add_exception_handler(JudgementsError, _not_saved)
    app.add_exception_handler(NotInPoolError, _not_here)
    return app


def _session(request: Request) -> Session:
    session: Session = request.app.state.judging  # create_judge_app put it there
    return session


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


SessionDep = Annotated[Session, Depends(_session)]
FromScript = Annotated[bool, Depends(_wants_json)]


@router.get("/")
def overview(session: SessionDep) -> HTMLResponse:
    """List the questions, with how far each is."""
    rows = [(number, pool, session.progress(number)) for number, pool in enumerate(session.pools, start=1)]
    return _page("overview.html", session=session, rows=rows, progress=session.progress(), next=session.next_question())


@router.get("/q/{number}")
def question(
    number: int, session: SessionDep, saved: Annotated[int | None, Query()] = None, undone: Annotated[int | None, Query()] = None
) -> HTMLResponse:
    """Show one question with its documents, and what became of the act before."""
    if not 1 <= number <= len(session.pools):
        raise NotInPoolError(f"there are {len(session.pools)} questions, and no number {number}")
    return _page(
        "question.html",
        session=session,
        number=number,
        pool=session.pools[number - 1],
        grades=session.grades(number),
        here=session.progress(number),
        progress=session.progress(),
        said=_said(session, number, saved, undone),
    )


@router.get("/next")
def next_question(session: SessionDep, after: int = 0) -> RedirectResponse:
    """Go to the next question that lacks a grade, or to the overview when none does."""
    number = session.next_question(after)
    return _go(f"/q/{number}" if number else "/")


@router.post("/judge")
def judge(
    session: SessionDep,
    from_script: FromScript,
    rater: Annotated[str, Form()],
    query_id: Annotated[str, Form()],
    doc_id: Annotated[str, Form()],
    grade: Annotated[int, Form(ge=min(GRADES), le=max(GRADES))],
) -> Response:
    """Save a grade; it is on the disk when this answers."""
    if rater != session.rater:
        raise NotInPoolError(f"this page belongs to the rater {rater}, and {session.rater} is judging now: load it again")
    place = session.judge((QueryId(query_id), DocId(doc_id)), grade)
    if from_script:
        return _state(session, place)
    following = session.next_document(place)
    return _go(f"/q/{place.question}?saved={place.document}#{f'd-{following.document}' if following else 'end'}")


@router.post("/undo")
def undo(session: SessionDep, from_script: FromScript, question: Annotated[int, Form()] = 1) -> Response:
    """Take back the latest judgement and go to where it was."""
    was_any, place = session.undo()
    if from_script:
        return _state(session, place) if place else JSONResponse({"question": None, "was_any": was_any}, headers=_HEADERS)
    # 0 stands for "nothing to undo": no document has that number.
    return _go(f"/q/{place.question}?undone={place.document}#d-{place.document}" if place else f"/q/{question}?undone=0")


@router.get("/judge.css")
def style() -> Response:
    """Serve the style sheet."""
    return Response((_WEB / "judge.css").read_bytes(), media_type="text/css", headers=_HEADERS)


@router.get("/judge.js")
def script() -> Response:
    """Serve the script."""
    return Response((_WEB / "judge.js").read_bytes(), media_type="text/javascript", headers=_HEADERS)


@router.get("/icon.svg")
def icon() -> Response:
    """Serve the icon of carecite's pages."""
    return Response((files("service.web") / "icon.svg").read_bytes(), media_type="image/svg+xml", headers=_HEADERS)


async def _only_this_page(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse what another site's page sends: it could grade in the rater's name."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return HTMLResponse("Only the judging page itself may send this.", 403, headers=_HEADERS)
    return await call_next(request)


def _not_saved(request: Request, error: Exception) -> Response:
    return _failed(request, error, status=507, heading="Not saved")


def _not_here(request: Request, error: Exception) -> Response:
    return _failed(request, error, status=404, heading="Not in this session")


def _failed(request: Request, error: Exception, *, status: int, heading: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": str(error)}, status, headers=_HEADERS)
    return _page("failed.html", status, heading=heading, error=str(error), session=_session(request))


def _state(session: Session, place: Place) -> JSONResponse:
    here, overall = session.progress(place.question), session.progress()
    grade = session.grades(place.question)[place.document - 1]
    counts = {"judged_here": here.judged, "of_here": here.of, "judged": overall.judged, "of": overall.of}
    return JSONResponse({"question": place.question, "document": place.document, "grade": grade, **counts}, headers=_HEADERS)


def _said(session: Session, number: int, saved: int | None, undone: int | None) -> str:
    grades = session.grades(number)
    if saved is not None and 1 <= saved <= len(grades) and grades[saved - 1] is not None:
        return f"Saved: document {saved} has grade {grades[saved - 1]}."
    if undone == 0:
        return "There is nothing to undo here."
    if undone is not None and 1 <= undone <= len(grades):
        now = "no grade" if grades[undone - 1] is None else f"grade {grades[undone - 1]}"
        return f"Undone: document {undone} has {now} again."
    return ""


def _go(where: str) -> RedirectResponse:
    return RedirectResponse(where, 303, headers=_HEADERS)


def _page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_templates.get_template(template).render(**values), status, headers=_HEADERS)
