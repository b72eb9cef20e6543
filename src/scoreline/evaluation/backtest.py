"""Backtest: what would have been forecast, and how good it would have been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from scoreline.domain import InformationSet, ScoreGrid
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.evaluation.comparison import MARKET, MODEL, compare
from scoreline.evaluation.market import CHANCES, market_chances
from scoreline.evaluation.metrics import tip_metrics
from scoreline.evaluation.walk import Stage, Walk, walk
from scoreline.features import FeatureEngine
from scoreline.models import ENSEMBLE, Floats, Progress, Recipe, goals_of, outcomes_of
from scoreline.models.metrics import goal_metrics, outcome_metrics

FITTING: Final = "refits"

COLUMNS: Final = (
    "league",
    "season",
    "date",
    "home",
    "away",
    "home_goals",
    "away_goals",
    "p_home",
    "p_draw",
    "p_away",
    "mu_home",
    "mu_away",
    "top_score_home",
    "top_score_away",
    "model",
    "trained_until",
)


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Forecasts of past matches, each made as if it were live.

    Attributes:
        frame: ``COLUMNS``, one row a match, by refit, date and ``match_id``.
        match_ids: The matches, in the order of ``frame``.
        grid: Their score grids.
        summary: Plain JSON values: the span, ``compared`` (see :func:`compare`; the market's
            closing line among them, on the matches that have one), ``model`` (1X2 measures on
            all matches), ``goals``, ``tips`` and ``unanswered`` (matches that the model has no
            answer for, which are nowhere else).
    """

    frame: pl.DataFrame
    match_ids: tuple[int, ...]
    grid: ScoreGrid
    summary: dict[str, Any]


def backtest(
    evidence: Evidence,
    *,
    leagues: Sequence[str],
    start: date,
    end: date,
    information: InformationSet = InformationSet.NONE,
    recipe: Recipe = ENSEMBLE,
    refit: str = "monthly",
    jobs: int = 1,
    progress: Progress | None = None,
    seed: int = 42,
) -> Backtest:
    """Walk through the matches of a span, fitting anew at the start of every month.

    Each match's features speak from its own kick-off. A model is fitted on matches of the same
    leagues whose results were known at the refit, stops early and is calibrated on the last of
    those. Two runs with one seed give the same numbers, whatever ``jobs``.

    Args:
        evidence: Everything known, from the first season on; other leagues in it lend their
            ratings to clubs that move up or down.
        leagues: Whose matches are learnt from and forecast; all in the evidence where empty.
        start: First day.
        end: Last day.
        information: What odds may be seen; only ``none`` so far.
        recipe: What to fit.
        refit: ``weekly``, ``monthly``, ``quarterly`` or ``yearly``.
        jobs: Processes that fit at the same time.
        progress: Told the refits done.
        seed: Decides all that is drawn.

    Raises:
        ConfigurationError: An information set or a refit that does not exist.
        NotFoundError: No such league, or no finished match in the span.
        NotEnoughDataError: Fewer than 100 matches were known at the first refit.
    """
    if information is not InformationSet.NONE:
        raise ConfigurationError(
            f"backtests with '{information}' odds are not available in this release; use none"
        )
    _require(evidence, leagues)
    engine = FeatureEngine()
    rows = engine.compute(evidence)
    chosen = rows.filter(pl.col("competition").is_in(list(leagues)) | pl.lit(not leagues))
    plan = Walk.plan(
        evidence,
        chosen,
        replace(recipe, seed=seed),
        features=engine.names,
        start=start,
        end=end,
        refit=refit,
    )
    if not plan.steps:
        raise NotFoundError(f"no finished matches from {start} to {end} in {_named(leagues)}")
    stages = []
    tell = progress or (lambda _stage, _done, _total: None)
    tell(FITTING, 0, len(plan.steps))
    for stage in walk(plan, jobs=jobs):
        stages.append(stage)
        tell(FITTING, len(stages), len(plan.steps))
    return _assemble(evidence, stages, recipe.name, seed)


def _assemble(evidence: Evidence, stages: Sequence[Stage], name: str, seed: int) -> Backtest:
    grid = ScoreGrid.concat([stage.grid for stage in stages])
    matches = pl.concat(
        stage.matches.with_columns(trained_until=pl.lit(stage.refit)) for stage in stages
    )
    baselines = {
        key: np.concatenate([stage.baselines[key] for stage in stages])
        for key in stages[0].baselines
    }
    return Backtest(
        frame=_rows(matches, grid, name),
        match_ids=tuple(matches["match_id"]),
        grid=grid,
        summary={
            **_summary(evidence, matches, grid, baselines, seed),
            "unanswered": sum(stage.unanswered for stage in stages),
        },
    )


def _rows(matches: pl.DataFrame, grid: ScoreGrid, name: str) -> pl.DataFrame:
    means, scores = grid.expected_goals(), grid.modal_scores()
    columns = {
        **dict(zip(CHANCES, grid.outcomes().T, strict=True)),
        **dict(zip(("mu_home", "mu_away"), means.T, strict=True)),
        **dict(zip(("top_score_home", "top_score_away"), scores.T, strict=True)),
    }
    return matches.with_columns(
        pl.col("competition").alias("league"),
        pl.lit(name).alias("model"),
        *(pl.Series(key, values) for key, values in columns.items()),
    ).select(COLUMNS)


def _summary(
    evidence: Evidence,
    matches: pl.DataFrame,
    grid: ScoreGrid,
    baselines: Mapping[str, Floats],
    seed: int,
) -> dict[str, Any]:
    goals = goals_of(matches)
    outcomes = outcomes_of(goals)
    market = matches.select("match_id").join(
        market_chances(evidence.odds), on="match_id", how="left", maintain_order="left"
    )
    priced = market["bookmaker"].drop_nulls()
    chances = {MODEL: grid.outcomes(), **baselines}
    if len(priced):
        quoted = market.select(pl.col(CHANCES).fill_null(float("nan"))).to_numpy()
        chances = {MODEL: grid.outcomes(), MARKET: quoted, **baselines}
    return {
        "from": str(matches["date"].min()),
        "to": str(matches["date"].max()),
        "matches": matches.height,
        "compared": compare(chances, outcomes, matches["date"].to_numpy(), seed=seed),
        "bookmakers": dict(priced.value_counts(sort=True).iter_rows()),
        "model": outcome_metrics(grid.outcomes(), outcomes),
        "goals": goal_metrics(grid.expected_goals(), goals),
        "tips": tip_metrics(grid, goals),
    }


def _require(evidence: Evidence, leagues: Sequence[str]) -> None:
    stored = set(evidence.matches["competition"].unique())
    for code in leagues:
        if code not in stored:
            known = ", ".join(sorted(stored)) or "none"
            raise NotFoundError(f"no matches of league '{code}'; there are {known}")


def _named(leagues: Sequence[str]) -> str:
    return ", ".join(leagues) or "any league"
