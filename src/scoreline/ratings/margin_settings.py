"""Constants of the filters of margins and totals, for each that is counted."""

from typing import Final, NamedTuple


class MarginSettings(NamedTuple):
    """Constants of the filter, in the unit of what is observed, variances in its square.

    Attributes:
        usual: What is expected between two average clubs, until a competition shows its own: of
            margins its home advantage.
        away: What the away club's level and form count: -1 in a margin, 1 in a total.
        noise: Variance of an observation around what the clubs' state says.
        most: Observations further from 0 count as if they were so far.
        spread: Variance of levels among clubs of which nothing is known.
        summer: Variance that the summer adds to the level of a club that stays in its league.
        kept_summer: Share of a level such a club keeps; above 1 where some of the form that ends
            with a season was level.
        kept_move: Share that a club keeps when changing league.
        tier: What each tier risen takes from a level.
        newcomer: Level of a club that is new in a known league, or back in it.
        newcomer_spread: Variance of that.
        form: Variance of form.
        form_days: Days after which 1/e of form is left; of last season's nothing is.
        lean: Variance of home lean.
        lean_summer: Variance that the summer adds to it.
        kept_lean: Share of it kept over the summer.
        league: Least learning rate of a competition's usual.
    """

    usual: float
    away: float
    noise: float
    most: float
    spread: float
    summer: float
    kept_summer: float
    kept_move: float
    tier: float
    newcomer: float
    newcomer_spread: float
    form: float
    form_days: float
    lean: float
    lean_summer: float
    kept_lean: float
    league: float


GOAL_MARGIN: Final = MarginSettings(
    usual=0.4,
    away=-1.0,
    noise=5.9,
    most=3.5,
    spread=0.05,
    summer=0.052,
    kept_summer=1.08,
    kept_move=0.3,
    tier=0.5,
    newcomer=-0.5,
    newcomer_spread=0.28,
    form=0.115,
    form_days=185.0,
    lean=0.0064,
    lean_summer=0.0086,
    kept_lean=0.45,
    league=0.0008,
)
"""Of goals."""

SHOT_MARGIN: Final = MarginSettings(
    usual=1.2,
    away=-1.0,
    noise=31.0,
    most=5.5,
    spread=4.7,
    summer=0.3,
    kept_summer=1.03,
    kept_move=0.25,
    tier=1.3,
    newcomer=-1.2,
    newcomer_spread=1.2,
    form=0.49,
    form_days=103.0,
    lean=0.08,
    lean_summer=0.026,
    kept_lean=0.64,
    league=0.0017,
)
"""Of shots on target."""

ATTEMPT_MARGIN: Final = MarginSettings(
    usual=3.0,
    away=-1.0,
    noise=309.0,
    most=21.0,
    spread=31.0,
    summer=2.9,
    kept_summer=0.91,
    kept_move=0.1,
    tier=3.5,
    newcomer=-3.1,
    newcomer_spread=2.2,
    form=5.0,
    form_days=99.0,
    lean=0.13,
    lean_summer=0.0,
    kept_lean=1.0,
    league=0.0027,
)
"""Of all shots."""

CORNER_MARGIN: Final = MarginSettings(
    usual=1.2,
    away=-1.0,
    noise=96.0,
    most=7.0,
    spread=4.1,
    summer=0.9,
    kept_summer=0.9,
    kept_move=0.0,
    tier=1.2,
    newcomer=-1.6,
    newcomer_spread=0.5,
    form=0.22,
    form_days=85.0,
    lean=0.0,
    lean_summer=0.0,
    kept_lean=1.0,
    league=0.0028,
)
"""Of corners."""
