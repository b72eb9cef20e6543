"""Who is in form: goals and points of the last five matches."""

from math import exp
from typing import Final

from scoreline.bots._base import Opinion, Situation, plausible
from scoreline.bots._grids import poisson_grid
from scoreline.bots.statistical import by_averages_instead, likeliest
from scoreline.words import counted

_LAST: Final = 5
_USUAL_MATCHES: Final = 15
"""So many matches with the usual goals are added to the five."""

_PER_POINT: Final = 0.02
"""What a point more in five matches adds to the logarithm of goals, and takes from the other's.

Both by log loss of goals in the Premier League, 2015/16 to 2019/20, among 6 to 50 and 0 to 0.03.
"""


class FormBased:
    """Expects of both clubs what their last five matches showed, whatever came before.

    Goals expected are the league's, times the attack of one side and the defence of the other over
    five matches, each drawn towards the usual; then what the points of those matches add.
    """

    name: Final = "form_based"
    description: Final = "The likeliest score by goals and points of both clubs' last five matches."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score, by averages where a club's form is not known."""
        home, away = (situation.feature(f"{side}_points_last_5") for side in ("home", "away"))
        if home is None or away is None:
            return by_averages_instead(situation, "The form of one of the clubs is not known")
        goals = _goals(situation, home - away)
        score, share = likeliest(poisson_grid(*goals))
        reason = (
            f"The home side took {counted(round(home), 'point')} from its last five matches, the"
            f" visitors {round(away)}; on form {goals[0]:.1f}-{goals[1]:.1f} is expected and the"
            f" likeliest score is {score} ({share:.0%})."
        )
        return Opinion(score, goals, reason)


def _goals(situation: Situation, points: float) -> tuple[float, float]:
    home, away = situation.usual_goals()
    # Points of five matches are 0 to 15 either side; nobody's features can carry it away.
    tilt = exp(_PER_POINT * min(max(points, -15), 15))
    home_mean = home * _shown(situation, "home", "scored") * _shown(situation, "away", "conceded")
    away_mean = away * _shown(situation, "away", "scored") * _shown(situation, "home", "conceded")
    return plausible(home_mean * tilt), plausible(away_mean / tilt)


def _shown(situation: Situation, side: str, what: str) -> float:
    """Return goals scored or conceded over the usual, drawn towards one."""
    average = situation.feature(f"{side}_goals_{what}_avg_{_LAST}")
    if average is None:
        return 1.0
    usual = sum(situation.usual_goals()) / 2
    return (_LAST * average / usual + _USUAL_MATCHES) / (_LAST + _USUAL_MATCHES)
