"""From a feature frame to a trained, honestly measured model."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scoreline.models._base import Progress, ScoreModel
from scoreline.models._threads import one_thread
from scoreline.models.ensemble import Ensemble
from scoreline.models.learning import learn, refit
from scoreline.models.recipe import Recipe
from scoreline.models.recipes import ENSEMBLE
from scoreline.models.report import report
from scoreline.models.sample import Sample, learnable
from scoreline.models.tuning import Tuning, tune

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

    model: ScoreModel
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
    features: Sequence[str] | None = None,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
) -> Trained:
    """Train on the finished matches of a feature frame and measure on the last of them.

    The matches are cut by day into four disjoint parts in order of time: training, early
    stopping, pooling with calibration, test. Metrics come from the test part. Then the members
    are fitted once more on all four, with rounds, weights and calibration as they were found.

    Args:
        frame: One row a match: keys, results and features; unfinished matches are passed over.
        recipe: What to train; tuning may change its members' settings.
        features: The columns that the recipe may see; by default all that the frame has.
        tuning: Search for better settings of the members first, on the first two parts.
        progress: Told what is going on.
        jobs: Members fitted at the same time; the model does not depend on it.

    Raises:
        NotEnoughDataError: Fewer than 100 finished matches, or too few days to part them.
        ConfigurationError: The recipe names what is not there.
        ScorelineError: A member reads a column that the frame lacks or that it may not see.
        StoreError: The database does not keep what tuning tried.
    """
    tell = progress or _silent
    sample = learnable(frame, recipe.warm_up, features)
    past, test = sample.cut([1 - TEST, TEST])
    found: dict[str, Any] = {}
    if tuning is not None:
        recipe, found["tuning"] = tune(past, recipe, tuning, progress=progress)
    tell("fitting", 0, STAGES)
    probe = learn(past, recipe, jobs=jobs)
    tell("measuring", 1, STAGES)
    with one_thread():
        metrics = report(probe, recipe, past, test) | found
    tell("refitting", 2, STAGES)
    model = refit(probe, sample, recipe, jobs=jobs)
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


def tune_frame(
    frame: pl.DataFrame, recipe: Recipe, tuning: Tuning, *, progress: Progress | None = None
) -> Recipe:
    """Search as :func:`train` does before it trains, and help whoever searches for the same."""
    past, _ = learnable(frame, recipe.warm_up).cut([1 - TEST, TEST])
    return tune(past, recipe, tuning, progress=progress)[0]


def fit(
    frame: pl.DataFrame,
    recipe: Recipe = ENSEMBLE,
    *,
    features: Sequence[str] | None = None,
    jobs: int = 1,
) -> Ensemble:
    """Train without measuring: no match is kept for a test, all else as in :func:`train`."""
    return fit_sample(learnable(frame, recipe.warm_up, features), recipe, jobs=jobs)


def fit_sample(sample: Sample, recipe: Recipe, *, jobs: int = 1) -> Ensemble:
    """Do as :func:`fit` does, with the matches that are to be learnt from."""
    return refit(learn(sample, recipe, jobs=jobs), sample, recipe, jobs=jobs)


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
