"""One match: its scores, its markets, why, how both clubs do, and what was said of it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Path, Request, Response

from scoreline import reference
from scoreline.domain import Fixture, Forecast, KeyFactor
from scoreline.domain.factor import AGAINST
from scoreline.web import ledger
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.dependencies import TheHome, TheLiveForecasts
from scoreline.web.pages import charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.games import Game, Tally, letters
from scoreline.web.pages.known import FORM_SPAN, read
from scoreline.web.pages.markets import market_table
from scoreline.web.pages.news import SPAN, club_news, news_table
from scoreline.web.pages.tables import Column, Table, percent, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.pages.views import (
    MatchView,
    long_day,
    moment,
    score_text,
    season_text,
    sentence,
)

router = APIRouter(include_in_schema=False)

SHOWN: Final = 7
"""Goals a side that the heat map goes up to, less one: more are rare."""

LAST: Final = 6
"""Matches of each club's form."""

MEETINGS: Final = 8
EVIDENCE: Final = 3
"""Features named behind a factor."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One score of the heat map; ``level`` from 0 to 7 says how likely it is."""

    text: str
    level: int
    top: bool


@dataclass(frozen=True, slots=True)
class FactorView:
    """A key factor with the evidence behind it; ``share`` in percent of the weightiest."""

    text: str
    favours: str
    share: float
    evidence: str


@router.get("/matches/{match_id}")
def show_match(
    request: Request,
    home: TheHome,
    live: TheLiveForecasts,
    match_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
) -> Response:
    """Show a match with all that is said of it."""
    known = read(home, live, match_id)
    fixture, forecast, said = known.fixture, known.forecast, known.said
    shown = {} if forecast is None else _forecast(request, fixture, forecast)
    told = news_table(request, known.told)
    tables = [_said_table(request, fixture, said), told]
    tables += [shown["markets"], shown["scores"]] if shown else []
    return render(
        request,
        "match.html",
        tables=tables,
        fixture=fixture,
        view=MatchView.of(ledger.Entry(fixture, forecast)),
        day=long_day(fixture.date),
        league=reference.competition(fixture.competition),
        season=_season(fixture),
        score=None if fixture.score is None else score_text(fixture.score.home, fixture.score.away),
        forecast=shown,
        stored=known.stored,
        told=known.told,
        told_until=known.told_until,
        later=known.later,
        told_days=SPAN.days,
        clubs_told=[club_news(club, known.told) for club in (fixture.home, fixture.away)],
        sides=_sides(fixture, known.played),
        meetings=_meetings(fixture, known.played),
        course=_course(said),
    )


def _season(fixture: Fixture) -> str:
    league = reference.competition(fixture.competition)
    return season_text(fixture.season, calendar_year=league.calendar_year)


def _forecast(request: Request, fixture: Fixture, forecast: Forecast) -> dict[str, Any]:
    return {
        "cells": _cells(forecast),
        "goals": range(SHOWN),
        "tiles": _tiles(fixture, forecast),
        "factors": _factors(fixture, forecast.key_factors),
        "markets": market_table(request, fixture, forecast),
        "scores": _scores(request, fixture, forecast),
        "quoted": bool(forecast.quotes),
        "as_of": forecast.as_of,
        "version": forecast.version,
    }


def _cells(forecast: Forecast) -> list[list[Cell]]:
    chances = forecast.grid.values[0]
    most = float(chances.max())
    return [
        [
            Cell(
                percent(float(chances[home, away]), 1 if chances[home, away] < 0.1 else 0)  # noqa: PLR2004
                if chances[home, away] >= 0.0005  # noqa: PLR2004
                else "",
                min(int(8 * float(chances[home, away]) / most), 7),
                (home, away) == forecast.top_score,
            )
            for away in range(SHOWN)
        ]
        for home in range(SHOWN)
    ]


def _scores(request: Request, fixture: Fixture, forecast: Forecast) -> Table:
    """Return the numbers of the heat map, the rare scores too."""
    chances = forecast.grid.values[0]
    rows = [
        {"home": home, "away": away, "chance": float(chances[home, away])}
        for home, away in np.ndindex(*chances.shape)
    ]
    rows.sort(key=lambda row: -row["chance"])
    columns = (
        Column("home", fixture.home, "number", field="home_goals", head=True),
        Column("away", fixture.away, "number", field="away_goals"),
        Column("chance", "Chance", "percent", digits=2),
    )
    return table(
        request, "scores", "Every score in numbers", columns, rows, sort="-chance", size=15
    )


