"""Errors over HTTP: RFC 9457 problem JSON, and never the question that caused one."""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from traceback import extract_tb
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"

RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "An error (RFC 9457). It names the place and the fault, and never repeats the question.",
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "errors": {
                            "type": "array",
                            "description": "What is wrong with the request, with status 422.",
                            "items": {
                                "type": "object",
                                "properties": {"where": {"type": "string"}, "message": {"type": "string"}},
                            },
                        },
                    },
                }
            }
        },
    }
}
"""What the OpenAPI document says of every endpoint's errors."""

_FIELD = re.compile(r"[a-z_]{1,32}")
_log = logging.getLogger("carecite.problems")


def problem(status: int, detail: str, **more: object) -> JSONResponse:
    """Make a problem response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of an app with problem JSON."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(_LastResort)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    invalid = error if isinstance(error, RequestValidationError) else RequestValidationError([])
    # Pydantic's own report repeats the input, which is a person's question: name the place and the fault only.
    errors = [{"where": _where(item["loc"]), "message": item["msg"]} for item in invalid.errors()]
    first = f"{errors[0]['where']}: {errors[0]['message']}" if errors else "the request is not valid"
    return problem(422, first, errors=errors)


async def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        return problem(500, "the request failed")
    response = problem(error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _where(location: Sequence[str | int]) -> str:
    """Name a place in the request; what does not look like the name of a field may be what a person asked."""
    return ".".join(str(part) if isinstance(part, int) or _FIELD.fullmatch(part) else "(unknown)" for part in location)


class _LastResort:
    """Answers an unforeseen error, and logs its kind and place only: its message may quote the question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http":
                raise  # starting and stopping: no question is involved, and the operator needs every word
            place = extract_tb(error.__traceback__)[-1]
            _log.error("%s at %s:%s in %s", type(error).__name__, place.filename, place.lineno, place.name)
            if not started:
                await problem(500, "the request failed")(scope, receive, send)
