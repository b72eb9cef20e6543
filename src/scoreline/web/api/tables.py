"""Answers as CSV, and answers that need not be sent again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

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
    [kind] = get_args(page.model_fields["items"].annotation)
    return answer(request, body, kind, items, total=len(found))


def answer(
    request: Request,
    page: BaseModel,
    kind: type[BaseModel],
    items: Iterable[BaseModel],
    *,
    total: int,
) -> Response:
    """Return a list as JSON, or as CSV where that is asked for.

    Args:
        request: What was asked.
        page: The whole answer.
        kind: What the list is of; the columns of CSV are its fields, whatever the rows hold.
        items: The list.
        total: How long it is in all.
    """
    if wants_csv(request):
        rows = [item.model_dump(mode="json", by_alias=True) for item in items]
        headers = {"X-Total-Count": str(total), "Vary": "Accept"}
        text = to_csv(rows, list(columns_of(kind)))
        return tagged(request, Response(text, media_type=CSV, headers=headers))
    return whole(request, page)


def whole(request: Request, body: BaseModel, *, seconds: int = 0) -> Response:
    """Return an answer as JSON that may be kept for some seconds, then has to be asked for.

    The instant that a list speaks from (``as_of``) goes on with the clock: two that differ in it
    alone say the same, and have the same weak ETag.
    """
    text = body.model_dump_json(by_alias=True)
    if not {"as_of", "items"} <= type(body).model_fields.keys():
        return encoded(request, text, seconds=seconds)
    says = body.model_dump_json(exclude={"as_of"}, by_alias=True)
    return encoded(request, text, seconds=seconds, etag=f"W/{_etag(says.encode())}")


def encoded(request: Request, text: str, *, seconds: int = 0, etag: str = "") -> Response:
    """Return JSON that is written already; otherwise as :func:`whole`."""
    response = Response(text, media_type="application/json")
    response.headers["Vary"] = "Accept"
    if seconds:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return tagged(request, response, etag=etag)


def tagged(request: Request, response: Response, *, etag: str = "") -> Response:
    """Add an ETag, by default of its bytes; whoever has it already is told so in its place."""
    response.headers["ETag"] = etag = etag or _etag(bytes(response.body))
    known = request.headers.get("if-none-match", "")
    if _strong(etag) not in map(_strong, known.split(",")):
        return response
    kept = ("etag", "cache-control", "vary")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    return Response(status_code=304, headers=headers)


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _strong(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def wants_csv(request: Request) -> bool:
    """Tell whether CSV is asked for, by the path or by an ``Accept`` that has it and no JSON."""
    if str(request.scope["path"]).endswith(".csv"):
        return True
    ranges = [each.split(";")[0].strip() for each in request.headers.get("accept", "").split(",")]
    return CSV in ranges and "application/json" not in ranges


def columns_of(kind: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the columns that a kind of answer has in CSV; fields of free form have none."""
    for name, field in kind.model_fields.items():
        name, types = field.alias or name, _types_in(field.annotation)  # noqa: PLW2901
        nested = next((each for each in types if issubclass(each, BaseModel)), None)
        if nested is not None:
            yield from columns_of(nested, f"{before}{name}_")
        elif not {list, dict} & types:
            yield f"{before}{name}"


def _types_in(annotation: Any) -> set[type]:
    """Return the types that an annotation is a union of, those of containers as such."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return {kind for each in get_args(annotation) for kind in _types_in(each)}
    kind = origin or annotation
    return {kind} if isinstance(kind, type) else set()


def to_csv(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV: what is nested gets joined names, lists are left out.

    Args:
        rows: What is written.
        columns: Names that are there whatever the rows hold; others that have a value follow.
    """
    flat = [dict(_flat(row)) for row in rows]
    others = (name for row in flat for name, value in row.items() if value is not None)
    names = list(dict.fromkeys([*columns, *others]))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\n")
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
