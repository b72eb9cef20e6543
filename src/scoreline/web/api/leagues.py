"""Competitions, prediction leagues with their tables, and the bots that play."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline import reference
from scoreline.bots import Standing, league_table
from scoreline.domain import Bot, League
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.store import Connection, bots, matches
from scoreline.web.api.parameters import LARGEST_ID, PageQuery
from scoreline.web.api.tables import AS_CSV, listed
from scoreline.web.dependencies import TheHome
from scoreline.web.errors import NOT_FOUND

router = APIRouter(prefix="/api", tags=["leagues"])


Part = Annotated[PageQuery, Query()]


class CompetitionAnswer(BaseModel):
    """A competition of which there are matches."""

    code: str = Field(examples=["E0"])
    name: str = Field(examples=["Premier League"])
    country: str = Field(examples=["England"])
    tier: int
    timezone: str = Field(examples=["Europe/London"])
    first_season: int = Field(description="First year of the oldest season stored.")
    last_season: int = Field(description="First year of the newest.")
    seasons: list[int] = Field(description="Every season stored, by first year.")


class CompetitionPage(BaseModel):
    """A part of the list of competitions."""

    total: int
    limit: int
    offset: int
    items: list[CompetitionAnswer]


class SeasonAnswer(BaseModel):
    """A season that is played on."""

    competition: str = Field(examples=["E0"])
    season: int = Field(description="Its first year.", examples=[2025])


class LeagueAnswer(BaseModel):
    """A prediction league, in which bots play on one or more seasons."""

    id: int
    name: str = Field(examples=["Premier League 2025/26"])
    seasons: list[SeasonAnswer]
    first_day: dt.date | None = Field(description="Earlier matches do not count.")
    last_day: dt.date | None = Field(description="Later matches do not count.")
    rule: str = Field(description="Points of an exact score and so on.", examples=["3/1"])
    knockout: bool = Field(description="Whether no draw may be tipped.")

    @classmethod
    def of(cls, number: int, league: League) -> "LeagueAnswer":
        """Read a league."""
        return cls(
            id=number,
            name=league.name,
            seasons=[SeasonAnswer(competition=code, season=y) for code, y in league.seasons],
            first_day=league.first,
            last_day=league.last,
            rule=str(league.rule),
            knockout=league.knockout,
        )


class LeaguePage(BaseModel):
    """A part of the list of prediction leagues."""

    total: int
    limit: int
    offset: int
    items: list[LeagueAnswer]


class StandingAnswer(BaseModel):
    """One bot's line in a table."""

    place: int
    bot: str = Field(examples=["ExpectedPoints"])
    played: int
    missed: int
    points: int
    exact: int
    outcomes: int = Field(description="Right outcomes, the exact scores included.")
    points_per_match: float | None
    mae: float | None = Field(description="Mean absolute error in goals per side.")

    @classmethod
    def of(cls, line: Standing) -> "StandingAnswer":
        """Read a line."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class TableAnswer(BaseModel):
    """A prediction league's table."""

    league: LeagueAnswer
    as_of: dt.datetime
    total: int
    limit: int
    offset: int
    items: list[StandingAnswer]


class BotAnswer(BaseModel):
    """A bot and its temper."""

    name: str = Field(examples=["ExpectedPoints"])
    strategy: str = Field(examples=["expected_points"])
    risk: str = Field(examples=["balanced"])
    base_confidence: float
    threshold: float = Field(description="Below this confidence it does not give its tip.")
    doubt: str = Field(description="What it does instead.", examples=["skip", "fall_back"])
    bets: bool = Field(description="Whether it bets beside its tips.")

    @classmethod
    def of(cls, bot: Bot) -> "BotAnswer":
        """Read a bot."""
        temper = bot.personality
        return cls(
            name=bot.name,
            strategy=bot.strategy,
            risk=temper.risk.value,
            base_confidence=temper.base_confidence,
            threshold=temper.threshold,
            doubt=temper.doubt.value,
            bets=temper.staking is not None,
        )


class BotPage(BaseModel):
    """A part of the list of bots."""

    total: int
    limit: int
    offset: int
    items: list[BotAnswer]


@router.get("/competitions.csv", include_in_schema=False)
@router.get("/competitions", response_model=CompetitionPage, responses=AS_CSV)
def list_competitions(request: Request, home: TheHome, query: Part) -> Response:
    """List the competitions of which there are matches."""
    with home.database.read() as connection:
        stored = matches.seasons(connection)
    return listed(request, CompetitionPage, query, list(stored.items()), _competition)


@router.get("/leagues.csv", include_in_schema=False)
@router.get("/leagues", response_model=LeaguePage, responses=AS_CSV)
def list_leagues(request: Request, home: TheHome, query: Part) -> Response:
    """List the prediction leagues."""
    with home.database.read() as connection:
        found = bots.numbered_leagues(connection, book=home.book)
    return listed(
        request, LeaguePage, query, list(found.items()), lambda each: LeagueAnswer.of(*each)
    )


@router.get("/leagues/{league_id}/table.csv", include_in_schema=False)
@router.get("/leagues/{league_id}/table", response_model=TableAnswer, responses=AS_CSV | NOT_FOUND)
def show_table(
    request: Request,
    home: TheHome,
    league_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    query: Part,
) -> Response:
    """Return a prediction league's table, on what was settled by the clock's instant."""
    now = home.clock.now()
    with home.database.read() as connection:
        league = league_numbered(connection, home, league_id)
        lines = league_table(connection, league, as_of=now)
    shown = LeagueAnswer.of(league_id, league)
    return listed(request, TableAnswer, query, lines, StandingAnswer.of, league=shown, as_of=now)


@router.get("/bots.csv", include_in_schema=False)
@router.get("/bots", response_model=BotPage, responses=AS_CSV)
def list_bots(request: Request, home: TheHome, query: Part) -> Response:
    """List the bots."""
    with home.database.read() as connection:
        found = bots.listing(connection)
    return listed(request, BotPage, query, found, BotAnswer.of)


def league_numbered(connection: Connection, home: Home, number: int) -> League:
    """Return a prediction league of the home's book.

    Raises:
        NotFoundError: There is none of this number.
    """
    league = bots.numbered_leagues(connection, book=home.book).get(number)
    if league is None:
        raise NotFoundError(f"no prediction league {number}")
    return league


def _competition(stored: tuple[str, list[int]]) -> CompetitionAnswer:
    code, seasons = stored
    known = reference.competition(code)
    return CompetitionAnswer(
        code=code,
        name=known.name,
        country=known.country,
        tier=known.tier,
        timezone=known.timezone,
        first_season=min(seasons),
        last_season=max(seasons),
        seasons=seasons,
    )
