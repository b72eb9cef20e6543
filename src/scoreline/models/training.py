"""From a feature frame to a trained, honestly measured model."""

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scoreline.errors import ConfigurationError
from scoreline.models._base import Progress
from scoreline.models._threads import one_thread
from scoreline.models.ensemble import Ensemble, by_target, settle
from scoreline.models.members import Seat
from scoreline.models.recipe import ENSEMBLE, Recipe
from scoreline.models.report import report
from scoreline.models.sample import Sample, learnable

LEARN: Final = (0.65, 0.10, 0.25)
"""Shares of the matches for training, early stopping and calibration."""

TEST: Final = 0.15
"""Share of the matches, the last ones, that only the reported metrics see."""

STAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Trained:
    """What training hands on.

    Attributes:
        model: Members refitted on every match, ready to forecast.
        metrics: Plain JSON values, measured on the test part by the model before the refit.
        trained_from: Date of the first match learnt from.
        trained_until: The day after the last one: nothing later was seen.
        samples: Matches learnt from.
    """

    model: Ensemble
    recipe: Recipe
    metrics: dict[str, Any]
    competitions: tuple[str, ...]
    trained_from: dt.date
    trained_until: dt.date
    samples: int


def train(
    frame: pl.DataFrame,
    recipe: Recipe = ENSEMBLE,
    *,
    progress: Progress | None = None,
    jobs: int = 1,
) -> Trained:
    """Train on the finished matches of a feature frame and measure on the last of them.

    The matches are cut by day into four disjoint parts in order of time: training, early
    stopping, calibration, test. Metrics come from the test part. Then the members are fitted
    once more on all four, with rounds, weights and calibration as they were found.

    Args:
        frame: One row a match: keys, results and features; unfinished matches are passed over.
        recipe: What to train.
        progress: Told what is going on.
        jobs: Members fitted at the same time; the model does not depend on it.

    Raises:
        NotEnoughDataError: Fewer than 100 finished matches.
        ConfigurationError: The recipe names what is not there.
        ScorelineError: A member reads a column that the frame lacks.
    """
    tell = progress or _silent
    sample = learnable(frame, recipe.warm_up)
    past, test = sample.cut([1 - TEST, TEST])
    tell("fitting", 0, STAGES)
    probe = _learn(past, recipe, jobs)
    tell("measuring", 1, STAGES)
    with one_thread():
        metrics = report(probe, past, test)
    tell("refitting", 2, STAGES)
    model = _refit(probe, sample, recipe, jobs)
    tell("done", STAGES, STAGES)
    days = sample.frame["date"]
    return Trained(
        model=model,
        recipe=recipe,
        metrics=metrics,
        competitions=tuple(sample.frame["competition"].unique().sort()),
        trained_from=days[0],
        trained_until=days[-1] + dt.timedelta(days=1),
        samples=len(sample),
    )


def fit(frame: pl.DataFrame, recipe: Recipe = ENSEMBLE, *, jobs: int = 1) -> Ensemble:
    """Train without measuring: no match is kept for a test, all else as in :func:`train`."""
    sample = learnable(frame, recipe.warm_up)
    return _refit(_learn(sample, recipe, jobs), sample, recipe, jobs)


def _learn(sample: Sample, recipe: Recipe, jobs: int) -> Ensemble:
    fitting, stopping, pooling = sample.cut(LEARN)
    weight = fitting.weights(recipe.half_life)
    later = stopping.x, stopping.goals
    seats = [Seat.prepare(spec, sample.features, recipe.seed) for spec in recipe.members]
    voters, scorers = by_target(
        _each(seats, lambda seat: seat.fit_until(fitting.x, fitting.goals, weight, later), jobs)
    )
    if not scorers:
        raise ConfigurationError(f"recipe '{recipe.name}' has no member that forecasts goals")
    with one_thread():
        pool = settle(voters, scorers, recipe, pooling)
    return Ensemble(sample.features, voters, scorers, pool)


def _refit(probe: Ensemble, sample: Sample, recipe: Recipe, jobs: int) -> Ensemble:
    weight = sample.weights(recipe.half_life)
    seats = _each(
        [*probe.voters, *probe.scorers],
        lambda seat: seat.anew().fit(sample.x, sample.goals, weight),
        jobs,
    )
    return Ensemble(probe.features, *by_target(seats), probe.pool)


def _each(seats: Sequence[Seat], fitted: Callable[[Seat], Seat], jobs: int) -> list[Seat]:
    def alone(seat: Seat) -> Seat:
        with one_thread():
            return fitted(seat)

    # Threads do: the fits themselves run outside Python's lock. The outer limit is the one that
    # holds for the process until all are done; the inner one is each thread's own.
    with one_thread(), ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(alone, seats))


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
