"""What an analyst weighs: form, head-to-head, table and chances."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from scoreline.bots._base import Opinion, Situation, plausible
from scoreline.bots._grids import poisson_grid
from scoreline.bots.statistical import by_averages_instead, likeliest

_MOST: Final = 3.0
"""No part of the evidence says more than so many goals."""


class StatsAnalyst:
    """Adds up what four kinds of evidence say about the margin of a match, each by its weight.

    Each says how many goals the home side is better; what is not known says nothing. The margin is
    added to the league's usual goals, half to one side and half off the other.
    """

    name: Final = "stats_analyst"
    description: Final = "The likeliest score by form, head-to-head, table and chances, weighed."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score, by averages where none of the four is known."""
        said = _said(situation)
        if not said:
            return by_averages_instead(situation, "Neither form nor table nor chances are known")
        home, away = situation.usual_goals()
        better = sum(said.values())
        goals = plausible(home + better / 2), plausible(away - better / 2)
        score, share = likeliest(poisson_grid(*goals))
        parts = ", ".join(f"{name} {margin:+.2f}" for name, margin in said.items())
        reason = (
            f"Goals in favour of the home side beyond the usual: {parts}. That makes"
            f" {goals[0]:.1f}-{goals[1]:.1f}; the likeliest score is {score} ({share:.0%})."
        )
        return Opinion(score, goals, reason)


def _said(situation: Situation) -> dict[str, float]:
    """Return by how many goals the home side is better, by what is known, weighed."""
    read = {name: margin(situation) for name, margin in _EVIDENCE.items()}
    known = {name: margin for name, margin in read.items() if margin is not None}
    weights = _WEIGHTS if "chances" in known else _WITHOUT_CHANCES
    return {name: weights[name] * min(max(each, -_MOST), _MOST) for name, each in known.items()}


def _form(situation: Situation) -> float | None:
    """Return by how many goals a match the home side did better in the last five."""
    return _better(situation, "{side}_goals_scored_avg_5", "{side}_goals_conceded_avg_5")


def _chances(situation: Situation) -> float | None:
    """Return by how many expected goals a match the home side does better this season."""
    return _better(situation, "{side}_team_xg_avg", "{side}_team_xga_avg")


def _table(situation: Situation) -> float | None:
    """Return by how many points a match the home side is ahead."""
    return _difference(*(situation.feature(f"{side}_points_per_game") for side in _SIDES))


def _meetings(situation: Situation) -> float | None:
    """Return by how many goals a meeting the home side did better, more the more there were."""
    better = _difference(*(situation.feature(f"h2h_{side}_goals_avg") for side in _SIDES))
    meetings = situation.feature("h2h_total_matches")
    if better is None or meetings is None or meetings <= 0:
        return None
    return better * meetings / (meetings + _FEW_MEETINGS)


def _better(situation: Situation, scored: str, conceded: str) -> float | None:
    home, away = (
        _difference(*(situation.feature(name.format(side=side)) for name in (scored, conceded)))
        for side in _SIDES
    )
    return _difference(home, away)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


_SIDES: Final = ("home", "away")
_FEW_MEETINGS: Final = 10
_EVIDENCE: Final[Mapping[str, Callable[[Situation], float | None]]] = MappingProxyType(
    {"form": _form, "table": _table, "head-to-head": _meetings, "chances": _chances}
)
_WEIGHTS: Final = MappingProxyType(
    {"form": 0.05, "table": 0.15, "head-to-head": 0.35, "chances": 0.5}
)
_WITHOUT_CHANCES: Final = MappingProxyType({"form": 0.17, "table": 0.45, "head-to-head": 0.65})
"""By log loss of goals in the Premier League: 2022/23 and 2023/24, and 2015/16 to 2019/20, before
expected goals are known."""
