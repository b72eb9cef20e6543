"""One shape for every error that leaves the service."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from scoreline.errors import (
    BusyError,
    ConfigurationError,
    IntegrityError,
    NotFoundError,
    ScorelineError,
    StoreError,
)
from scoreline.log import warn
from scoreline.web.security import headers_for

T = TypeVar("T", bound=BaseModel)


class InvalidParameterError(ScorelineError):
    """A request's parameters contradict each other or name what does not exist."""


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str = Field(description="A word for programs.", examples=["not_found"])
    message: str = Field(description="A sentence for people.", examples=["no match 17"])


class ErrorAnswer(BaseModel):
    """The body of every answer that is no success."""

    error: ErrorDetail


_COMMAND: Final = re.compile(r"; [^;]*: scoreline .*")

RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": ErrorAnswer, "description": "The body did not come whole, or is no text."},
    413: {"model": ErrorAnswer, "description": "The body is too large."},
    422: {"model": ErrorAnswer, "description": "A parameter is wrong."},
    429: {"model": ErrorAnswer, "description": "Too many requests; `Retry-After` says when."},
    500: {"model": ErrorAnswer, "description": "The service is at fault."},
    503: {"model": ErrorAnswer, "description": "The database does not answer."},
}
GUARDED: Final[dict[int | str, dict[str, Any]]] = {
    401: {"model": ErrorAnswer, "description": "Neither logged in nor a key."},
    403: {"model": ErrorAnswer, "description": "Logged in, or with a key, that may not do this."},
}
CONFLICT: Final[dict[int | str, dict[str, Any]]] = {
    409: {"model": ErrorAnswer, "description": "Not now, or not with this version."},
}
NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorAnswer, "description": "There is no such thing."},
}


def install(app: FastAPI) -> None:
    """Let an application answer every error in the one shape."""
    app.exception_handler(NotFoundError)(_not_found)
    app.exception_handler(InvalidParameterError)(_contradiction)
    app.exception_handler(ConfigurationError)(_contradiction)
    app.exception_handler(BusyError)(_busy)
    app.exception_handler(IntegrityError)(_damaged)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(StoreError)(_unavailable)
    app.exception_handler(Exception)(_unexpected)


def refuse(
    request: Request,
    status: int,
    code: str,
    message: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an error in the one shape: JSON, or a page where a browser asks for one."""
    # Imported here: pages say their errors through this module.
    from scoreline.web.pages import failure  # noqa: PLC0415

    if not request.scope["path"].startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    ):
        return failure.page(request, status, message, headers)
    body = ErrorAnswer(error=ErrorDetail(code=code, message=message))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


def _not_found(request: Request, error: NotFoundError) -> Response:
    # What to type on the command line is of no use to whoever asks from elsewhere.
    return refuse(request, 404, "not_found", _COMMAND.sub("", str(error)))


def _contradiction(request: Request, error: ScorelineError) -> Response:
    return refuse(request, 422, "invalid_parameter", str(error))


def _busy(request: Request, error: BusyError) -> Response:
    return refuse(request, 409, "busy", str(error))


def _damaged(request: Request, error: IntegrityError) -> Response:
    return refuse(request, 409, "integrity", str(error))


def parsed(kind: type[T], /, **fields: Any) -> T:
    """Return what a form's fields say.

    Raises:
        InvalidParameterError: One of them makes no sense.
    """
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidParameterError(_said(first["loc"], first["msg"])) from error


def _invalid(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    place, *inside = first["loc"]
    # Of a body that is no JSON, the place of the first wrong letter is no name.
    named = inside if inside and first["type"] != "json_invalid" else [place]
    said = _said(named, first["msg"])
    if named == ["body"] and "json" not in request.headers.get("content-type", ""):
        said = "body: send JSON, with the header Content-Type: application/json"
    return refuse(request, 422, "invalid_parameter", said)


def _said(place: Iterable[int | str], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message.removeprefix('Value error, ')}"


def _refused(request: Request, error: HTTPException) -> Response:
    code = HTTPStatus(error.status_code).name.lower()
    return refuse(request, error.status_code, code, str(error.detail), error.headers)


def _unavailable(request: Request, error: StoreError) -> Response:
    warn("database does not answer", reason=str(error))
    return refuse(request, 503, "unavailable", "the database does not answer; try again")


def _unexpected(request: Request, _error: Exception) -> Response:
    # This answer is made outside all middleware, so it brings the headers itself. What happened
    # goes to the server's log, not to the reader.
    headers = headers_for(request.scope["scheme"])
    return refuse(request, 500, "internal", "the service failed; its log says why", headers)
