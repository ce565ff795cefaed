"""Errors over HTTP: RFC 9457 problem JSON, and never the question that caused one."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, **more: object) -> JSONResponse:
    """Make a problem response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of an app with problem JSON."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    invalid = error if isinstance(error, RequestValidationError) else RequestValidationError([])
    # Pydantic's own report repeats the input, which is a person's question: name the place and the fault only.
    errors = [{"where": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in invalid.errors()]
    first = f"{errors[0]['where']}: {errors[0]['message']}" if errors else "the request is not valid"
    return problem(422, first, errors=errors)


async def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        return problem(500, "the request failed")
    return problem(error.status_code, str(error.detail))
