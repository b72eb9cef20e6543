"""The tip that earns most on average."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.statistical import by_averages_instead, likeliest
from scoreline.domain import Forecast, Score, ScoringRule


class ExpectedPoints:
    """Reads off the forecast what every tip would earn under the league's rule."""

    name: Final = "expected_points"
    description: Final = "The tip with the highest expected points under the league's rule."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the best tip, by averages where there is no forecast."""
        forecast = situation.forecast
        if forecast is None:
            return by_averages_instead(situation)
        home, away = forecast.grid.best_tips(situation.rule)[0].tolist()
        score = Score(home, away)
        reason = _reason(forecast, situation.rule, score)
        return Opinion(score, forecast.expected_goals, reason, version=forecast.version)


def _reason(forecast: Forecast, rule: ScoringRule, best: Score) -> str:
    worth = forecast.grid.expected_points(rule)[0]
    other, _ = likeliest(forecast.grid)
    sentence = (
        f"Under {rule} a tip of {best} is worth {worth[best.home, best.away]:.2f} points by the"
        " model and no tip is worth more"
    )
    if other == best:
        return f"{sentence}; it is also the likeliest score."
    return (
        f"{sentence}; the likeliest score, {other}, is worth {worth[other.home, other.away]:.2f}."
    )