def _tiles(fixture: Fixture, forecast: Forecast) -> list[Tile]:
    over = next(line for line in forecast.totals if line.line == 2.5)  # noqa: PLR2004
    (home, away), spans = forecast.expected_goals, forecast.goal_interval
    goals = forecast.top_score
    sides = zip((fixture.home, fixture.away), spans, forecast.goal_confidence, strict=True)
    notes = [
        f"{low}\N{EN DASH}{high} with 80 %; within one goal {percent(sure)}"
        for _, (low, high), sure in sides
    ]
    return [
        Tile(
            "Likeliest score",
            score_text(*goals),
            f"{percent(float(forecast.grid.values[0, goals[0], goals[1]]), 1)} of all",
        ),
        Tile(f"Goals of {fixture.home}", f"{home:.2f}", notes[0]),
        Tile(f"Goals of {fixture.away}", f"{away:.2f}", notes[1]),
        Tile("Over 2.5 goals", percent(over.ways[0].win), f"fair at {over.ways[0].fair:.2f}"),
        Tile("Both score", percent(forecast.both_score.ways[0].win)),
        Tile(
            "Confidence",
            percent(forecast.confidence),
            forecast.strength.lower(),
        ),
    ]


def _factors(fixture: Fixture, factors: Sequence[KeyFactor]) -> list[FactorView]:
    most = max((factor.weight for factor in factors), default=1.0)
    names = {"home": fixture.home, "draw": "the draw", "away": fixture.away}
    return [
        FactorView(
            text=sentence(factor.text.removeprefix(AGAINST)),
            favours=names[factor.favours.name.lower()],
            share=100 * factor.weight / most,
            evidence=_evidence(factor.features),
        )
        for factor in factors
    ]


def _evidence(features: Sequence[str]) -> str:
    named = ", ".join(name.replace("_", " ") for name in features[:EVIDENCE])
    more = len(features) - EVIDENCE
    return f"{named} and {more} more" if more > 0 else named


def _sides(fixture: Fixture, played: Sequence[Fixture]) -> list[dict[str, Any]]:
    """Return both clubs with their last matches before this one."""
    since, found = fixture.kickoff - FORM_SPAN, []
    for club in (fixture.home, fixture.away):
        own = [e for e in played if club in {e.home, e.away} and e.kickoff >= since][-LAST:]
        games = [Game.of(each, club) for each in reversed(own)]
        found.append({"club": club, "games": games, "letters": letters(reversed(games))})
    return found


def _meetings(fixture: Fixture, played: Sequence[Fixture]) -> dict[str, Any]:
    both = {fixture.home, fixture.away}
    games = [Game.of(e, fixture.home) for e in reversed(played) if {e.home, e.away} == both]
    return {"games": games[:MEETINGS], "tally": Tally.of(games)}


def _said_table(request: Request, fixture: Fixture, said: Sequence[Forecast]) -> Table:
    rows = [
        {
            "as_of": each.as_of,
            "version": each.version,
            "home": each.probabilities[0],
            "draw": each.probabilities[1],
            "away": each.probabilities[2],
            "score": score_text(*each.top_score),
            "goals": " : ".join(f"{mean:.2f}" for mean in each.expected_goals),
        }
        for each in reversed(said)
    ]
    columns = (
        Column("as_of", "As of", "time", head=True, style="nowrap"),
        Column("version", "Version", "code", wide=True),
        Column("home", fixture.home, "percent", digits=1),
        Column("draw", "Draw", "percent", digits=1),
        Column("away", fixture.away, "percent", digits=1),
        Column("score", "Likeliest", style="number"),
        Column("goals", "Expected goals", style="number", wide=True),
    )
    return table(
        request,
        "said",
        "Forecasts of this match",
        columns,
        rows,
        sort="-as_of",
        empty="Nothing was forecast of it.",
    )


def _course(said: Sequence[Forecast]) -> tuple[str, ...]:
    """Draw how the three probabilities moved, where more than one forecast was made."""
    # Of an instant the last word counts: under a clock that stands, there may be several.
    said = list({each.as_of: each for each in said}.values())
    if len(said) < 2:  # noqa: PLR2004
        return ()
    at = [each.as_of.timestamp() for each in said]
    names = (("home", "home", "s1"), ("draw", "draw", "draw"), ("away", "away", "s2"))
    drawn = [
        Line(name, [(x, each.probabilities[k]) for x, each in zip(at, said, strict=True)], hue)
        for k, (_, name, hue) in enumerate(names)
    ]
    most = max(max(each.probabilities) for each in said)
    ends = (0.0, 0.25, 0.5, 0.75, 1.0) if most > 0.5 else (0.0, 0.25, 0.5)  # noqa: PLR2004
    return charts.lines(
        drawn,
        across=[Tick(x, moment(e.as_of.date(), "day")[:-5]) for x, e in zip(at, said, strict=True)],
        up=[Tick(share, percent(share)) for share in ends],
        describes="Probabilities of home win, draw and away win in each forecast of this match",
    )
