"""The recipes that go by a name, and what each is with an information set in sight."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError
from scoreline.models.members import USUAL
from scoreline.models.recipe import MemberSpec, Recipe

STRENGTHS: Final = (
    "elo_difference",
    "home_pi_rating",
    "away_pi_rating",
    "home_attack_strength",
    "home_defence_strength",
    "away_attack_strength",
    "away_defence_strength",
    "home_shots_attack_strength",
    "home_shots_defence_strength",
    "away_shots_attack_strength",
    "away_shots_defence_strength",
    *USUAL,
)
"""The few strong columns that a linear member reads."""

MARGINS: Final = (
    "expected_goal_margin",
    "expected_shot_margin",
    "expected_attempt_margin",
    "expected_corner_margin",
)
"""What filters of past margins expect of the match."""

AT_STAKE: Final = ("home_stake", "away_stake", "home_urgency", "away_urgency")
"""What both clubs still play for: in the last weeks little else moves the odds so far."""

STAKES: Final = (
    *AT_STAKE,
    "matchweek",
    "season_progress",
    "is_derby",
    "is_title_decider",
    "is_relegation_battle",
    "home_points_per_game",
    "away_points_per_game",
    "home_matches_played",
    "points_difference",
    "days_since_last_match_home",
    "days_since_last_match_away",
)
"""What a match is about: the market knows it, and ratings do not."""

LINEAR: Final = (*STRENGTHS, *MARGINS, *AT_STAKE)
"""What the linear members read where no odds are in sight."""

PAST_ODDS: Final = ("market_margin", "market_total")
"""What the odds of past matches say of this one."""

IMPLIED: Final = (
    "implied_home_probability",
    "implied_draw_probability",
    "implied_away_probability",
)
IMPLIED_GOALS: Final = ("implied_home_goals", "implied_away_goals")

TREES: Final = (*STRENGTHS, *MARGINS, *STAKES)
"""What the boosted members read."""

_BARELY: Final = 1e-6
"""Share of a member that speaks where the others are silent."""

ENSEMBLE: Final = Recipe(
    name="ensemble",
    members=(
        MemberSpec("logit", "logit", columns=LINEAR, params={"strength": 0.005}),
        MemberSpec("wide_logit", "logit", share=2, params={"strength": 0.001}),
        MemberSpec("trees", "boosted_outcome", share=0.5, columns=TREES),
        MemberSpec(
            "poisson",
            "poisson",
            share=8,
            columns=LINEAR,
            params={"penalty": 0.03},
        ),
        MemberSpec("goal_trees", "boosted_goals", share=0.5, columns=TREES),
    ),
    grid_share=6,
    half_life=2500.0,
)
"""Linear members on few strong ratings carry the weight; the rest must earn more of it."""

_READ: Final = (*PAST_ODDS, *STRENGTHS, *MARGINS, *STAKES)
_BY_PAST_ODDS: Final = MemberSpec(
    "past_odds", "market_logit", columns=_READ, params={"curved": 1, "penalty": 1.0}
)
_GOALS: Final = MemberSpec(
    "poisson", "poisson", columns=(*PAST_ODDS, *STRENGTHS), params={"penalty": 0.03}
)

_PAST: Final = Recipe(
    name="ensemble",
    members=(_BY_PAST_ODDS, _GOALS),
    information=InformationSet.PAST,
    grid_share=0.01,
    weights="believed",
    half_life=1000.0,
    calibration="none",
)
"""A logit taught by the closing line, on what the odds of past matches say."""

_OPENING: Final = Recipe(
    name="ensemble",
    members=(
        MemberSpec(
            "opening_odds",
            "market_logit",
            columns=(*IMPLIED, *_READ),
            params={"anchor": True, "penalty": 30.0},
        ),
        replace(_BY_PAST_ODDS, share=_BARELY),
        MemberSpec("implied_goals", "quoted_goals", columns=IMPLIED_GOALS),
        replace(_GOALS, share=_BARELY),
    ),
    information=InformationSet.OPENING,
    grid_share=_BARELY,
    weights="believed",
    half_life=1500.0,
    calibration="none",
)
"""The odds before the match, moved a little to where the closing line used to go."""

_CLOSING: Final = Recipe(
    name="ensemble",
    members=(
        MemberSpec("closing_odds", "quoted_outcome", columns=IMPLIED),
        replace(_BY_PAST_ODDS, share=_BARELY),
        MemberSpec("implied_goals", "quoted_goals", columns=IMPLIED_GOALS),
        replace(_GOALS, share=_BARELY),
    ),
    information=InformationSet.CLOSING,
    grid_share=_BARELY,
    weights="believed",
    half_life=1000.0,
    calibration="none",
)
"""The closing line as it is: nothing that was tried is nearer to the truth."""

_GRID_BARELY: Final = 0.05
"""Share of the goals' grid where a member of its own forecasts outcomes."""


