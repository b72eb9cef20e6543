"""Poisson on averages: what both clubs score and concede against what is usual in the league."""

from dataclasses import replace
from statistics import fmean
from typing import Final

from scoreline.bots._base import Opinion, Situation, plausible
from scoreline.bots._grids import poisson_grid
from scoreline.domain import Score, ScoreGrid

_MOST_TIPPED: Final = 5

_USUAL_MATCHES: Final = 6
"""So many matches in which everything was as usual are added to those behind an average.

The Premier League's clubs had their goals expected best in the first ten matches of the seasons
2015/16 to 2019/20 with six, by log loss, among 0, 2, 3, 4, 5, 6, 8, 10, 12 and 16.
"""

_FEWEST_AT_VENUE: Final = 3
"""An average at a venue is filled up to so many matches from last season."""

_AMONG_LAST_TEN: Final = 5
"""Taken to lie behind an average of the last ten, which may be fewer: half of them."""


class Statistical:
    """Goals expected are the league's, times the attack of one side and the defence of the other.

    Both are ratios to the league's usual: the mean of the one at this venue and the one over the
    season, whichever are known, else over the last ten matches, else the usual itself. A ratio is
    drawn towards one as if six matches with the usual goals had been played besides.
    Source: Maher (1982), Modelling association football scores, with averages for strengths.
    """

    name: Final = "statistical"
    description: Final = "The likeliest score by goal averages of both clubs and the league."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score."""
        home, away = goals_by_averages(situation)
        grid = poisson_grid(home, away)
        score, share = likeliest(grid)
        reason = (
            f"By goal averages {home:.1f}-{away:.1f} is expected; the likeliest score is {score}"
            f" ({share:.0%})."
        )
        return Opinion(score, (home, away), reason)


def goals_by_averages(situation: Situation) -> tuple[float, float]:
    """Return expected home and away goals."""
    home, away = situation.usual_goals()
    home_mean = (
        home
        * _strength(situation, "home", "goals", "goals_scored", home)
        * _strength(situation, "away", "conceded", "goals_conceded", home)
    )
    away_mean = (
        away
        * _strength(situation, "away", "goals", "goals_scored", away)
        * _strength(situation, "home", "conceded", "goals_conceded", away)
    )
    return plausible(home_mean), plausible(away_mean)


def likeliest(grid: ScoreGrid) -> tuple[Score, float]:
    """Return one match's likeliest score, at most five goals a side, and how likely it is."""
    shares = grid.values[0, : _MOST_TIPPED + 1, : _MOST_TIPPED + 1]
    home, away = divmod(int(shares.argmax()), _MOST_TIPPED + 1)
    return Score(home, away), float(shares[home, away])


def by_averages_instead(
    situation: Situation, why: str = "There is no forecast for this match"
) -> Opinion:
    """Return what Statistical thinks, for a strategy that has no answer, and why it has none."""
    opinion = Statistical().suggest(situation)
    reason = f"{why}, so averages decide. {opinion.reason}"
    return replace(opinion, reason=reason, fallback=True)


def _strength(situation: Situation, side: str, at_venue: str, overall: str, usual: float) -> float:
    """Return a side's goals scored or conceded over ``usual``, those of its venue."""
    per_side = sum(situation.usual_goals()) / 2
    season = max(situation.feature(f"{side}_matches_played") or 0.0, 0.0)
    here = max(season / 2, _FEWEST_AT_VENUE)
    known = [
        ratio
        for ratio in (
            _ratio(situation.feature(f"{side}_team_{side}_{at_venue}_avg"), usual, here),
            _ratio(situation.feature(f"{side}_{overall}_season_avg"), per_side, season),
        )
        if ratio is not None
    ]
    recent = _ratio(situation.feature(f"{side}_{overall}_avg_10"), per_side, _AMONG_LAST_TEN)
    return fmean(known or [1.0 if recent is None else recent])


def _ratio(average: float | None, usual: float, matches: float) -> float | None:
    """Return an average of so many matches over what is usual, drawn towards one."""
    if average is None:
        return None
    return (matches * average / usual + _USUAL_MATCHES) / (matches + _USUAL_MATCHES)
