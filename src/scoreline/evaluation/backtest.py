"""Backtest: what would have been forecast, and how good it would have been."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

import polars as pl

from scoreline import reference
from scoreline.domain import ScoreGrid
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError, NotEnoughDataError, NotFoundError
from scoreline.evaluation.figures import recommended
from scoreline.evaluation.kept import Kept
from scoreline.evaluation.market import CHANCES
from scoreline.evaluation.summary import summarise
from scoreline.evaluation.walk import Stage, Walk, Walked
from scoreline.evaluation.workers import walk
from scoreline.features import FeatureEngine, require_odds
from scoreline.models import ENSEMBLE, Progress, Recipe

FITTING: Final = "refits"

Walker = Callable[[Walk], Iterator[Stage]]

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
        summary: Plain JSON values: what was ``asked`` for, ``leagues``, ``refits``, ``unanswered``
            (matches that the model has no answer for, which are nowhere else), how often what the
            recipe's decision rule ``recommended`` came, and all that :func:`summarise` found out.
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
    recipe: Recipe = ENSEMBLE,
    refit: str = "monthly",
    jobs: int = 1,
    kept: Kept | None = None,
    walker: Walker | None = None,
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
        recipe: What to fit; its information set says what odds it sees.
        refit: ``weekly``, ``monthly``, ``quarterly`` or ``yearly``.
        jobs: Processes that fit at the same time.
        kept: Where steps are kept as they are taken; those taken before are not taken again.
        walker: Takes the steps in order in the place of this machine's processes; ``jobs`` and
            ``kept`` are its own affair then.
        progress: Told the refits done.
        seed: Decides all that is drawn.

    Raises:
        ConfigurationError: A refit that does not exist, or the last day lies before the first.
        NotFoundError: No such league, no finished match in the span, or no odds for a recipe that
            sees some.
        NotEnoughDataError: Fewer than 100 matches were known at the first refit, or the
            model answers none.
    """
    if end < start:
        raise ConfigurationError(f"the last day, {end}, lies before the first, {start}")
    reference.require_leagues(leagues, set(evidence.matches["competition"].unique()))
    engine = FeatureEngine(information=recipe.information)
    rows = engine.compute(evidence)
    chosen = rows.filter(pl.col("competition").is_in(list(leagues)) | pl.lit(not leagues))
    require_odds(chosen, recipe.information)
    plan = Walk.plan(
        evidence,
        chosen,
        replace(recipe, seed=seed),
        features=engine.names,
        start=start,
        end=end,
        refit=refit,
    )
    within = f"from {start} to {end} in {reference.listed(leagues) or 'any league'}"
    if not plan.steps:
        raise NotFoundError(f"no finished matches {within}")
    stages = []
    tell = progress or (lambda _stage, _done, _total: None)
    tell(FITTING, 0, len(plan.steps))
    take = walker or partial(walk, jobs=jobs, kept=kept)
    for stage in take(plan):
        stages.append(stage)
        tell(FITTING, len(stages), len(plan.steps))
    walked = Walked.of(stages)
    if not len(walked.grid):
        raise NotEnoughDataError(f"the model has no answer for any match {within}")
    asked = {
        "leagues": list(leagues),
        "from": str(start),
        "to": str(end),
        "odds": str(recipe.information),
        "recipe": recipe.name,
        "goals": recipe.goals,
        "calibration": recipe.calibration,
        "decision": recipe.decision,
        "refit": refit,
        "seed": seed,
    }
    return _judge(evidence, plan.recipe, walked, asked)


def _judge(
    evidence: Evidence, recipe: Recipe, walked: Walked, asked: Mapping[str, Any]
) -> Backtest:
    judged = summarise(evidence, walked, information=recipe.information, seed=recipe.seed)
    return Backtest(
        frame=_rows(walked.matches, walked.grid, recipe.name),
        match_ids=tuple(walked.matches["match_id"]),
        grid=walked.grid,
        summary={
            "asked": dict(asked),
            "leagues": sorted(walked.matches["competition"].unique()),
            "refits": walked.refits,
            "unanswered": walked.unanswered,
            "recommended": recommended(judged["figures"], recipe.decision),
            **judged,
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
