"""How prediction leagues went, and what a bot tipped and why."""

import datetime as dt
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline.bots import DayOfBot, Duel, best_days, league_course, league_duels
from scoreline.domain import Fixture, Score, Tip
from scoreline.errors import NotFoundError
from scoreline.store import Connection, bots, matches
from scoreline.web.api.leagues import LeagueAnswer, Part, league_numbered
from scoreline.web.api.parameters import LARGEST_ID, PageQuery
from scoreline.web.api.tables import AS_CSV, answer, listed
from scoreline.web.dependencies import TheHome
from scoreline.web.errors import NOT_FOUND

router = APIRouter(prefix="/api", tags=["leagues"])

LeagueId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class CourseQuery(PageQuery):
    """Whose course, and which part of it."""

    bot: str | None = Field(
        default=None, max_length=60, description="One bot only.", examples=["Market"]
    )


class DayAnswer(BaseModel):
    """One bot's match day."""

    day: dt.date
    bot: str = Field(examples=["ExpectedPoints"])
    tips: int = Field(description="Tips of that day that were settled.", examples=[4])
    points: int = Field(description="What they earned.", examples=[5])
    total: int = Field(description="What it had earned by the end of that day.", examples=[61])
    place: int = Field(description="Where that put it.", examples=[2])

    @classmethod
    def of(cls, line: DayOfBot) -> Self:
        """Read a line."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class TimelineAnswer(BaseModel):
    """Points over time."""

    league: LeagueAnswer
    as_of: dt.datetime
    best: list[DayAnswer] = Field(description="Each bot's best day, the most points first.")
    total: int
    limit: int
    offset: int
    items: list[DayAnswer] = Field(description="By day and place.")


class DuelAnswer(BaseModel):
    """One bot against another on the matches that both tipped."""

    bot: str = Field(examples=["ExpectedPoints"])
    other: str = Field(examples=["Market"])
    matches: int
    won: int = Field(description="Matches on which the bot earned more than the other.")
    level: int
    lost: int
    points: int
    other_points: int

    @classmethod
    def of(cls, duel: Duel) -> Self:
        """Read a duel."""
        return cls(**{name: getattr(duel, name) for name in cls.model_fields})


class DuelPage(BaseModel):
    """A part of the duels of a league."""

    league: LeagueAnswer
    as_of: dt.datetime
    total: int
    limit: int
    offset: int
    items: list[DuelAnswer] = Field(description="Every bot against every other, both ways around.")


class Goals(BaseModel):
    """A score."""

    home: int = Field(examples=[2])
    away: int = Field(examples=[1])

    @classmethod
    def of(cls, score: Score) -> Self:
        """Read a score."""
        return cls(home=score.home, away=score.away)


class TipAnswer(BaseModel):
    """A tip, and what it earned once its match was settled."""

    league: str = Field(examples=["Premier League 2025/26"])
    match: int
    competition: str = Field(examples=["E0"])
    date: dt.date
    home: str = Field(examples=["Arsenal"])
    away: str = Field(examples=["Burnley"])
    tip: Goals
    confidence: float = Field(description="From 0.3 to 0.95.", examples=[0.74])
    reason: str = Field(
        examples=["By goal averages 1.9-0.8 is expected; the likeliest score is 1-0 (13%)."]
    )
    fallback: bool = Field(description="Whether another strategy answered in its place.")
    version: str | None = Field(
        description="The model version behind it.", examples=["v2026-05-01-001"]
    )
    placed_at: dt.datetime
    result: Goals | None
    points: int | None = Field(description="Null until it is settled.")

    @classmethod
    def of(
        cls, league: str, fixture: Fixture, tip: Tip, result: Score | None, points: int | None
    ) -> Self:
        """Read a tip."""
        return cls(
            league=league,
            match=fixture.id,
            competition=fixture.competition,
            date=fixture.date,
            home=fixture.home,
            away=fixture.away,
            tip=Goals.of(tip.score),
            confidence=tip.confidence,
            reason=tip.reason,
            fallback=tip.fallback,
            version=tip.version,
            placed_at=tip.placed_at,
            result=None if result is None else Goals.of(result),
            points=points,
        )


class TipPage(BaseModel):
    """A part of a bot's tips."""

    bot: str = Field(examples=["ExpectedPoints"])
    as_of: dt.datetime
    total: int
    limit: int
    offset: int
    items: list[TipAnswer] = Field(description="The latest kick-off first.")


@router.get("/leagues/{league_id}/timeline.csv", include_in_schema=False)
@router.get(
    "/leagues/{league_id}/timeline", response_model=TimelineAnswer, responses=AS_CSV | NOT_FOUND
)
def show_timeline(
    request: Request, home: TheHome, league_id: LeagueId, query: Annotated[CourseQuery, Query()]
) -> Response:
    """Return points over time, on what was settled by the clock's instant."""
    now = home.clock.now()
    with home.database.read() as connection:
        league = league_numbered(connection, home, league_id)
        _require_bot(connection, query.bot)
        course = league_course(connection, league, as_of=now)
    lines = [each for each in course if query.bot in {None, each.bot}]
    shown = LeagueAnswer.of(league_id, league)
    best = [DayAnswer.of(each) for each in best_days(lines)]
    return listed(
        request, TimelineAnswer, query, lines, DayAnswer.of, league=shown, as_of=now, best=best
    )


@router.get("/leagues/{league_id}/head-to-head.csv", include_in_schema=False)
@router.get(
    "/leagues/{league_id}/head-to-head", response_model=DuelPage, responses=AS_CSV | NOT_FOUND
)
def show_duels(request: Request, home: TheHome, league_id: LeagueId, query: Part) -> Response:
    """Return bot against bot, on what was settled by the clock's instant."""
    now = home.clock.now()
    with home.database.read() as connection:
        league = league_numbered(connection, home, league_id)
        found = league_duels(connection, league, as_of=now)
    shown = LeagueAnswer.of(league_id, league)
    return listed(request, DuelPage, query, found, DuelAnswer.of, league=shown, as_of=now)


@router.get("/bots/{name}/tips.csv", include_in_schema=False)
@router.get("/bots/{name}/tips", response_model=TipPage, responses=AS_CSV | NOT_FOUND)
def list_tips(
    request: Request,
    home: TheHome,
    name: Annotated[str, Path(max_length=60, examples=["ExpectedPoints"])],
    query: Part,
) -> Response:
    """List a bot's tips with their reasons, and what they earned by the clock's instant."""
    now = home.clock.now()
    with home.database.read() as connection:
        found = bots.tips_by(
            connection, name, book=home.book, as_of=now, limit=query.limit, offset=query.offset
        )
        total = bots.count_tips(connection, name, book=home.book, as_of=now)
        ids = {tip.match_id for _, tip, _, _ in found}
        fixtures = {each.id: each for each in matches.fixtures(connection, as_of=now, ids=ids)}
    items = [
        TipAnswer.of(league, fixtures[tip.match_id], tip, result, points)
        for league, tip, result, points in found
    ]
    page = TipPage(
        bot=name, as_of=now, total=total, limit=query.limit, offset=query.offset, items=items
    )
    return answer(request, page, TipAnswer, items, total=total)


def _require_bot(connection: Connection, name: str | None) -> None:
    if name is not None and name not in {bot.name for bot in bots.listing(connection)}:
        raise NotFoundError(f"no bot '{name}'")
