"""All that a backtest found out, as plain JSON values."""

from types import MappingProxyType
from typing import Any, Final

from scoreline.domain import InformationSet, Moment
from scoreline.domain.frames import Evidence
from scoreline.domain.odds import Margin
from scoreline.evaluation.beside import Beside, days_of
from scoreline.evaluation.betting import betting_rows
from scoreline.evaluation.comparison import MARKET, MODEL, OPENING, PROPORTIONAL, SHIN, compare
from scoreline.evaluation.market import Market
from scoreline.evaluation.walk import Walked
from scoreline.evaluation.weekly import WEEKLY, weekly_dixon_coles
from scoreline.models import goals_of, outcomes_of
from scoreline.models.metrics import goal_metrics, outcome_metrics

_QUOTED: Final = MappingProxyType(
    {
        MARKET: ("closing", Margin.POWER),
        PROPORTIONAL: ("closing", Margin.PROPORTIONAL),
        SHIN: ("closing", Margin.SHIN),
        OPENING: ("opening", Margin.POWER),
    }
)
"""The market among the forecasters: at the close by each margin, and before the match."""


def summarise(
    evidence: Evidence, walked: Walked, *, information: InformationSet, seed: int
) -> dict[str, Any]:
    """Judge forecasts of finished matches, beside the market and on the same matches.

    Args:
        evidence: Every match and all odds there are.
        walked: The forecasts.
        information: What odds they have seen.
        seed: Decides what the bootstrap draws.

    Returns:
        Plain JSON values. On all matches: the span, ``model`` (1X2), ``goals``, ``figures`` (every
        figure of the model) and ``betting``. On those that all forecasters speak of:
        ``compared``, as :func:`compare` has it. On those that have odds: ``against``, figure by
        figure, at ``closing`` and at ``opening``. On those with a closing line, or an opening one
        where there is no other: ``breakdown``, ``reliability``, ``targets``.
    """
    matches, chances = walked.matches, walked.grid.outcomes()
    goals, days = goals_of(matches), days_of(matches)
    opening, closing = (Market.of(evidence.odds, matches["match_id"], moment) for moment in Moment)
    markets = {"closing": closing, "opening": opening}
    alone = Beside(
        matches, walked.grid, walked.balanced, None, walked.baselines["class_frequencies"], seed
    )
    beside = {name: alone.beside(each) for name, each in markets.items() if each.there.any()}
    judged = next(iter(beside.values()), alone)
    quoted = {
        name: markets[at].without(margin) for name, (at, margin) in _QUOTED.items() if at in beside
    }
    weekly = weekly_dixon_coles(evidence.matches, matches["match_id"])
    said = {MODEL: chances, **quoted, WEEKLY: weekly.outcomes(), **walked.baselines}
    return {
        "from": str(matches["date"].min()),
        "to": str(matches["date"].max()),
        "matches": matches.height,
        "compared": compare(said, outcomes_of(goals), days, seed=seed),
        "bookmakers": {name: market.bookmakers for name, market in markets.items()},
        "model": outcome_metrics(chances, outcomes_of(goals)),
        "goals": goal_metrics(walked.grid.expected_goals(), goals),
        "figures": alone.values(),
        "against": {name: each.figure_by_figure() for name, each in beside.items()},
        "breakdown": judged.breakdown(evidence.matches),
        "reliability": judged.reliability(),
        "targets": judged.targets(),
        "betting": betting_rows(
            chances,
            opening,
            closing,
            outcomes_of(goals),
            days,
            information=information,
            seed=seed,
        ),
    }
