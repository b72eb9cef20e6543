"""Tables of data on pages: sorted, filtered and turned by their address, each of them also CSV."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

from scoreline.words import counted

CSV: Final = "csv"
"""The parameter that names the table whose rows are asked for."""

PAGE: Final = 100
"""Rows of a page."""

MINUS: Final = "\N{MINUS SIGN}"
FEW: Final = 8
"""Rows among which nobody needs a filter; by its address a table of so few is filtered too."""

_NUMBERS: Final = frozenset({"number", "signed", "percent", "edge", "figure"})
_UNSEARCHED: Final = _NUMBERS | {"share", "form"}
_FIGURE: Final = re.compile(rf"[{MINUS}+-]?[\d,]*\.?\d+")
_DIGITS: Final = re.compile(r"(\d{1,15})")

Row = Mapping[str, Any]


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign."""
    text = f"{value:+.{digits}f}"
    return text.lstrip("+-") if not float(text) else text.replace("-", MINUS)


def percent(value: float, digits: int = 0) -> str:
    """Return a share of one in percent; what is rarer than can be written says so."""
    if 0 < value < 0.5 * 10 ** (-2 - digits):
        return f"<{10**-digits:.{digits}f} %"
    return f"{100 * value:.{digits}f} %"


_WRITERS: Final[Mapping[str, Callable[[Any, int], str]]] = MappingProxyType(
    {
        "number": lambda value, digits: f"{value:,.{digits}f}".replace("-", MINUS),
        "signed": signed,
        "percent": percent,
        "share": percent,
        "edge": lambda value, digits: f"{signed(100 * value, digits)} %",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: Of the rows' values; ``<key>_href`` beside it is where a value leads.
        title: At its head.
        kind: How values are written: text, code, club, form, badge, time, day, number, signed,
            percent, share, edge, or figure: a text that begins with a number and is sorted by it.
        digits: Behind the point.
        hint: What a short title stands for.
        head: Whether its cells name their rows.
        wide: Left out on a phone.
        style: Classes of its cells.
        sorts: Whether rows can be ordered by it.
        field: What it is called in CSV, where that is not its key.
    """

    key: str
    title: str
    kind: str = "text"
    digits: int = 0
    hint: str = ""
    head: bool = False
    wide: bool = False
    style: str = ""
    sorts: bool = True
    field: str = ""

    @property
    def classes(self) -> str:
        """Return the classes of its cells."""
        number = "number" if self.kind in _NUMBERS else ""
        return " ".join(filter(None, (number, "wide" if self.wide else "", self.style)))

    @property
    def descends(self) -> bool:
        """Tell whether the first wish is to see the largest first."""
        return self.kind in _NUMBERS | {"share", "time", "day"}

    def write(self, value: Any) -> str:
        """Return a value as printed."""
        writer = _WRITERS.get(self.kind)
        return str(value) if writer is None else writer(value, self.digits)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: how it is sorted and where a click leads."""

    column: Column
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a page shows it.

    Attributes:
        name: Of its parameters and its place in the page.
        all: Every row that the filter lets through, in order.
        rows: Those of the page at hand.
        others: Parameters of the page that are not this table's.
        asked: Whether the reader sorted, filtered or turned it.
        empty: What is said where there is no row.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    all: tuple[Row, ...]
    rows: tuple[Row, ...]
    heads: tuple[Head, ...]
    query: str
    searchable: bool
    others: tuple[tuple[str, str], ...]
    asked: bool
    csv: str
    cleared: str
    before: str
    after: str
    span: str
    empty: str

    @property
    def counted(self) -> str:
        """Return how many rows there are."""
        return counted(len(self.all), "row")

    @property
    def fields(self) -> list[str]:
        """Return what the columns are called in CSV."""
        return [column.field or column.key for column in self.columns]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows for CSV: every value as it is, all pages."""
        return [
            dict(zip(self.fields, (_plain(row[each.key]) for each in self.columns), strict=True))
            for row in self.all
        ]


def table(
    request: Request,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    sort: str = "",
    search: Sequence[str] | None = None,
    size: int = PAGE,
    first: int = 0,
    empty: str = "Nothing yet.",
) -> Table:
    """Return a table as the request's address wants it: ``name``, ``name.q`` and ``name.page``.

    Args:
        request: Whose parameters decide.
        name: Of the table.
        caption: What it shows.
        columns: From left to right.
        rows: In the order in which they are shown where nobody sorts.
        sort: Key by which they already are sorted, with a minus where descending.
        search: Keys of the columns that the filter looks into; where not given, all of words.
        size: Rows of a page.
        first: The row whose page is shown where nobody sorts, filters or turns.
        empty: What is said where there is no row.
    """
    given = request.query_params
    wanted, query = given.get(name, ""), given.get(f"{name}.q", "").strip()
    known = {column.key: column for column in columns if column.sorts}
    order = wanted if wanted.removeprefix("-") in known else ""
    looked = [each.key for each in columns if each.kind not in _UNSEARCHED]
    found = _filtered(rows, query, looked if search is None else search)
    if order:
        found = _ordered(found, known[order.removeprefix("-")], falls=order.startswith("-"))
    usual = "" if order or query else str(first // size + 1)
    start = _start(given.get(f"{name}.page", usual), len(found), size)
    at = _Address(request, name)
    kept = {name: order, f"{name}.q": query}
    return Table(
        name=name,
        caption=caption,
        columns=tuple(columns),
        all=tuple(found),
        rows=tuple(found[start : start + size]),
        heads=tuple(_head(column, order or sort, at, query) for column in columns),
        query=query,
        searchable=bool(query) or len(rows) > FEW,
        others=(*at.others, *([(name, order)] if order else [])),
        asked=bool(order or query),
        csv=at.of({**kept, CSV: name}, anchor=False),
        cleared=at.of({name: order}),
        before=at.of({**kept, f"{name}.page": str(start // size)}) if start else "",
        after=at.of({**kept, f"{name}.page": str(start // size + 2)})
        if start + size < len(found)
        else "",
        span=f"{start + 1}\N{EN DASH}{min(start + size, len(found))} of {len(found)}",
        empty=empty,
    )


class _Address:
    """Addresses of the same page that differ in one table's parameters."""

    def __init__(self, request: Request, name: str) -> None:
        own = {name, f"{name}.q", f"{name}.page", CSV}
        self._path = request.url.path
        self.name = name
        self.others = tuple(
            (key, value) for key, value in request.query_params.multi_items() if key not in own
        )

    def of(self, own: Mapping[str, str], *, anchor: bool = True) -> str:
        pairs = [*self.others, *((key, value) for key, value in own.items() if value)]
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{self._path}{query}{f'#{self.name}' if anchor else ''}"


def _head(column: Column, order: str, at: _Address, query: str) -> Head:
    if not column.sorts:
        return Head(column, "", "")
    descending = order == f"-{column.key}"
    here = order.removeprefix("-") == column.key
    falls = not descending if here else column.descends
    wanted = f"-{column.key}" if falls else column.key
    now = ("descending" if descending else "ascending") if here else ""
    return Head(column, at.of({at.name: wanted, f"{at.name}.q": query}), now)


def _filtered(rows: Sequence[Row], query: str, keys: Sequence[str]) -> list[Row]:
    words = query.casefold().split()
    if not words:
        return list(rows)
    texts = (
        " ".join(str(row[key]) for key in keys if row[key] is not None).casefold() for row in rows
    )
    return [
        row for row, text in zip(rows, texts, strict=True) if all(word in text for word in words)
    ]


def _ordered(rows: list[Row], column: Column, *, falls: bool) -> list[Row]:
    keyed = [(_sortable(row[column.key], column.kind), row) for row in rows]
    there = [each for each in keyed if each[0] is not None]
    there.sort(key=lambda each: each[0], reverse=falls)
    # What is missing is neither the least nor the most.
    return [row for _, row in there] + [row for key, row in keyed if key is None]


def _sortable(value: Any, kind: str) -> Any:
    """Return what a value is sorted by: numbers in a text count as numbers."""
    if not isinstance(value, str):
        return value
    if kind == "figure":
        found = _FIGURE.match(value)
        return found and float(found[0].replace(MINUS, "-").replace(",", ""))
    parts = _DIGITS.split(value.casefold())
    return [(bool(n % 2), int(part) if n % 2 else 0, part) for n, part in enumerate(parts)]


def _start(page: str, total: int, size: int) -> int:
    # A number of more digits than any page has is no page.
    number = int(page) if page.isdecimal() and len(page) < 9 else 1  # noqa: PLR2004
    last = max(-(-total // size), 1)
    return (min(max(number, 1), last) - 1) * size


def _plain(value: Any) -> Any:
    return " ".join(value) if isinstance(value, (list, tuple)) else value
