"""From a sample to an ensemble: members, then their pool, then members on every match."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from scoreline.errors import ConfigurationError
from scoreline.models._threads import one_thread
from scoreline.models.ensemble import Ensemble, by_target
from scoreline.models.members import Member
from scoreline.models.pool import Forecasts, Prior, fit_pool
from scoreline.models.recipe import Recipe
from scoreline.models.sample import Sample

LEARN: Final = (0.65, 0.10, 0.25)
"""Shares of the matches for training, early stopping and pooling with calibration."""


def learn(sample: Sample, recipe: Recipe, *, jobs: int = 1) -> Ensemble:
    """Return an ensemble whose parts come from disjoint parts of the sample, in order of time.

    Members are fitted on the first part and stop on the second; the pool and its calibration
    come from the third.

    Raises:
        NotEnoughDataError: There are fewer days than parts.
        ConfigurationError: The recipe names what is not there, or has no goals member.
        ScorelineError: A member reads a column that the sample lacks.
    """
    fitting, stopping, pooling = sample.cut(LEARN)
    weight = fitting.weights(recipe.half_life)
    members = [Member.prepare(spec, sample, recipe.seed) for spec in recipe.members]
    if all(member.forecasts_outcomes for member in members):
        raise ConfigurationError(f"recipe '{recipe.name}' has no member that forecasts goals")
    fitted = by_target(_each(members, lambda each: each.fit_until(fitting, weight, stopping), jobs))
    with one_thread():
        forecasts = Forecasts.of(*fitted, pooling.x)
        pool = fit_pool(forecasts, Prior.of(*fitted, recipe), recipe.calibration, pooling)
    return Ensemble(sample.features, *fitted, pool, recipe.decision)


def refit(model: Ensemble, sample: Sample, recipe: Recipe, *, jobs: int = 1) -> Ensemble:
    """Return the ensemble with its members fitted anew on every match of a sample.

    Numbers of rounds, weights and calibration stay as they were found.
    """
    weight = sample.weights(recipe.half_life)
    members = _each(model.members, lambda each: each.unfitted().fit(sample, weight), jobs)
    return Ensemble(model.features, *by_target(members), model.pool, recipe.decision)


def _each(members: Sequence[Member], fitted: Callable[[Member], Member], jobs: int) -> list[Member]:
    def alone(member: Member) -> Member:
        with one_thread():
            return fitted(member)

    # Threads do: the fits themselves run outside Python's lock. The outer limit is the one that
    # holds for the process until all are done; the inner one is each thread's own.
    with one_thread(), ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(alone, members))
