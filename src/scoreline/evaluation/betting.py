"""Who bets at which prices with which stakes, and what became of it."""

from typing import Any, Final

from scoreline.domain import InformationSet
from scoreline.evaluation.bootstrap import MatchDays
from scoreline.evaluation.market import Market
from scoreline.evaluation.returns import EDGE, FRACTION, returns, value_bets
from scoreline.models import Floats, Ints

FLAT: Final = "flat"
KELLY: Final = "quarter Kelly"

EVERYTHING: Final = "everything"
"""Who bets on every outcome of every match and shows what the margin costs."""


def betting_rows(
    chances: Floats,
    opening: Market,
    closing: Market,
    outcomes: Ints,
    days: Ints,
    *,
    information: InformationSet,
    seed: int = 42,
) -> list[dict[str, Any]]:
    """Return a row a bettor, price and stake: plain JSON values as :func:`returns` has them.

    The model bets at the reference bookmaker's price and at the best one of all; so does, at the
    best one, who trusts the reference bookmaker's price with its margin out. Prices are those
    before the match. Only a forecast that has seen the closing line bets at closing prices.

    Args:
        chances: The model's, shape (n, 3).
        opening: Prices before the match.
        closing: The last prices.
        outcomes: What happened, shape (n,).
        days: Each match's day, shape (n,).
        information: What odds the model has seen.
        seed: Decides the draws of the bootstrap.
    """
    late = information is InformationSet.CLOSING
    market = closing if late else opening
    drawn = MatchDays(days, seed=seed)
    plays = [
        (EVERYTHING, "reference", market.chances, market.prices, FLAT),
        (EVERYTHING, "best", market.chances, market.best, FLAT),
        *(
            (bettor, at, said, prices, stakes)
            for bettor, said, on_offer in (
                ("model", chances, {"reference": market.prices, "best": market.best}),
                ("market", market.chances, {"best": market.best}),
            )
            for at, prices in on_offer.items()
            for stakes in (FLAT, KELLY)
        ),
    ]
    rows = []
    for bettor, at, said, prices, stakes in plays:
        bets = value_bets(
            said,
            prices,
            outcomes,
            days,
            closing=closing.chances,
            edge=None if bettor == EVERYTHING else EDGE,
            fraction=FRACTION if stakes == KELLY else None,
        )
        who = {
            "bettor": bettor,
            "prices": f"{at} {'closing' if late else 'opening'}",
            "stakes": stakes,
        }
        rows.append(who | returns(bets, drawn, compounds=stakes == KELLY))
    return [row for row in rows if row["bets"]]
