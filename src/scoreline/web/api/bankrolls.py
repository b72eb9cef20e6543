"""What bots have bet and what became of their bankrolls."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from scoreline.jobs import bankrolls, bet_rows, count_bets, curve_rows
from scoreline.web.api.leagues import Part
from scoreline.web.api.tables import AS_CSV, answer, whole
from scoreline.web.dependencies import TheHome
from scoreline.web.errors import NOT_FOUND

router = APIRouter(prefix="/api/bots", tags=["bots"], responses=NOT_FOUND)

BotName = Annotated[str, Path(max_length=60, examples=["MLBot-Balanced"])]


class Figure(BaseModel):
    """A figure with its 95 % interval, from match days drawn with replacement."""

    value: float
    low: float
    high: float


class DayAnswer(BaseModel):
    """A bankroll at the end of a match day."""

    day: dt.date
    bankroll: float
    low: float = Field(description="Lower end of what the same bets could have led to, 95 %.")
    high: float


class BankrollAnswer(BaseModel):
    """A bot's money, in units, on what was settled by the clock's instant."""

    bot: str = Field(examples=["MLBot-Balanced"])
    stakes: str = Field(examples=["flat", "Kelly", "0.25 Kelly"])
    start: float
    bankroll: float
    bets: int = Field(description="Settled ones, void ones included.")
    won: int
    lost: int
    void: int = Field(description="The match was called off or moved, the stake returned.")
    open: int
    at_risk: float = Field(description="Stakes of the open bets.")
    staked: float
    profit: float
    roi: Figure | None = Field(description="What became of the bankroll over what it was, less 1.")
    yield_: Figure | None = Field(alias="yield", description="Profit per unit staked.")
    clv: Figure | None = Field(
        description="The price taken times the chance by the closing price of the same bookmaker,"
        " its margin taken out, less 1; of the reference bookmaker where it has none."
    )
    clv_bets: int = Field(description="Bets with a closing price.")
    max_drawdown: Figure | None = Field(
        description="The deepest fall as a share of the highest bankroll before."
    )
    curve: list[DayAnswer]


class BetAnswer(BaseModel):
    """A bet on an outcome, in units."""

    bot: str = Field(examples=["MLBot-Balanced"])
    match_id: int
    day: dt.date
    match: str = Field(examples=["Arsenal v Burnley"])
    on: str = Field(examples=["home"], description="home, draw or away.")
    bookmaker: str = Field(examples=["bet365"])
    price: float
    chance: float = Field(description="What the forecast gave the outcome.")
    edge: float
    stake: float
    placed_at: dt.datetime
    version: str = Field(examples=["v2026-05-01-001"])
    state: str = Field(examples=["won"], description="open, won, lost or void.")
    result: str | None = Field(examples=["2-0"])
    profit: float | None = Field(description="Null while it is open.")


class BetPage(BaseModel):
    """A part of a list of bets."""

    total: int
    limit: int
    offset: int
    items: list[BetAnswer] = Field(description="The latest kick-off first.")


@router.get("/{name}/bankroll", response_model=BankrollAnswer)
def show_bankroll(request: Request, home: TheHome, name: BotName) -> Response:
    """Return what became of a bot's bankroll, as a whole and day by day."""
    [found] = bankrolls(home, bot=name)
    seed = home.settings.seed
    row: dict[str, Any] = found.row(seed=seed)
    return whole(request, BankrollAnswer(**row, curve=curve_rows(found.curve(seed=seed))))


@router.get("/{name}/bets.csv", include_in_schema=False)
@router.get("/{name}/bets", response_model=BetPage, responses=AS_CSV)
def list_bets(request: Request, home: TheHome, name: BotName, query: Part) -> Response:
    """List a bot's bets."""
    rows = bet_rows(home, bot=name, limit=query.limit, offset=query.offset)
    items = [BetAnswer(**row) for row in rows]
    total = count_bets(home, name)
    page = BetPage(total=total, limit=query.limit, offset=query.offset, items=items)
    return answer(request, page, BetAnswer, items, total=total)