def _all_trees(name: str, library: str, **params: Any) -> Recipe:
    """Return the recipe of one library's trees on every feature, for outcomes and for goals."""
    members = (
        MemberSpec("trees", f"{library}_outcome", params=params),
        MemberSpec("goal_trees", f"{library}_goals", params=params),
    )
    return Recipe(name, members, grid_share=_GRID_BARELY)


def _linear(information: InformationSet) -> tuple[Recipe, Recipe]:
    """Return the linear recipes on few strong columns: a logit with a regression, and it alone."""
    odds = [(InformationSet.PAST, PAST_ODDS), (InformationSet.OPENING, IMPLIED)]
    more = [name for sort, names in odds if information.contains(sort) for name in names]
    columns = (*LINEAR, *more)
    logit = MemberSpec("logit", "logit", columns=columns, params={"strength": 0.005})
    goals = MemberSpec("poisson", "poisson", columns=columns, params={"penalty": 0.03})
    return (
        Recipe("logit", (logit, goals), information, grid_share=_GRID_BARELY),
        Recipe("glm", (goals,), information),
    )


BET_HOPE: Final = _all_trees("bet-hope", "boosted", preset="bet-hope")
"""Original A's trees."""

EXTRATIME: Final = Recipe(
    name="extratime",
    members=(MemberSpec("goal_trees", "boosted_goals", params={"preset": "extratime"}),),
)
"""Original B's: goals only, the outcome is read off their grid."""

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (
            ENSEMBLE,
            *_linear(InformationSet.NONE),
            _all_trees("xgboost", "boosted"),
            _all_trees("lightgbm", "lightgbm"),
            _all_trees("histgradient", "histgradient"),
            BET_HOPE,
            EXTRATIME,
        )
    }
)
"""As they are with no odds in sight."""

_SEEING: Final[Mapping[tuple[str, InformationSet], Recipe]] = MappingProxyType(
    {
        (each.name, each.information): each
        for each in (
            *(_PAST, _OPENING, _CLOSING),
            *(each for information in InformationSet for each in _linear(information)),
        )
    }
)

GOALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "xgboost": "boosted_goals",
        "lightgbm": "lightgbm_goals",
        "histgradient": "histgradient_goals",
        "glm": "poisson",
    }
)
"""The algorithms that may forecast goals in the place of a recipe's own, and their kinds."""


def recipe(name: str, information: InformationSet = InformationSet.NONE) -> Recipe:
    """Return a recipe by name, as it is with an information set in sight.

    Raises:
        ConfigurationError: There is none of this name.
    """
    if name not in RECIPES:
        raise ConfigurationError(f"no recipe '{name}'; known are {', '.join(RECIPES)}")
    other = replace(RECIPES[name], information=information)
    return _SEEING.get((name, information), other)


def with_goals(recipe: Recipe, algorithm: str) -> Recipe:
    """Return a recipe whose goals are forecast by another algorithm alone.

    Raises:
        ConfigurationError: There is none of this name.
    """
    if algorithm not in GOALS:
        raise ConfigurationError(f"no goals algorithm '{algorithm}'; try {', '.join(GOALS)}")
    kept = (each for each in recipe.members if each.kind not in {"quoted_goals", *GOALS.values()})
    _, glm = _linear(recipe.information)
    goals = glm.members if algorithm == "glm" else (MemberSpec("goal_trees", GOALS[algorithm]),)
    return replace(recipe, members=(*kept, *goals), goals=algorithm)
