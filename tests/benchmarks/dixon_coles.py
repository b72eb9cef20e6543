"""Dixon and Coles' model against penaltyblog's, where it is installed (the extra ``bench``).

One fit without a prior maximises the same likelihood as penaltyblog does. The walk through seasons
fits anew every week on all matches before it, with the same decay; penaltyblog has no prior and no
forecast for clubs that it has not seen. Its walk is measured on a sample of the weeks, because it
takes minutes.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from time import perf_counter
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from scoreline.evaluation import weekly_dixon_coles
from scoreline.models import DixonColes, goals_of, one_thread, outcomes_of
from scoreline.models.metrics import log_losses
from scoreline.ratings import DIXON_COLES, DixonColesSettings

from . import whole_history
from .timing import seconds

PREFERRED: Final = "E0"
FIT: Final = 1_140
SEASONS: Final = 13
SAMPLE: Final = 58
SAME: Final = 0.01
"""Most by which two maxima of a log-likelihood of thousands may differ."""

_ABSENT: Final = "penaltyblog is not installed (extra bench)"
_WEEK: Final = pl.col("date").dt.truncate("1w").alias("week")


class Walked(NamedTuple):
    """Forecasts of a sample of weeks, and how long one took to fit."""

    ids: list[int]
    chances: list[list[float]]
    fit: float


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: a fit, a walk through seasons, and the log loss of both walks."""
    name, evidence = whole_history.evidence()
    codes = evidence.matches["competition"].unique().sort()
    top = evidence.matches.filter(
        pl.col("home_goals").is_not_null(),
        competition=PREFERRED if PREFERRED in codes else codes[0],
        status="finished",
        neutral=False,
    ).sort("date", "match_id")
    where = f"{top['competition'][0]} of {name}"
    with one_thread():
        yield _fit(where, top[:FIT])
        yield from _walk(where, top)


def _fit(name: str, matches: pl.DataFrame) -> tuple[str, ...]:
    what = f"Dixon-Coles fit of {len(matches)} matches ({name})"

    def fit() -> DixonColes:
        return DixonColes(decay=0.0, ridge=0.0).fit(matches)

    # Often, because so short a time is easily lost to whatever else the machine does.
    likelihood, own = fit().log_likelihood(matches), seconds(fit, runs=50)
    if not find_spec("penaltyblog"):
        return what, f"{own * 1e3:.1f} ms", _ABSENT, "", ""
    found: float = _theirs(matches).loglikelihood
    # Theirs keeps parameters within bounds, so ours may be the likelier.
    assert likelihood > found - SAME, (likelihood, found)
    other = seconds(lambda: _theirs(matches), runs=3)
    return (
        f"{what}, log-likelihood {likelihood:.2f} and {found:.2f}",
        f"{own * 1e3:.1f} ms",
        "penaltyblog",
        f"{other * 1e3:.0f} ms",
        f"{other / own:.0f}x",
    )


def _walk(name: str, matches: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    last = matches["season"].max()
    assert isinstance(last, int)
    coming = matches.filter(pl.col("season") > last - SEASONS).with_columns(_WEEK)
    weeks = coming["week"].unique().sort()
    own = seconds(lambda: weekly_dixon_coles(matches, coming["match_id"]), runs=3)
    what = f"{len(weeks)} weekly Dixon-Coles refits, {len(coming)} forecasts ({name})"
    losses = _losses(matches, coming)
    if not find_spec("penaltyblog"):
        yield what, f"{own:.2f} s", _ABSENT, "", ""
        yield "the same, log loss", losses, "", "", ""
        return
    chosen = weeks.gather(np.linspace(0, len(weeks) - 1, SAMPLE).astype(int))
    theirs = _walk_of_theirs(matches, coming.filter(pl.col("week").is_in(chosen.implode())))
    whole = theirs.fit * len(weeks)
    rival = f"penaltyblog, by {SAMPLE} of the refits"
    yield what, f"{own:.2f} s", rival, f"{whole:.0f} s", f"{whole / own:.0f}x"
    yield "the same, log loss", losses, "", "", ""
    both = pl.DataFrame({"match_id": theirs.ids}).join(coming, on="match_id", maintain_order="left")
    other = log_losses(np.array(theirs.chances), outcomes_of(goals_of(both))).mean()
    part = f"the same, log loss of the sample's {len(both)} forecasts"
    yield part, _losses(matches, both), "penaltyblog", f"{other:.4f}", ""
    without = _losses(matches, both, DIXON_COLES._replace(ridge=0.0))
    yield f"{part}, without a prior", without, "penaltyblog", f"{other:.4f}", ""


def _losses(
    matches: pl.DataFrame, asked: pl.DataFrame, settings: DixonColesSettings = DIXON_COLES
) -> str:
    grid = weekly_dixon_coles(matches, asked["match_id"], settings)
    return f"{log_losses(grid.outcomes(), outcomes_of(goals_of(asked))).mean():.4f}"


def _walk_of_theirs(matches: pl.DataFrame, coming: pl.DataFrame) -> Walked:
    ids, chances, spent = [], [], 0.0
    for part in coming.partition_by("week", maintain_order=True):
        week = part["week"][0]
        past = matches.filter(pl.col("date") < week)
        ages = (pl.Series([week]) - past["date"]).dt.total_days().to_numpy()
        start = perf_counter()
        model = _theirs(past, np.exp(-DIXON_COLES.decay * ages))
        spent += perf_counter() - start
        both = pl.all_horizontal(pl.col("home", "away").is_in(model.teams.tolist()))
        for row in part.filter(both).to_dicts():
            grid = model.predict(row["home"], row["away"], max_goals=11)
            ids.append(row["match_id"])
            chances.append(list(grid.home_draw_away))
    return Walked(ids, chances, spent / SAMPLE)


def _theirs(matches: pl.DataFrame, weights: Any = None) -> Any:
    from penaltyblog.models import DixonColesGoalModel  # noqa: PLC0415 (an extra)

    columns = [matches[name].to_numpy() for name in ("home_goals", "away_goals", "home", "away")]
    model = DixonColesGoalModel(*columns, weights)
    model.fit()
    return model
