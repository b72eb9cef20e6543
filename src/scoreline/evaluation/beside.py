"""A model and the market on the matches that both speak of."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from scoreline.domain import OUTCOMES, ScoreGrid
from scoreline.evaluation.bootstrap import MatchDays
from scoreline.evaluation.breakdown import breakdowns, part_rows
from scoreline.evaluation.figures import Figures, against, figures
from scoreline.evaluation.market import Market
from scoreline.evaluation.metrics import exact_hits
from scoreline.evaluation.targets import TARGETS, confident_share, target_rows
from scoreline.models import Floats, Ints, goals_of, outcomes_of
from scoreline.models.metrics import hits, reliability

SUREST: Final = ("accuracy", "exact_mode")
"""The figures of which the surest forecasts may keep a promise that all of them do not."""


@dataclass(frozen=True, eq=False)
class Beside:
    """Forecasts of n finished matches by the model and, where there are odds, by the market.

    Attributes:
        matches: Keys and results.
        model: The model's grids.
        balanced: What the model's balanced rule recommends, shape (n,).
        market: The grids that the market implies, None without odds.
        frequencies: How often each outcome came before, shape (n, 3), for a balanced rule on the
            market's chances: the outcome that is likelier than usual by the largest factor.
        seed: Decides what the bootstrap draws.
    """

    matches: pl.DataFrame
    model: ScoreGrid
    balanced: Ints
    market: ScoreGrid | None
    frequencies: Floats
    seed: int

    def beside(self, market: Market) -> "Beside":
        """Return the same beside a market, on the matches that have its odds."""
        there = market.there
        return Beside(
            self.matches.filter(there),
            self.model[there],
            self.balanced[there],
            market.grid(there),
            self.frequencies[there],
            self.seed,
        )

    @cached_property
    def goals(self) -> Ints:
        """Return home and away goals, shape (n, 2)."""
        return goals_of(self.matches)

    @cached_property
    def outcomes(self) -> Ints:
        """Return what happened, shape (n,)."""
        return outcomes_of(self.goals)

    @cached_property
    def days(self) -> Ints:
        """Return the match days as numbers, shape (n,)."""
        return days_of(self.matches)

    @cached_property
    def ours(self) -> Figures:
        """Return the model's figures."""
        return figures(self.model, self.goals, self.balanced)

    @cached_property
    def theirs(self) -> Figures | None:
        """Return the market's figures."""
        if self.market is None:
            return None
        balanced = (self.market.outcomes() / self.frequencies).argmax(axis=1)
        return figures(self.market, self.goals, balanced)

    def values(self) -> dict[str, float | None]:
        """Return every figure of the model by name."""
        return {name: each.value for name, each in self.ours.items()}

    def figure_by_figure(self) -> dict[str, Any]:
        """Return ``matches``, ``days`` and ``figures``, a row a figure, as :func:`against` does."""
        assert self.theirs is not None, "a market stands beside the model"
        drawn = MatchDays(self.days, seed=self.seed)
        return {
            "matches": drawn.matches,
            "days": drawn.days,
            "figures": against(self.ours, self.theirs, drawn),
        }

    def breakdown(self, history: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
        """Return rows by league, season, month of the season and newcomers."""
        return {
            name: part_rows(parts, self.ours, self.theirs, self.days, seed=self.seed)
            for name, parts in breakdowns(self.matches, history).items()
        }

    def reliability(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Return the bins of each outcome's probabilities, by forecaster and outcome."""
        said = {"model": self.model} | ({} if self.market is None else {"market": self.market})
        return {
            who: {
                each.name.lower(): [
                    asdict(found) for found in reliability(grid.outcomes(), self.outcomes, each)
                ]
                for each in OUTCOMES
            }
            for who, grid in said.items()
        }

    def targets(self) -> list[dict[str, Any]]:
        """Return the originals' targets, what was reached and what the market reaches."""
        theirs = {name: each.value for name, each in (self.theirs or {}).items()}
        bounds = {each.figures[0]: each.bounds[0] for each in TARGETS}
        surest = {
            name: confident_share(*_surest(self.model, self.goals, name), bounds[name])
            for name in SUREST
        }
        return target_rows(self.values(), theirs, surest)


def days_of(matches: pl.DataFrame) -> Ints:
    """Return the match days as numbers, shape (n,)."""
    days: Ints = matches["date"].to_physical().to_numpy().astype(np.int64)
    return days


def _surest(grid: ScoreGrid, goals: Ints, figure: str) -> tuple[Floats, Floats]:
    """Return how sure each forecast was, and whether it was right."""
    if figure == "accuracy":
        chances = grid.outcomes()
        return chances.max(axis=1), hits(chances, outcomes_of(goals))
    return grid.values.max(axis=(1, 2)), exact_hits(grid.modal_scores(), goals)
