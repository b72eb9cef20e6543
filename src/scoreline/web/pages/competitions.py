"""Competitions: which there are, and a season's table, its likely end, its matches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Final

import polars as pl
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from scoreline import reference
from scoreline.domain import Competition, MatchStatus
from scoreline.errors import NotFoundError
from scoreline.evaluation import SeasonSimulation
from scoreline.features.standings import league_table
from scoreline.home import Home
from scoreline.store import matches
from scoreline.web.background import Kept
from scoreline.web.dependencies import TheHome, TheProjections
from scoreline.web.pages.choices import Choice, Link, choices
from scoreline.web.pages.tables import Column, Table, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.views import score_text, season_text

router = APIRouter(include_in_schema=False)

FORM: Final = 5
"""Matches of the form that stands in the table."""

ZONES: Final[Mapping[str, str]] = {
    "title": "Title",
    "champions_league": "Champions League",
    "europe": "Europe",
    "promotion": "Promotion",
    "promotion_playoff": "Play-off up",
    "relegation_playoff": "Play-off down",
    "relegation": "Relegation",
}
"""What places decide, as the pages call it."""

VIEWS: Final = (
    Choice("", "Table"),
    Choice("projection", "How it may end"),
    Choice("matches", "Results and fixtures"),
)

Code = Annotated[str, Path(max_length=10)]
Year = Annotated[int, Path(ge=1850, le=2200)]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's competitions with the seasons stored of each."""

    name: str
    leagues: tuple[tuple[Competition, str, str], ...]


@router.get("/competitions")
def list_competitions(request: Request, home: TheHome) -> Response:
    """Show which competitions there are, by country."""
    with home.database.read() as connection:
        stored = matches.seasons(connection)
    return render(request, "competitions.html", countries=list(_countries(stored)))


@router.get("/competitions/{code}")
def newest_season(home: TheHome, code: Code) -> Response:
    """Lead to a competition's newest season."""
    return RedirectResponse(f"/competitions/{code}/{_seasons(home, code)[-1]}", status_code=302)


@router.get("/competitions/{code}/{season}")
def show_season(
    *,
    request: Request,
    home: TheHome,
    projections: TheProjections,
    code: Code,
    season: Year,
    view: str = "",
) -> Response:
    """Show a season: its table, how it may end, or its matches."""
    years, league, now = _seasons(home, code), reference.competition(code), home.clock.now()
    if season not in years:
        raise NotFoundError(f"no matches of {code} {season}")
    with home.database.read() as connection:
        frame = matches.season(connection, code, season, as_of=now)
    shown: dict[str, Any] = {"kept": None, "simulated": None, "places": None}
    if view == "projection":
        kept = projections.of(frame, now=now)
        tables, shown = _projected(request, kept)
    elif view == "matches":
        tables = [_matches(request, frame)]
    else:
        view = ""
        tables = [_standing(request, frame, league, season, now)]
    return render(
        request,
        "season.html",
        tables=tables,
        league=league,
        season=season_text(season, calendar_year=league.calendar_year),
        seasons=_season_links(league, years, season),
        views=choices(request, "view", VIEWS, view),
        view=view,
        zones=list(_zone_words(league, season, frame)),
        played=frame["home_goals"].is_not_null().sum(),
        total=len(frame),
        **shown,
    )


def _countries(stored: Mapping[str, Sequence[int]]) -> Iterator[Country]:
    there = [each for code, each in reference.competitions().items() if code in stored]
    ordered = sorted(there, key=lambda each: each.country)
    for name, leagues in groupby(ordered, key=lambda each: each.country):
        rows = sorted(leagues, key=lambda each: each.tier)
        yield Country(name, tuple((each, *_span(each, stored[each.code])) for each in rows))


def _span(league: Competition, years: Sequence[int]) -> tuple[str, str]:
    first, last = (
        season_text(y, calendar_year=league.calendar_year) for y in (years[0], years[-1])
    )
    return first, last


def _seasons(home: Home, code: str) -> list[int]:
    reference.competition(code)
    with home.database.read() as connection:
        found = matches.seasons_of(connection, code)
    if not found:
        raise NotFoundError(f"no matches of league '{code}'")
    return found


def _season_links(league: Competition, years: Sequence[int], season: int) -> list[Link]:
    return [
        Link(
            season_text(year, calendar_year=league.calendar_year),
            f"/competitions/{league.code}/{year}",
            year == season,
        )
        for year in reversed(years)
    ]


def _standing(
    request: Request, frame: pl.DataFrame, league: Competition, season: int, now: Any
) -> Table:
    rows = league_table(frame, league, season, as_of=now).to_dicts()
    form, ends = _form(frame), _ends(league, season, len(rows))
    for row in rows:
        row["form"] = form.get(row["club"], [])
        row["row_class"] = "after-zone" if row["place"] in ends else ""
    columns = (
        Column("place", "Place", "number", hint="Place"),
        Column("club", "Club", "club", head=True),
        Column("played", "P", "number", hint="Played"),
        Column("wins", "W", "number", hint="Won", wide=True),
        Column("draws", "D", "number", hint="Drawn", wide=True),
        Column("losses", "L", "number", hint="Lost", wide=True),
        Column("goals_for", "GF", "number", hint="Goals for", wide=True),
        Column("goals_against", "GA", "number", hint="Goals against", wide=True),
        Column("goal_difference", "GD", "signed", hint="Goal difference"),
        Column("points", "Pts", "number", hint="Points", style="strong"),
        Column("form", "Form", "form", sorts=False, wide=True),
    )
    return table(request, "standing", "Table", columns, rows, sort="place", search=("club",))


