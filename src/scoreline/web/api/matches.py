"""Matches, and the forecast of one."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline.clock import first_instant
from scoreline.domain import Fixture, MatchStatus
from scoreline.home import Home
from scoreline.store import Connection, matches, teams
from scoreline.web import ledger
from scoreline.web.api.answers import MatchAnswer, MatchPredictionAnswer, PredictionAnswer
from scoreline.web.api.parameters import LARGEST_ID, Day, PageQuery, known_leagues
from scoreline.web.api.tables import AS_CSV, answer, encoded, whole
from scoreline.web.dependencies import TheHome, TheKept, TheLiveForecasts
from scoreline.web.errors import NOT_FOUND, InvalidParameterError
from scoreline.web.live import LiveForecasts

router = APIRouter(prefix="/api/matches", tags=["matches"])

AN_HOUR: Final = 3600
"""Seconds for which what is over may be kept: corrections are rare, but happen."""

FORTNIGHT: Final = timedelta(days=14)
"""Around the clock's instant, where nothing else is asked for."""

FEW: Final = 3
"""Competitions of which all that ever was may be listed."""

LONGEST: Final = timedelta(days=366)
"""Of all leagues together: a page should not cost what all of history does."""

MatchId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class MatchQuery(PageQuery):
    """Which matches to list."""

    first: Day | None = Field(default=None, alias="from", description="First day, in UTC.")
    last: Day | None = Field(default=None, alias="to", description="Last day, in UTC, included.")
    competition: list[str] = Field(
        default=[], max_length=50, examples=[["E0"]], description="Codes of leagues."
    )
    season: int | None = Field(default=None, ge=1870, le=2199, description="Its first year.")
    status: MatchStatus | None = Field(default=None)
    team: str | None = Field(
        default=None,
        max_length=80,
        examples=["Arsenal"],
        description="One of the sides, as this API spells it.",
    )


class MatchPage(BaseModel):
    """A part of a list of matches."""

    as_of: datetime = Field(description="The clock's instant; nothing known later is shown.")
    total: int
    limit: int
    offset: int
    items: list[MatchAnswer] = Field(description="By kick-off.")


@router.get(".csv", include_in_schema=False)
@router.get("", response_model=MatchPage, responses=AS_CSV)
def list_matches(
    request: Request, home: TheHome, query: Annotated[MatchQuery, Query()]
) -> Response:
    """List matches as they stand at the clock's instant.

    Without days, a season or a team: those of a week before and a week after that instant.
    """
    now = home.clock.now()
    start, end = _span(query, now)
    with home.database.read() as connection:
        _require_team(connection, query.team)
        total, found = matches.part(
            connection,
            as_of=now,
            limit=query.limit,
            offset=query.offset,
            start=start,
            end=end,
            competitions=known_leagues(query.competition) or None,
            season=query.season,
            club=query.team,
            status=query.status,
        )
    items = list(map(MatchAnswer.of, found))
    page = MatchPage(as_of=now, total=total, limit=query.limit, offset=query.offset, items=items)
    return answer(request, page, MatchAnswer, items, total=total)


@router.get("/{match_id}", response_model=MatchAnswer, responses=NOT_FOUND)
def show_match(request: Request, home: TheHome, match_id: MatchId) -> Response:
    """Return one match as it stands at the clock's instant."""
    with home.database.read() as connection:
        fixture = matches.fixture(connection, match_id, as_of=home.clock.now())
    return whole(request, MatchAnswer.of(fixture), seconds=_keep(fixture))


@router.get("/{match_id}/prediction", response_model=MatchPredictionAnswer, responses=NOT_FOUND)
def match_prediction(
    request: Request, home: TheHome, live: TheLiveForecasts, kept: TheKept, match_id: MatchId
) -> Response:
    """Return the last forecast of one match, before or after it was played, with its grid.

    A coming match that has none in the ledger yet is forecast on the spot: `stored` is false then.
    """
    text, seconds = kept.get(match_id, lambda: _prediction(home, live, match_id))
    return encoded(request, text, seconds=seconds)


def _prediction(home: Home, live: LiveForecasts, match_id: int) -> tuple[str, int]:
    now = home.clock.now()
    with home.database.read() as connection:
        entry = ledger.of_match(connection, match_id, now=now, book=home.book)
    fixture, stored = entry.fixture, entry.forecast
    forecast = stored or live.of(fixture, now=now)
    said = PredictionAnswer.of(fixture, forecast)
    grid = forecast.grid.values[0].tolist()
    body = MatchPredictionAnswer(**dict(said), grid=grid, stored=stored is not None)
    return body.model_dump_json(), _keep(fixture)


def _keep(fixture: Fixture) -> int:
    return AN_HOUR if fixture.score is not None else 0


def _span(query: MatchQuery, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the instants between which the matches kick off."""
    start = first_instant(query.first) if query.first else None
    end = first_instant(query.last) + timedelta(days=1) if query.last else None
    if start and end and end <= start:
        raise InvalidParameterError(f"to: {query.last} comes before {query.first}")
    narrow = query.season is not None or query.team is not None
    if start is None and end is None and not narrow:
        return now - FORTNIGHT / 2, now + FORTNIGHT / 2
    narrow = narrow or 0 < len(query.competition) <= FEW
    if not narrow and (start is None or (end or now + FORTNIGHT) - start > LONGEST):
        name = "to" if start is None else "from"
        raise InvalidParameterError(
            f"{name}: more than {LONGEST.days} days need a season, a team or {FEW} competitions"
            " at most"
        )
    return start, end


def _require_team(connection: Connection, name: str | None) -> None:
    if name is None:
        return
    known = teams.ids(connection)
    if name not in known:
        like = next((each for each in known if each.casefold() == name.casefold()), None)
        hint = f"; perhaps '{like}'" if like else "; names are those of this list"
        raise InvalidParameterError(f"team: no club '{name}'{hint}")
