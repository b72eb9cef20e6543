"""What the sequential ratings say of both clubs."""

from typing import Final

import numpy as np

from scoreline import ratings
from scoreline.domain import InformationSet
from scoreline.domain.odds import power
from scoreline.features._base import Feature, Floats, Group, by_side, sides
from scoreline.features.timeline import Timeline

_NAMES: Final = (
    "{side}_elo_rating",
    "{side}_pi_rating",
    "{side}_attack_strength",
    "{side}_defence_strength",
    "{side}_shots_attack_strength",
    "{side}_shots_defence_strength",
    "{side}_market_strength",
)


def _compute(timeline: Timeline) -> dict[str, Floats]:
    elo = ratings.elo_ratings(timeline)
    goals = ratings.dynamic_poisson(timeline, timeline.goals_played)
    shots = ratings.dynamic_poisson(
        timeline, timeline.both("shots_on_target"), ratings.SHOTS_ON_TARGET
    )
    columns = (
        elo,
        ratings.pi_ratings(timeline),
        goals.attack,
        goals.defence,
        shots.attack,
        shots.defence,
        ratings.market_strengths(timeline, power(timeline.past_odds())),
    )
    return by_side(_NAMES, np.stack(columns, axis=2)) | {"elo_difference": elo[:, 0] - elo[:, 1]}


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
    _compute,
    as_of="results known by the row's instant; for market_strength the odds of those matches",
    missing="never",
)
