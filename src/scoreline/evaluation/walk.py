"""The steps of a walk through the past: at each a model is fitted and forecasts what follows."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from types import MappingProxyType
from typing import Final

import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import ScoreGrid
from scoreline.domain.frames import Evidence, result_known
from scoreline.errors import ConfigurationError
from scoreline.models import (
    Floats,
    Recipe,
    Sample,
    baselines,
    fit_sample,
    learnable,
    one_thread,
)

REFITS: Final[Mapping[str, str]] = MappingProxyType(
    {"weekly": "1w", "monthly": "1mo", "quarterly": "1q", "yearly": "1y"}
)
"""How often a model is fitted anew, as Polars cuts the calendar."""

_REFIT: Final = "_refit"
_KNOWN: Final = "_known"


@dataclass(frozen=True, slots=True)
class Step:
    """A refit and the matches forecast before the next one.

    Attributes:
        refit: The day at whose first instant (UTC) the model was fitted.
        instant: Results known by then are learnt from.
    """

    refit: date
    instant: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What a step brought: forecasts of its coming matches by date, then ``match_id``.

    Attributes:
        matches: Those that the model answers.
        grid: Their score grids.
        baselines: Their 1X2 probabilities by name, taught on the same past.
        unanswered: How many matches the model has no answer for.
    """

    refit: date
    matches: pl.DataFrame
    grid: ScoreGrid
    baselines: Mapping[str, Floats]
    unanswered: int


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Finished matches and the steps through them; a worker is handed it once.

    Attributes:
        frame: Feature rows, when each result was known, and the refit that each match of the
            span is forecast after.
        steps: In order of time.
        features: The columns that may be learnt from.
    """

    frame: pl.DataFrame
    steps: tuple[Step, ...]
    features: tuple[str, ...]
    recipe: Recipe

    @classmethod
    def plan(
        cls,
        evidence: Evidence,
        rows: pl.DataFrame,
        recipe: Recipe,
        *,
        features: Sequence[str],
        start: date,
        end: date,
        refit: str,
    ) -> "Walk":
        """Cut finished matches of a span into steps.

        Args:
            evidence: Where the rows come from.
            rows: Feature rows, each speaking from its own kick-off.
            recipe: What to fit.
            features: The columns that the recipe may see.
            start: First day, also that of the first refit.
            end: Last day.
            refit: A key of ``REFITS``.

        Raises:
            ConfigurationError: ``refit`` is none of them.
        """
        if refit not in REFITS:
            raise ConfigurationError(f"no refit '{refit}'; try {', '.join(REFITS)}")
        began = pl.max_horizontal(pl.col("date").dt.truncate(REFITS[refit]), pl.lit(start))
        inside = pl.col("date").is_between(start, end)
        known = evidence.matches.select("match_id", result_known().alias(_KNOWN))
        frame = (
            rows.drop_nulls(["home_goals", "away_goals"])
            .join(known, on="match_id", how="left", maintain_order="left")
            .with_columns(pl.when(inside).then(began).alias(_REFIT))
        )
        return cls(frame, _steps(frame), tuple(features), recipe)

    def past(self, step: Step) -> pl.DataFrame:
        """Return feature rows of the matches that a step may learn from."""
        return self.frame.filter(pl.col(_KNOWN) <= step.instant)

    def coming(self, step: Step) -> pl.DataFrame:
        """Return feature rows of the matches that a step forecasts, by date, then ``match_id``."""
        return self.frame.filter(pl.col(_REFIT) == step.refit).sort("date", "match_id")

    def take(self, step: Step) -> Stage:
        """Fit on a step's past and forecast its coming matches.

        Raises:
            NotEnoughDataError: Fewer than 100 matches were known.
        """
        past = learnable(self.past(step), self.recipe.warm_up, self.features)
        model = fit_sample(past, self.recipe)
        with one_thread():
            asked = self.coming(step)
            rows = asked.filter(model.answers(asked))
            coming = Sample.of(rows, self.features)
            chances, grid = baselines(past, coming), model.predict(rows)
        return Stage(step.refit, coming.frame, grid, chances, len(asked) - len(rows))


def walk(plan: Walk, *, jobs: int = 1) -> Iterator[Stage]:
    """Take the steps in order; up to ``jobs`` at the same time, with the same results."""
    if jobs == 1:
        yield from map(plan.take, plan.steps)
        return
    # Started afresh, because a forked copy of a process with threads may hang.
    with ProcessPoolExecutor(
        max_workers=jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(plan,)
    ) as pool:
        yield from pool.map(_take, plan.steps)


def _steps(frame: pl.DataFrame) -> tuple[Step, ...]:
    firsts = frame.drop_nulls(_REFIT).group_by(_REFIT).agg(pl.col("kickoff").min()).sort(_REFIT)
    # A day's first instant there may lie before the same day's here: nothing known after the
    # first of the forecasts may be learnt from.
    return tuple(
        Step(refit, min(first_instant(refit), first)) for refit, first in firsts.iter_rows()
    )


_plans: list[Walk] = []
"""A worker's own copy of the walk, given to it when it starts."""


def _begin(plan: Walk) -> None:
    _plans[:] = [plan]


def _take(step: Step) -> Stage:
    return _plans[0].take(step)
