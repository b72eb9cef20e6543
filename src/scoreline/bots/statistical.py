"""Poisson on averages: what both clubs score and concede against what is usual in the league."""

from dataclasses import replace
from statistics import fmean
from typing import Final

from scoreline.bots._base import Situation, Suggestion, plausible
from scoreline.bots.personality import suggested
from scoreline.domain import Personality, Score, ScoreGrid

_MOST_TIPPED: Final = 5


class Statistical:
    """Goals expected are the league's, times the attack of one side and the defence of the other.

    Both are ratios to the league's usual: the mean of the one at this venue and the one over the
    season, whichever are known, else over the last ten matches, else the usual itself.
    Source: Maher (1982), Modelling association football scores, with averages for strengths.
    """

    name: Final = "statistical"
    description: Final = "The likeliest score by goal averages of both clubs and the league."

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion:
        """Return the likeliest score."""
        home, away = goals_by_averages(situation)
        grid = ScoreGrid.from_poisson([home], [away])
        score, share = likeliest(grid)
        reason = (
            f"By goal averages {home:.1f}-{away:.1f} is expected; the likeliest score is {score}"
            f" ({share:.0%})."
        )
        return suggested(score, personality, reason, expected=(home, away))


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


def by_averages_instead(situation: Situation, personality: Personality) -> Suggestion:
    """Return what Statistical would tip, for a strategy whose model has no answer."""
    suggestion = Statistical().suggest(situation, personality)
    reason = f"There is no forecast for this match, so averages decide. {suggestion.reason}"
    return replace(suggestion, reason=reason, fallback=True)


def _strength(situation: Situation, side: str, at_venue: str, overall: str, usual: float) -> float:
    """Return a side's goals scored or conceded over ``usual``, those of its venue."""
    per_side = sum(situation.usual_goals()) / 2
    venue = _ratio(situation.feature(f"{side}_team_{side}_{at_venue}_avg"), usual)
    season = _ratio(situation.feature(f"{side}_{overall}_season_avg"), per_side)
    recent = _ratio(situation.feature(f"{side}_{overall}_avg_10"), per_side)
    known = [ratio for ratio in (venue, season) if ratio is not None]
    return fmean(known or [1.0 if recent is None else recent])


def _ratio(average: float | None, usual: float) -> float | None:
    return None if average is None else average / usual
