"""What to train, as plain values that are stored with the model."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError

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
    "league_avg_home_goals",
    "league_avg_away_goals",
    "league_home_advantage",
)
"""The few strong columns that a linear member reads."""


@dataclass(frozen=True, slots=True)
class MemberSpec:
    """One member of the ensemble.

    Attributes:
        name: Its name in reports and files.
        kind: ``logit`` and ``boosted_outcome`` forecast outcomes, ``poisson`` and
            ``boosted_goals`` goals; plug-ins can add others.
        share: What it counts, against the others of its sort, before anything is learnt.
        columns: What it reads; empty for every feature there is.
        params: What its estimator is made with.
    """

    name: str
    kind: str
    share: float = 1.0
    columns: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Read plain JSON values."""
        return cls(**{**plain, "columns": tuple(plain["columns"])})


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training makes of given matches.

    Attributes:
        members: At least one that forecasts goals.
        grid_share: As a member's ``share``, for the 1X2 that the goals members' grid implies.
        half_life: Days after which a match counts half as much in fitting; None for never.
        warm_up: First seasons of each competition that are not learnt from, because ratings
            still find their level in them.
        calibration: ``none``, ``temperature``, or ``auto`` to choose on later matches.
    """

    name: str
    members: tuple[MemberSpec, ...]
    information: InformationSet = InformationSet.NONE
    seed: int = 42
    grid_share: float = 1.0
    half_life: float | None = None
    warm_up: int = 1
    calibration: str = "auto"

    def __post_init__(self) -> None:
        names = [member.name for member in self.members]
        if len(set(names)) < len(names):
            raise ConfigurationError(f"recipe '{self.name}' gives two members one name")

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "information": str(self.information)}


ENSEMBLE: Final = Recipe(
    name="ensemble",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS, params={"strength": 0.005}),
        MemberSpec("wide_logit", "logit", share=2, params={"strength": 0.001}),
        MemberSpec("trees", "boosted_outcome", share=0.5),
        MemberSpec("poisson", "poisson", share=8, columns=STRENGTHS, params={"penalty": 0.03}),
        MemberSpec("goal_trees", "boosted_goals", share=0.5),
    ),
    grid_share=6,
)
"""Linear members on few strong ratings carry the weight; the rest must earn more of it."""

BET_HOPE: Final = Recipe(
    name="bet-hope",
    members=(
        MemberSpec("trees", "boosted_outcome", params={"preset": "bet-hope"}),
        MemberSpec("goal_trees", "boosted_goals", params={"preset": "bet-hope"}),
    ),
    grid_share=0.05,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {recipe.name: recipe for recipe in (ENSEMBLE, BET_HOPE)}
)


def recipe(name: str) -> Recipe:
    """Return a recipe by name.

    Raises:
        ConfigurationError: There is none of this name.
    """
    if name not in RECIPES:
        raise ConfigurationError(f"no recipe '{name}'; known are {', '.join(RECIPES)}")
    return RECIPES[name]