def _ends(league: Competition, season: int, clubs: int) -> set[int]:
    """Return the places after which something else begins."""
    zones = league.rules_in(season).zones(clubs)
    after = {max(places) for name, places in zones.items() if not name.startswith("relegation")}
    before = {min(places) - 1 for name, places in zones.items() if name.startswith("relegation")}
    return after | before


def _zone_words(league: Competition, season: int, frame: pl.DataFrame) -> Iterator[str]:
    clubs = pl.concat([frame["home"], frame["away"]]).n_unique()
    for name, places in league.rules_in(season).zones(clubs).items():
        if name != "title":
            first, last = min(places), max(places)
            span = f"{first}" if first == last else f"{first}\N{EN DASH}{last}"
            yield f"{ZONES[name]}: {span}"


def _form(frame: pl.DataFrame) -> dict[str, list[str]]:
    """Return W, D and L of each club's last matches, the newest last."""
    found: dict[str, list[str]] = {}
    played = frame.filter(pl.col("home_goals").is_not_null()).sort("kickoff")
    for row in played.select("home", "away", "home_goals", "away_goals").iter_rows():
        home, away, scored, conceded = row
        gap = scored - conceded
        found.setdefault(home, []).append("W" if gap > 0 else "L" if gap < 0 else "D")
        found.setdefault(away, []).append("L" if gap > 0 else "W" if gap < 0 else "D")
    return {club: letters[-FORM:] for club, letters in found.items()}


def _projected(
    request: Request, kept: Kept[SeasonSimulation] | None
) -> tuple[list[Table], dict[str, Any]]:
    found = kept.value if kept else None
    if found is None:
        return [], {"kept": kept, "simulated": None, "places": None}
    facts = found.to_plain()
    rows = [
        {**row, "interval": f"{row['points_low']}\N{EN DASH}{row['points_high']}"}
        for row in facts["clubs"]
    ]
    zones = [name for name in ZONES if name in facts["zones"]]
    columns = (
        Column("place", "Now", "number", hint="Place now"),
        Column("club", "Club", "club", head=True),
        Column("points", "Pts", "number", hint="Points now", wide=True, style="roomy"),
        Column("expected_points", "In the end", "number", digits=1, style="strong"),
        Column(
            "interval", "80 %", style="number roomy", wide=True, hint="80 % of the runs end within"
        ),
        *(Column(name, ZONES[name], "share") for name in zones),
    )
    facts["as_of"] = datetime.fromisoformat(facts["as_of"])
    shown = {"kept": kept, "simulated": facts, "places": _places(rows, facts["zones"])}
    ends = table(request, "projection", "How the season may end", columns, rows)
    return [ends, _places_table(request, rows)], shown


def _places_table(request: Request, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the numbers of the map of final places."""
    shares = [
        {"club": row["club"], **{f"place_{n}": share for n, share in enumerate(row["places"], 1)}}
        for row in rows
    ]
    places = (Column(f"place_{n}", f"{n}", "percent", digits=1) for n in range(1, len(rows) + 1))
    columns = (Column("club", "Club", "club", head=True), *places)
    return table(request, "places", "Final places in numbers", columns, shares)


@dataclass(frozen=True, slots=True)
class Place:
    """How likely a club takes a place."""

    text: str
    level: int
    begins: bool


def _places(
    rows: Iterable[Mapping[str, Any]], zones: Mapping[str, Sequence[int]]
) -> list[tuple[str, list[Place]]]:
    begins = {last + 1 for name, (_, last) in zones.items() if not name.startswith("relegation")}
    begins |= {first for name, (first, _) in zones.items() if name.startswith("relegation")}
    return [
        (
            row["club"],
            [
                Place(
                    f"{100 * share:.0f}" if share >= 0.005 else "",  # noqa: PLR2004
                    min(int(7 * share**0.5 + 0.999), 7) if share >= 0.005 else 0,  # noqa: PLR2004
                    number in begins,
                )
                for number, share in enumerate(row["places"], start=1)
            ],
        )
        for row in rows
    ]


def _matches(request: Request, frame: pl.DataFrame) -> Table:
    rows = [
        {
            "date": row["date"],
            "matchweek": row["matchweek"],
            "home": row["home"],
            "home_href": f"/matches/{row['match_id']}",
            "score": _result(row),
            "away": row["away"],
        }
        for row in frame.sort("kickoff", "home").to_dicts()
    ]
    columns = (
        Column("date", "Day", "day", style="nowrap short"),
        Column("matchweek", "Week", "number", wide=True),
        Column("home", "Home", "club", head=True),
        Column("score", "Result", style="number strong"),
        Column("away", "Away", "club"),
    )
    return table(
        request,
        "matches",
        "Results and fixtures",
        columns,
        rows,
        sort="date",
        search=("home", "away", "date"),
        size=60,
        first=next((n for n, row in enumerate(rows) if row["score"] is None), 0),
    )


def _result(row: Mapping[str, Any]) -> str | None:
    if row["home_goals"] is None:
        return None if row["status"] == MatchStatus.SCHEDULED else row["status"]
    return score_text(row["home_goals"], row["away_goals"])
