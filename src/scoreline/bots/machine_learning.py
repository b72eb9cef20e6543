"""What the model thinks likeliest."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.statistical import by_averages_instead, likeliest
from scoreline.domain import Forecast, Score
from scoreline.words import whole_percents


class MachineLearning:
    """Tips the forecast's likeliest score, not the rounded means, which hit fewer exactly."""

    name: Final = "machine_learning"
    description: Final = "The likeliest score of the model's forecast."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score, by averages where there is no forecast."""
        forecast = situation.forecast
        if forecast is None:
            return by_averages_instead(situation)
        score, share = likeliest(forecast.grid)
        reason = _reason(forecast, score, share)
        return Opinion(score, forecast.expected_goals, reason, version=forecast.version)


def _reason(forecast: Forecast, score: Score, share: float) -> str:
    home_goals, away_goals = forecast.expected_goals
    home, draw, away = whole_percents(forecast.probabilities)
    return (
        f"The model expects {home_goals:.1f}-{away_goals:.1f} and sees {home}% home win,"
        f" {draw}% draw, {away}% away win; its likeliest score is {score} ({share:.0%})."
    )
