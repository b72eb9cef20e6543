"""What is expected of the match itself: by past margins, by past odds and by its own odds.

These columns are for models; the catalogue of features does not have them.
"""

from typing import Final

from scoreline import ratings
from scoreline.domain import InformationSet
from scoreline.domain.odds import power, proportional
from scoreline.features._base import Columns, Feature, Group, Walk
from scoreline.features.timeline import Timeline
from scoreline.ratings import MarginSettings, Stretch

_MARGINS: Final = (
    ("expected_goal_margin", "goals", ratings.GOAL_MARGIN),
    ("expected_shot_margin", "shots_on_target", ratings.SHOT_MARGIN),
    ("expected_attempt_margin", "shots", ratings.ATTEMPT_MARGIN),
    ("expected_corner_margin", "corners", ratings.CORNER_MARGIN),
)


def begin_past_odds(timeline: Timeline) -> Walk:
    """Begin to walk the odds of past matches: the clubs' strengths, and what they mean here."""
    chances, shots = power(timeline.past_odds()), timeline.both("shots_on_target")
    totals = ratings.implied_total(proportional(timeline.past_totals())[:, 0])
    by_odds = ratings.market_walk(timeline, chances, shots)
    by_totals = ratings.market_total_walk(timeline, totals, shots)

    def walk(stretch: Stretch) -> Columns:
        margins = by_odds(stretch)
        return {
            "home_market_strength": margins.clubs[:, 0],
            "away_market_strength": margins.clubs[:, 1],
            "market_margin": margins.expected,
            "market_total": by_totals(stretch).expected,
        }

    return walk


def _begin(timeline: Timeline) -> Walk:
    walks = {name: _margins(timeline, what, settings) for name, what, settings in _MARGINS}

    def walk(stretch: Stretch) -> Columns:
        return {name: each(stretch).expected for name, each in walks.items()}

    return walk


def _margins(timeline: Timeline, what: str, settings: MarginSettings) -> ratings.MarginWalk:
    counts = timeline.both(what)
    return ratings.MarginWalk(timeline, counts[:, 0] - counts[:, 1], settings)


def _begin_implied(timeline: Timeline) -> Walk:
    def walk(stretch: Stretch) -> Columns:
        over = proportional(timeline.totals(stretch))[:, 0]
        goals = ratings.implied_goals(power(timeline.odds(stretch)), over)
        return {"implied_home_goals": goals[:, 0], "implied_away_goals": goals[:, 1]}

    return walk


EXPECTATIONS: Final = Group(
    "expectations",
    tuple(
        Feature(name, f"home minus away {what.replace('_', ' ')} expected of the match", what)
        for name, what, _ in _MARGINS
    ),
    (_begin,),
    missing="of a club no match with such counts is known, unless it is new in a competition that "
    "had some in an earlier season",
)

FROM_PAST_ODDS: Final = Group(
    "expectations from past odds",
    (
        Feature(
            "market_margin",
            "log-odds of the home side's expected score, half a point for a draw, as the clubs' "
            "strengths and home leans by the odds of past matches have it",
            "log-odds of the expected score",
            needs=InformationSet.PAST,
        ),
        Feature(
            "market_total",
            "logarithm of the goals of both sides, by over and under 2.5 of past matches",
            "log goals",
            needs=InformationSet.PAST,
        ),
    ),
    (begin_past_odds,),
    as_of="results known by the row's instant with the odds of those matches",
    missing="of a club no match with such odds is known, unless it is new in a competition that "
    "had some in an earlier season",
)

IMPLIED_GOALS: Final = Group(
    "implied goals",
    tuple(
        Feature(
            f"implied_{side}_goals",
            f"{side} goals that give the match's own 1X2 chances (power) their expected score and, "
            "with the other side's, over 2.5 its chance (margin out proportionally) or, where "
            "nobody quoted that, the draw",
            "goals",
            needs=InformationSet.OPENING,
        )
        for side in ("home", "away")
    ),
    (_begin_implied,),
    as_of="as in the market group",
    missing="no bookmaker's three prices are known by then",
)
