"""Answers as CSV, and answers that need not be sent again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from scoreline.web.api.parameters import Item, PageQuery

CSV: Final = "text/csv"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

AS_CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {CSV: {"schema": {"type": "string"}}},
        "description": "JSON, or CSV by `Accept: text/csv` or `.csv` behind the path; there,"
        " `X-Total-Count` says how many there are in all.",
    }
}


def listed(
    request: Request,
    page: type[BaseModel],
    query: PageQuery,
    found: Sequence[Item],
    of: Callable[[Item], BaseModel],
    **known: Any,
) -> Response:
    """Return the part of a list that is asked for, as JSON or CSV.

    Args:
        request: What was asked.
        page: The kind of answer, with ``total``, ``limit``, ``offset`` and ``items``.
        query: Which part.
        found: The whole list.
        of: Reads one of it.
        **known: What else a page says.
    """
    items = [of(each) for each in query.part(found)]
    body = page(total=len(found), limit=query.limit, offset=query.offset, items=items, **known)
    return answer(request, body, items, total=len(found))


def answer(
    request: Request, page: BaseModel, items: Iterable[BaseModel], *, total: int
) -> Response:
    """Return a list as JSON, or as CSV where that is asked for."""
    if wants_csv(request):
        text = to_csv([item.model_dump(mode="json") for item in items])
        headers = {"X-Total-Count": str(total), "Vary": "Accept"}
        return tagged(request, Response(text, media_type=CSV, headers=headers))
    return whole(request, page)


def whole(request: Request, body: BaseModel, *, seconds: int = 0) -> Response:
    """Return an answer as JSON that may be kept for some seconds, then has to be asked for."""
    return encoded(request, body.model_dump_json(), seconds=seconds)


def encoded(request: Request, text: str, *, seconds: int = 0) -> Response:
    """Return JSON that is written already; otherwise as :func:`whole`."""
    response = Response(text, media_type="application/json")
    response.headers["Vary"] = "Accept"
    if seconds:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return tagged(request, response)


def tagged(request: Request, response: Response) -> Response:
    """Add an ETag; whoever has the same answer already is told so in its place."""
    etag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    known = request.headers.get("if-none-match", "")
    if etag not in [each.strip().removeprefix("W/") for each in known.split(",")]:
        return response
    kept = ("etag", "cache-control", "vary")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    return Response(status_code=304, headers=headers)


def wants_csv(request: Request) -> bool:
    """Tell whether CSV is asked for, by the path or before JSON in ``Accept``."""
    if str(request.scope["path"]).endswith(".csv"):
        return True
    ranges = [each.split(";")[0].strip() for each in request.headers.get("accept", "").split(",")]
    return CSV in ranges and "application/json" not in ranges


def to_csv(rows: list[dict[str, Any]]) -> str:
    """Return rows as CSV: what is nested gets joined names, lists are left out."""
    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in flat)
    return text.getvalue()


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}_")
        elif not isinstance(value, list):
            yield f"{before}{name}", value


def _cell(value: Any) -> Any:
    # A spreadsheet would run what looks like a formula.
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
