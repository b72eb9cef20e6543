"""What the sequential ratings say of both clubs."""

from typing import Final

import numpy as np

from scoreline import ratings
from scoreline.domain import InformationSet
from scoreline.features._base import Columns, Feature, Group, Walk, by_side, sides
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


def _begin(timeline: Timeline) -> Walk:
    elo, pi = ratings.elo_walk(timeline), ratings.pi_walk(timeline)
    on_target = timeline.both("shots_on_target")
    by_goals = ratings.poisson_walk(timeline, timeline.goals_played)
    by_shots = ratings.poisson_walk(timeline, on_target, ratings.SHOTS_ON_TARGET)

    def walk(stretch: Stretch) -> Columns:
        points, goals, shots = elo(stretch), by_goals(stretch), by_shots(stretch)
        strengths = goals.attack, goals.defence, shots.attack, shots.defence
        values = np.stack([points, pi(stretch), *strengths], axis=2)
        return by_side(_NAMES, values) | {"elo_difference": points[:, 0] - points[:, 1]}

    return walk


RATINGS: Final = Group(
    "ratings",
    (
        *sides("{side}_elo_rating", "Elo rating before the match", "Elo points"),
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
    as_of="results known by the row's instant; for market_strength the odds of those matches",
    missing="never",
)
