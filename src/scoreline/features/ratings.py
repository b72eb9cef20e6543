"""What the sequential ratings say of both clubs."""

from datetime import timedelta
from typing import Final

import numpy as np

from scoreline import ratings
from scoreline.domain import InformationSet
from scoreline.features._base import Columns, Feature, Floats, Group, Walk, by_side, sides
from scoreline.features.expectations import begin_past_odds
from scoreline.features.timeline import Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "{side}_elo_rating",
    "{side}_pi_rating",
    "{side}_attack_strength",
    "{side}_defence_strength",
    "{side}_shots_attack_strength",
    "{side}_shots_defence_strength",
)

_CLUB_ELO: Final = "clubelo"
_FRESH: Final = timedelta(days=100)
"""A summer is shorter; what was told longer ago knows less than our own ratings."""


def _begin(timeline: Timeline) -> Walk:
    others = timeline.team_ratings(_CLUB_ELO, within=_FRESH).last("value")
    elo, pi = ratings.elo_walk(timeline), ratings.pi_walk(timeline)
    on_target = timeline.both("shots_on_target")
    by_goals = ratings.poisson_walk(timeline, timeline.goals_played)
    by_shots = ratings.poisson_walk(timeline, on_target, ratings.SHOTS_ON_TARGET)

    def walk(stretch: Stretch) -> Columns:
        points = _as_told(elo(stretch), others(stretch))
        goals, shots = by_goals(stretch), by_shots(stretch)
        strengths = goals.attack, goals.defence, shots.attack, shots.defence
        values = np.stack([points, pi(stretch), *strengths], axis=2)
        return by_side(_NAMES, values) | {"elo_difference": points[:, 0] - points[:, 1]}

    return walk


def _as_told(own: Floats, others: Floats) -> Floats:
    """Return ratings as far apart as others have them, about their middle on our own scale.

    Both scales make a win ten times as likely with 400 points; ours has a first tier about 1500
    wherever it is, theirs compares countries.

    Args:
        own: Our ratings of both clubs, shape (rows, 2).
        others: Those of others, NaN where there is none; a pair counts where both clubs have one.
    """
    apart = (others - others[:, ::-1]) / 2
    middle = own.mean(axis=1, keepdims=True)
    return np.where(np.isnan(apart), own, middle + apart)


RATINGS: Final = Group(
    "ratings",
    (
        *sides(
            "{side}_elo_rating",
            "Elo rating before the match; where ClubElo has rated both clubs within 100 days, as "
            "far apart as there",
            "Elo points",
        ),
        Feature("elo_difference", "home Elo minus away Elo", "Elo points"),
        *sides("{side}_pi_rating", "pi-rating at this venue (Constantinou & Fenton 2013)"),
        *sides(
            "{side}_attack_strength",
            "dynamic Poisson attack strength from goals",
            "log goals",
        ),
        *sides(
            "{side}_defence_strength",
            "dynamic Poisson defence strength from goals",
            "log goals",
        ),
        *sides(
            "{side}_shots_attack_strength",
            "dynamic Poisson attack strength from shots on target",
            "log shots",
        ),
        *sides(
            "{side}_shots_defence_strength",
            "dynamic Poisson defence strength from shots on target",
            "log shots",
        ),
        *sides(
            "{side}_market_strength",
            "strength implied by the odds of past matches only",
            "log-odds of the expected score",
            missing="no odds of a match of the club are known, unless it is new in a competition "
            "that had odds in an earlier season",
            needs=InformationSet.PAST,
        ),
    ),
    (_begin, begin_past_odds),
    as_of="results and ratings known by the row's instant; for market_strength the odds of those "
    "matches",
    missing="never",
)
