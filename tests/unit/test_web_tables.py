"""Tables of pages: sorted and filtered by their address, and had as CSV."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request

from scoreline.web.api.tables import columns_of, to_csv
from scoreline.web.pages.tables import FEW, MINUS, Column, table
from scoreline.web.pages.views import breakable


def test_what_a_spreadsheet_would_run_is_made_a_text() -> None:
    text = to_csv([{"name": "=1+1", "edge": -0.5, "inner": {"far": "@x", "list": [1]}}], ["name"])
    assert text == "name,edge,inner_far\n'=1+1,-0.5,'@x\n"


def test_columns_are_the_same_whatever_the_rows_hold() -> None:
    columns = ["a", "b"]
    assert to_csv([{"a": 1, "b": None}, {"a": 2, "c": {"d": 3}}], columns) == "a,b,c_d\n1,,\n2,,3\n"
    assert to_csv([{"a": 1, "c": None}], columns) == "a,b\n1,\n"
    assert to_csv([], columns) == "a,b\n"


def test_columns_of_an_answer_are_its_fields_and_those_of_its_parts() -> None:
    class Inner(BaseModel):
        x: int
        y: float | None

    class Outer(BaseModel):
        name: Literal["a", "b"]
        inner: Inner
        perhaps: Inner | None
        day: Annotated[date, Field(ge=date(2000, 1, 1))] | None
        many: list[int]
        free: dict[str, Any]

    assert list(columns_of(Outer)) == [
        "name",
        "inner_x",
        "inner_y",
        "perhaps_x",
        "perhaps_y",
        "day",
    ]


def asked(query: str = "") -> Request:
    scope = {"type": "http", "path": "/page", "query_string": query.encode(), "headers": []}
    return Request(scope)


def shown(query: str, rows: Sequence[Mapping[str, Any]], **known: Any) -> list[Any]:
    columns = (
        Column("name", "Name", head=True),
        Column("said", "Said", "figure"),
        Column("points", "Points", "number"),
    )
    found = table(asked(query), "t", "T", columns, rows, **known)
    return [row["name"] for row in found.rows]


ROWS: list[dict[str, Any]] = [
    {"name": "month 10", "said": f"{MINUS}0.5 to 1", "points": 3},
    {"name": "month 2", "said": "1,200", "points": None},
    {"name": "Month 1", "said": None, "points": 7},
    {"name": "total", "said": "77.9 % / 0.0 %", "points": 1},
]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["month 10", "month 2", "Month 1", "total"]),
        ("t=name", ["Month 1", "month 2", "month 10", "total"]),
        ("t=said", ["month 10", "total", "month 2", "Month 1"]),
        ("t=-said", ["month 2", "total", "month 10", "Month 1"]),
        ("t=-points", ["Month 1", "month 10", "total", "month 2"]),
        ("t=nothing", ["month 10", "month 2", "Month 1", "total"]),
        ("t.q=MONTH+1", ["month 10", "Month 1"]),
        ("t.q=7", []),
        ("t.q=none", []),
        ("t.q=month&t=-name", ["month 10", "month 2", "Month 1"]),
    ],
)
def test_any_table_is_sorted_and_filtered_by_its_address(query: str, names: list[str]) -> None:
    assert shown(query, ROWS) == names


def test_a_filter_is_offered_where_there_are_many_rows_or_one_is_set() -> None:
    columns = (Column("name", "Name"),)
    few, many = ([{"name": str(n)} for n in range(count)] for count in (FEW, FEW + 1))
    assert not table(asked(), "t", "T", columns, few).searchable
    assert table(asked("t.q=x"), "t", "T", columns, few).searchable
    assert table(asked(), "t", "T", columns, many).searchable


def test_a_table_opens_where_its_first_row_of_interest_is() -> None:
    rows = [{"name": f"{n:02}", "said": None, "points": n} for n in range(10)]
    assert shown("", rows, size=4, first=5) == ["04", "05", "06", "07"]
    assert shown("t.page=1", rows, size=4, first=5) == ["00", "01", "02", "03"]
    assert shown("t=-points", rows, size=4, first=5)[0] == "09"


def test_columns_have_names_of_their_own_in_csv() -> None:
    columns = (Column("b0", "Hybrid", "number", field="Hybrid"), Column("name", "Name"))
    found = table(asked(), "t", "T", columns, [{"b0": 3, "name": "a"}])
    assert found.records() == [{"Hybrid": 3, "name": "a"}]


def test_names_of_parts_break_between_their_parts_and_are_escaped() -> None:
    assert str(breakable("home_pi_rating")) == "home_<wbr>pi_<wbr>rating"
    assert str(breakable("mmz/E0.csv")) == "mmz/<wbr>E0.csv"
    assert str(breakable("_x<b>")) == "_<wbr>x&lt;b&gt;"
    assert str(breakable("")) == ""
