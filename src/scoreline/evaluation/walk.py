"""The steps of a walk through the past: at each a model is fitted and forecasts what follows."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from types import MappingProxyType
from typing import Final

import polars as pl

from scoreline.domain import ScoreGrid
from scoreline.domain.frames import Evidence, result_known
from scoreline.errors import ConfigurationError
from scoreline.models import Recipe, baselines, fit
from scoreline.models._base import Floats
from scoreline.models._threads import one_thread
from scoreline.models.sample import Sample, learnable

REFITS: Final[Mapping[str, str]] = MappingProxyType(
    {"weekly": "1w", "monthly": "1mo", "quarterly": "1q", "yearly": "1y"}
)
"""How often a model is fitted anew, as Polars cuts the calendar."""

_REFIT: Final = "_refit"
_KNOWN: Final = "_known"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A refit and the matches forecast before the next one.

    Attributes:
        refit: The day at whose first instant (UTC) the model was fitted.
        past: Feature rows of the matches whose results were known then.
        coming: Feature rows of the matches to forecast.
    """

    refit: date
    past: pl.DataFrame
    coming: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What a step brought: forecasts of its coming matches, in order of ``Sample``.

    Attributes:
        baselines: 1X2 probabilities by name, taught on the same past.
    """

    refit: date
    matches: pl.DataFrame
    grid: ScoreGrid
    baselines: Mapping[str, Floats]


def steps(
    evidence: Evidence, frame: pl.DataFrame, *, start: date, end: date, refit: str
) -> list[Step]:
    """Cut finished matches of a span into steps.

    Args:
        evidence: Where the rows of ``frame`` come from.
        frame: Feature rows, each speaking from its own kick-off.
        start: First day, also that of the first refit.
        end: Last day.
        refit: A key of ``REFITS``.

    Raises:
        ConfigurationError: ``refit`` is none of them.
    """
    if refit not in REFITS:
        raise ConfigurationError(f"no refit '{refit}'; try {', '.join(REFITS)}")
    dated = _with_known(evidence, frame).drop_nulls(["home_goals", "away_goals"])
    began = pl.max_horizontal(pl.col("date").dt.truncate(REFITS[refit]), pl.lit(start))
    span = dated.filter(pl.col("date").is_between(start, end)).with_columns(began.alias(_REFIT))
    parts = span.sort(_REFIT, "date", "match_id").partition_by(_REFIT, maintain_order=True)
    return [_step(dated, part) for part in parts]


def walk(todo: Sequence[Step], recipe: Recipe, *, jobs: int = 1) -> Iterator[Stage]:
    """Take the steps in order; up to ``jobs`` at the same time, with the same results."""
    if jobs == 1:
        yield from (take(step, recipe) for step in todo)
        return
    # Started afresh, because a forked copy of a process with threads may hang.
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(take, todo, [recipe] * len(todo))


def take(step: Step, recipe: Recipe) -> Stage:
    """Fit on a step's past and forecast its coming matches.

    Raises:
        NotEnoughDataError: Fewer than 100 matches were known.
    """
    past, coming = learnable(step.past, recipe.warm_up), Sample.of(step.coming)
    model = fit(step.past, recipe)
    with one_thread():
        grid, said = model.predict_matrix(coming.x), baselines(past, coming)
    return Stage(step.refit, coming.frame, grid, said)


def _with_known(evidence: Evidence, frame: pl.DataFrame) -> pl.DataFrame:
    known = evidence.matches.select("match_id", result_known().alias(_KNOWN))
    return frame.join(known, on="match_id", how="left", maintain_order="left")


def _step(dated: pl.DataFrame, coming: pl.DataFrame) -> Step:
    refit: date = coming[_REFIT][0]
    # A day's first instant there may lie before the same day's here: nothing known after the
    # first of the forecasts may be learnt from.
    first: datetime = coming["kickoff"].sort()[0]
    instant = min(datetime.combine(refit, time(), tzinfo=UTC), first)
    past = dated.filter(pl.col(_KNOWN) <= instant)
    return Step(refit, past.drop(_KNOWN), coming.drop(_KNOWN, _REFIT))
