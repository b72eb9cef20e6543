"""The model and the averages together."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._grids import poisson_grid
from scoreline.bots.statistical import by_averages_instead, goals_by_averages, likeliest
from scoreline.domain import ScoreGrid

_MODEL: Final = 0.7
"""The model's weight; the rest is that of the averages."""


class Hybrid:
    """Mixes the model's score grid with that of goal averages and tips the likeliest score."""

    name: Final = "hybrid"
    description: Final = "The likeliest score of the model's forecast and goal averages, mixed."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score of the mixture, by averages alone without a forecast."""
        forecast = situation.forecast
        if forecast is None:
            return by_averages_instead(situation)
        home, away = goals_by_averages(situation)
        averages = poisson_grid(home, away)
        mixed = ScoreGrid.pool([forecast.grid, averages], [_MODEL, 1 - _MODEL])
        score, share = likeliest(mixed)
        model_home, model_away = forecast.expected_goals
        mean_home, mean_away = mixed.expected_goals()[0].tolist()
        reason = (
            f"The model expects {model_home:.1f}-{model_away:.1f}, goal averages"
            f" {home:.1f}-{away:.1f}; mixed {_MODEL:.0%} to {1 - _MODEL:.0%} the likeliest score is"
            f" {score} ({share:.0%})."
        )
        return Opinion(score, (mean_home, mean_away), reason, version=forecast.version)
