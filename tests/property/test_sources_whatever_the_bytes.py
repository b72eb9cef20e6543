"""Whatever a provider sends, its parser answers with sound rows or with the project's own error."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoreline.errors import ScorelineError
from scoreline.sources import (
    ApiFootball,
    ClubElo,
    FootballData,
    Mapped,
    OpenFootball,
    Parsed,
    RawFile,
    Source,
    Understat,
)
from scoreline.sources._base import (
    ABSENCES,
    APPEARANCES,
    MATCH_ROWS,
    ODDS_ROWS,
    SQUAD_VALUES,
    TEAM_RATINGS,
)
from scoreline.testing.sources import check_source

AT = datetime(2026, 1, 1, tzinfo=UTC)
RECORDINGS: Final = Path(__file__).parents[1] / "recordings"

COUNTRY: Final = b"""Country,League,Season,Date,Time,Home,Away,HG,AG,Res,PSCH,PSCD,PSCA
Argentina,Superliga,2012/2013,13/08/2012,00:00,Boca Juniors,Tigre,2,0,H,1.98,3.34,4.51
Argentina,Liga Profesional,2024,11/05/2024,01:00,Lanus,Platense,1,1,D,2.1,3,4.2
"""
COMING: Final = b"""Div,Date,Time,HomeTeam,AwayTeam,Referee,B365H,B365D,B365A,AHh,B365AHH,B365AHA
E0,21/11/2026,15:00,Arsenal,Chelsea,,1.8,3.6,4.5,-0.5,1.9,2
SP1,22/11/2026,20:00,Barcelona,Betis,,1.4,4.6,8,,,
"""
OWN: Final = b"""league,day,time,home,away,hg,ag,one,x,two
E0,2024-05-04,15:00,Arsenal,Chelsea,2,1,1.8,3.6,4.5
E0,2024-05-05,,Leeds,Hull,,,,,
"""
MAPPING: Final = b"""
file = "own"
[columns]
competition = "league"
date = "day"
time = "time"
home = "home"
away = "away"
home_goals = "hg"
away_goals = "ag"
[[odds]]
bookmaker = "mine"
market = "1x2"
moment = "opening"
prices = ["one", "x", "two"]
"""
SPELLS: Final = b"""
kind = "absences"
file = "own"
columns = {club = "home", player = "away", start = "day", end = "time"}
constants = {country = "England"}
"""
SNAPSHOTS: Final = b"""
kind = "availability"
file = "own"
columns = {club = "home", player = "away", snapshot = "day", status = "x"}
constants = {country = "England"}
translate = {status = {"3.6" = "injury", "" = "available"}}
"""


def recorded(path: str) -> bytes:
    return (RECORDINGS / path).read_bytes()


def mapped(mapping: bytes, content: bytes) -> bytes:
    return b"scoreline-mapped %d\n" % len(mapping) + mapping + content


def parquet() -> bytes:
    content = BytesIO()
    pl.read_csv(OWN).write_parquet(content)
    return content.getvalue()


FILES: Final[dict[str, tuple[Source, str, bytes]]] = {
    "a country": (FootballData(), "new/ARG.csv", COUNTRY),
    "coming matches": (FootballData(), "fixtures.csv", COMING),
    "coming matches of one league": (FootballData(), "fixtures.csv?E0", COMING),
    "ratings": (ClubElo(), "2024-01-01", recorded("clubelo/2024-01-01.csv")),
    "xg": (Understat(), "EPL/2023.json", recorded("understat/getLeagueData/EPL/2023.json")),
    "an xg page": (
        Understat(),
        "La_liga/2023.json",
        recorded("understat/league/La_liga/2023.html"),
    ),
    "open results": (
        OpenFootball(),
        "2023-24/en.1.json",
        recorded("openfootball/2023-24/en.1.json"),
    ),
    "old open results": (
        OpenFootball(),
        "2014-15/de.1.json",
        recorded("openfootball/2014-15/de.1.json"),
    ),
    "fixtures": (
        ApiFootball(),
        "fixtures/E0/2023.json",
        recorded("api-football/fixtures/E0/2023.json"),
    ),
    "injuries": (
        ApiFootball(),
        "injuries/E0/2023.json",
        recorded("api-football/injuries/E0/2023.json"),
    ),
    "own csv": (Mapped("csv"), "map/own?leagues=E0", mapped(MAPPING, OWN)),
    "own spells": (Mapped("csv"), "map/own", mapped(SPELLS, OWN)),
    "own snapshots": (Mapped("csv"), "map/own", mapped(SNAPSHOTS, OWN)),
    "own parquet": (Mapped("parquet"), "map/own", mapped(MAPPING, parquet())),
}
DOCUMENTS: Final = sorted(name for name, (_, _, content) in FILES.items() if content[:1] == b"{")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def sound(parsed: Parsed) -> None:
    assert dict(parsed.matches.schema) == MATCH_ROWS
    assert dict(parsed.odds.schema) == ODDS_ROWS
    assert dict(parsed.absences.schema) == ABSENCES
    assert dict(parsed.squad_values.schema) == SQUAD_VALUES
    assert dict(parsed.appearances.schema) == APPEARANCES
    assert dict(parsed.team_ratings.schema) == TEAM_RATINGS
    required = ["competition", "season", "date", "kickoff", "date_only", "home", "away", "status"]
    assert sum(parsed.matches.select(required).null_count().row(0)) == 0
    assert (parsed.matches["home"] != parsed.matches["away"]).all()
    assert parsed.matches.select("home_goals", "away_goals").min_horizontal().ge(0).all()
    assert parsed.matches["home_xg"].is_finite().all()
    assert parsed.odds.select("price_1", "price_2").min_horizontal().gt(1).all()
    assert set(parsed.odds["line_no"]) <= set(parsed.matches["line_no"])
    assert parsed.team_ratings["value"].is_finite().all()
    spells = parsed.absences.drop_nulls("end")
    assert (spells["start"] <= spells["end"]).all()
    taken = parsed.matches["line_no"].to_list()
    refused = [reject.line_no for reject in parsed.rejects if reject.column is None]
    assert len(taken) == len(set(taken))
    assert not set(taken) & set(refused)


def check(kind: str, content: bytes) -> None:
    source, name, _ = FILES[kind]
    try:
        parsed = source.parse(RawFile(source.name, name, content, AT))
    except ScorelineError as error:
        said = str(error)
    else:
        sound(parsed)
        said = ""
    assert "\n" not in said


@pytest.mark.parametrize("kind", FILES)
def test_the_files_that_get_mutated_are_sound_themselves(kind: str) -> None:
    source, name, content = FILES[kind]
    parsed = source.parse(RawFile(source.name, name, content, AT))
    sound(parsed)
    assert [
        each.reason for each in parsed.rejects if kind not in {"own spells", "own snapshots"}
    ] == []
    told = (parsed.matches, parsed.absences, parsed.team_ratings)
    assert sum(map(len, told)) >= 1
    check_source(source, {name: content})


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=25)
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"[" * 50_000)
@example(b'{"a":' * 50_000)
@example(b"1" * 10_000)
def test_random_bytes_never_escape_as_another_error(kind: str, content: bytes) -> None:
    check(kind, content)


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=25)
@given(st.data())
def test_bytes_cut_out_put_in_or_repeated_never_escape_as_another_error(
    kind: str, data: st.DataObject
) -> None:
    content = FILES[kind][2]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 30))
        content = content[:start] + data.draw(st.binary(max_size=4)) + content[end:]
    check(kind, content * data.draw(st.sampled_from([1, 1, 1, 2])))


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=25)
@given(st.data())
def test_any_value_in_any_place_of_a_document_costs_rows_and_nothing_else(
    kind: str, data: st.DataObject
) -> None:
    document = json.loads(FILES[kind][2])
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(_places(document))
        node, key = data.draw(st.sampled_from(places))
        node[key] = data.draw(anything)
    check(kind, json.dumps(document).encode())


CELLS: Final = st.sampled_from(
    [
        *("", " ", "0", "-1", "1e400", "nan", "inf", "1.5", "99", "2147483648", "É", '"', "<"),
        *("31/02/2024", "2024-02-31", "0001-01-01", "9999-12-31", "24:00", "ENG", "E0"),
    ]
)


@pytest.mark.parametrize(
    "kind", ["a country", "coming matches", "ratings", "own csv", "own spells"]
)
@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 12), CELLS), max_size=5))
def test_senseless_cells_cost_rows_or_values_and_nothing_else(
    kind: str, changes: list[tuple[int, int, str]]
) -> None:
    _, _, content = FILES[kind]
    at = content.index(b"league,day") if kind.startswith("own") else 0
    rows = [line.split(",") for line in content[at:].decode().splitlines()]
    for row, column, value in changes:
        cells = rows[row % len(rows) or 1]
        cells[column % len(cells)] = value
    text = "\n".join(",".join(row) for row in rows).encode()
    check(kind, content[:at] + text + b"\n")


@settings(max_examples=30)
@given(st.binary(max_size=60), st.integers(0, len(MAPPING)), st.integers(0, 40))
def test_whatever_a_mapping_says_it_is_read_or_refused(put: bytes, start: int, length: int) -> None:
    changed = MAPPING[:start] + put + MAPPING[start + length :]
    check("own csv", mapped(changed, OWN))


def _places(node: Any) -> Any:
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, inner in list(pairs):
        yield node, key
        if isinstance(inner, dict | list):
            yield from _places(inner)
