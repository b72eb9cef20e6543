"""One shape for every error that leaves the service."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from scoreline.errors import NotFoundError, ScorelineError
from scoreline.web.security import HEADERS


class InvalidParameterError(ScorelineError):
    """A request's parameters contradict each other or name what does not exist."""


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str = Field(description="A word for programs.", examples=["not_found"])
    message: str = Field(description="A sentence for people.", examples=["no match 17"])


class ErrorAnswer(BaseModel):
    """The body of every answer that is no success."""

    error: ErrorDetail


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    422: {"model": ErrorAnswer, "description": "A parameter is wrong."},
    500: {"model": ErrorAnswer, "description": "The service is at fault."},
}
NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorAnswer, "description": "There is no such thing."},
}


def install(app: FastAPI) -> None:
    """Let an application answer every error in the one shape."""
    app.exception_handler(NotFoundError)(_not_found)
    app.exception_handler(InvalidParameterError)(_contradiction)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(Exception)(_unexpected)


def _not_found(_request: Request, error: NotFoundError) -> JSONResponse:
    return _answer(404, "not_found", str(error))


def _contradiction(_request: Request, error: InvalidParameterError) -> JSONResponse:
    return _answer(422, "invalid_parameter", str(error))


def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    return _answer(422, "invalid_parameter", f"{name}: {first['msg']}")


def _refused(_request: Request, error: HTTPException) -> JSONResponse:
    code = HTTPStatus(error.status_code).name.lower()
    return _answer(error.status_code, code, str(error.detail), dict(error.headers or {}))


def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    # This answer is made outside all middleware, so it brings the headers itself. What happened
    # goes to the server's log, not to the reader.
    return _answer(500, "internal", "the service failed; its log says why", HEADERS)


def _answer(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    body = ErrorAnswer(error=ErrorDetail(code=code, message=message))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)
