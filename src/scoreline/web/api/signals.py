"""What documents say of clubs and players, as known at an instant, each with its sentence."""

import datetime as dt
from collections.abc import Collection
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.news.briefing import in_words
from scoreline.store import matches, teams
from scoreline.store.signals import Heard
from scoreline.web import news
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.api.tables import AS_CSV, answer
from scoreline.web.dependencies import TheHome
from scoreline.web.errors import NOT_FOUND

router = APIRouter(prefix="/api", tags=["news"])

_LONGEST_NAME: Final = 80


class SignalQuery(BaseModel):
    """Which signals to list."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(default=28, ge=1, le=365, description="Of the last so many days.")
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=LARGEST_ID)


class SignalAnswer(BaseModel):
    """What a sentence says of a club or of one of its players."""

    club: str = Field(examples=["Arsenal"])
    player: str | None = Field(
        examples=["Bukayo Saka"], description="Null where it is about the club."
    )
    kind: str = Field(
        examples=["injury_report"],
        description="team_news, manager_quote, injury_report, suspension or other (absences).",
    )
    status: str | None = Field(examples=["out"], description="Of the player: out, doubt or back.")
    stands: bool = Field(
        description="Whether it is the word that counts on the player: the newest, unless an older"
        " one of a source that is trusted more outweighs it."
    )
    text: str = Field(
        description="In words.", examples=["Bukayo Saka out, hamstring: club site, 2 h ago"]
    )
    value: float = Field(description="Sentiment from -1 to 1, or severity from 0 to 1.")
    part: str | None = Field(
        examples=["hamstring"], description="Of the body, an ailment or another reason."
    )
    back_from: dt.date | None = Field(description="First day on which he may be back.")
    back_until: dt.date | None = Field(description="Last such day.")
    speaker: str | None = Field(
        examples=["Mikel Arteta"], description="Whose words they are, where somebody is quoted."
    )
    sentence: str = Field(
        examples=["Saka is out with a hamstring injury."], description="The evidence."
    )
    start: int = Field(description="Where the sentence begins in its document, in characters.")
    end: int
    confidence: float = Field(ge=0, le=1, description="That it was understood.")
    source: str = Field(examples=["club site"], description="Who published it.")
    trust: float = Field(ge=0, le=1, description="In the source.")
    title: str = Field(examples=["Team news"])
    published_at: dt.datetime | None
    known_at: dt.datetime = Field(description="Published and seen, whichever was later.")
    corrected: bool = Field(description="Whether its document was corrected by then.")

    @classmethod
    def of(cls, heard: Heard, *, stands: bool, as_of: dt.datetime) -> "SignalAnswer":
        """Read a signal."""
        signal = heard.signal
        return cls(
            club=signal.club,
            player=signal.player,
            kind=signal.kind.value,
            status=signal.status.value if signal.status else None,
            stands=stands,
            text=in_words(heard, as_of=as_of),
            value=signal.value,
            part=signal.part,
            back_from=signal.back_from,
            back_until=signal.back_until,
            speaker=signal.speaker,
            sentence=heard.sentence,
            start=signal.start,
            end=signal.end,
            confidence=signal.confidence,
            source=heard.source,
            trust=heard.trust,
            title=heard.title,
            published_at=heard.published_at,
            known_at=heard.known_at,
            corrected=heard.replaced,
        )


class SignalPage(BaseModel):
    """A part of a list of signals."""

    as_of: dt.datetime = Field(description="Nothing known later is shown.")
    total: int
    limit: int
    offset: int
    items: list[SignalAnswer] = Field(description="The newest first.")


@router.get("/matches/{match_id}/signals.csv", include_in_schema=False)
@router.get(
    "/matches/{match_id}/signals", response_model=SignalPage, responses={**AS_CSV, **NOT_FOUND}
)
def match_signals(
    request: Request,
    home: TheHome,
    match_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    query: Annotated[SignalQuery, Query()],
) -> Response:
    """List what was said of both clubs by kick-off, or by the clock's instant if earlier."""
    now = home.clock.now()
    with home.database.read() as connection:
        fixture = matches.fixture(connection, match_id, as_of=now)
    return _page(request, home, query, (fixture.home, fixture.away), min(now, fixture.kickoff))


@router.get("/teams/{name}/signals.csv", include_in_schema=False)
@router.get("/teams/{name}/signals", response_model=SignalPage, responses={**AS_CSV, **NOT_FOUND})
def team_signals(
    request: Request,
    home: TheHome,
    name: Annotated[
        str,
        Path(max_length=_LONGEST_NAME, examples=["Arsenal"], description="As this API spells it."),
    ],
    query: Annotated[SignalQuery, Query()],
) -> Response:
    """List what was said of a club and its players by the clock's instant."""
    with home.database.read() as connection:
        known = name in teams.ids(connection)
    if not known:
        raise NotFoundError(f"no club '{name}'")
    return _page(request, home, query, (name,), home.clock.now())


def _page(
    request: Request, home: Home, query: SignalQuery, clubs: Collection[str], as_of: dt.datetime
) -> Response:
    span = dt.timedelta(days=query.days)
    with home.database.read() as connection:
        told = news.of_clubs(connection, clubs, as_of=as_of, span=span)
    part = [
        SignalAnswer.of(each.heard, stands=each.stands, as_of=as_of)
        for each in told[query.offset : query.offset + query.limit]
    ]
    page = SignalPage(
        as_of=as_of, total=len(told), limit=query.limit, offset=query.offset, items=part
    )
    return answer(request, page, SignalAnswer, part, total=len(told))
