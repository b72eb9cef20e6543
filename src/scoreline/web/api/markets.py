"""What the API says of a forecast's markets, typed and described."""

import datetime as dt

from pydantic import BaseModel, Field

from scoreline.domain import Edge, MarketLine


class FairOdds(BaseModel):
    """Decimal prices without a margin; null where the probability is nought."""

    home: float | None = Field(examples=[2.13])
    draw: float | None = Field(examples=[3.85])
    away: float | None = Field(examples=[3.7])

    @classmethod
    def of(cls, market: MarketLine) -> "FairOdds":
        """Read the 1X2 market."""
        home, draw, away = market.fair
        return cls(home=home, draw=draw, away=away)


class YesNoOdds(BaseModel):
    """Decimal prices without a margin; null where the probability is nought."""

    yes: float | None
    no: float | None

    @classmethod
    def of(cls, market: MarketLine) -> "YesNoOdds":
        """Read a market of two ways."""
        yes, no = market.fair
        return cls(yes=yes, no=no)


class TotalLine(BaseModel):
    """More or fewer goals in all than a line."""

    line: float
    over: float = Field(ge=0, le=1)
    under: float = Field(ge=0, le=1)
    fair_over: float | None = Field(description="Decimal price without a margin.")
    fair_under: float | None

    @classmethod
    def of(cls, market: MarketLine) -> "TotalLine":
        """Read a half line of the totals."""
        over, under = market.ways
        return cls(
            line=market.line,
            over=over.win,
            under=under.win,
            fair_over=over.fair,
            fair_under=under.fair,
        )


class HandicapLine(BaseModel):
    """How a stake on the home side, given ``line`` goals, settles; the shares sum to one.

    The away side wins what the home side loses.
    """

    line: float
    win: float = Field(ge=0, le=1, description="Share of the stake expected to win.")
    returned: float = Field(ge=0, le=1, description="Share expected to be returned.")
    lose: float = Field(ge=0, le=1, description="Share expected to lose.")
    fair_home: float | None = Field(description="Decimal price at which the home side is even.")
    fair_away: float | None

    @classmethod
    def of(cls, market: MarketLine) -> "HandicapLine":
        """Read a line of the handicaps."""
        home, away = market.ways
        return cls(
            line=market.line,
            win=home.win,
            returned=home.returned,
            lose=home.lose,
            fair_home=home.fair,
            fair_away=away.fair,
        )


class EdgeAnswer(BaseModel):
    """The best stored price of one thing to bet on, and what the forecast expects of it."""

    market: str = Field(examples=["1x2"], description="1x2, totals or handicap.")
    line: float = Field(description="Goals of a total, or added to the home side; 0 for 1x2.")
    way: str = Field(examples=["home"], description="home, draw, away, over or under.")
    fair: float | None = Field(description="The forecast's own price.")
    price: float = Field(gt=1, description="The best price on offer.")
    bookmaker: str = Field(
        examples=["pinnacle"],
        description="Whose; `maximum` is the best price of all bookmakers, not known whose.",
    )
    moment: str = Field(examples=["opening"], description="opening or closing.")
    known_at: dt.datetime = Field(description="Since when the price is known.")
    edge: float = Field(description="Profit expected of a unit staked at it.")

    @classmethod
    def of(cls, edge: Edge) -> "EdgeAnswer":
        """Read an edge."""
        return cls(
            market=edge.market,
            line=edge.line,
            way=edge.way,
            fair=edge.fair,
            price=edge.price,
            bookmaker=edge.bookmaker,
            moment=edge.moment.value,
            known_at=edge.known_at,
            edge=edge.value,
        )
