"""Judging what was really forecast: as a backtest is judged, by version, and for drift."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import Forecast, InformationSet, ModelVersion, ScoreGrid
from scoreline.domain.frames import Evidence, result_known
from scoreline.evaluation.bootstrap import MatchDays, mean_of
from scoreline.evaluation.drift import alarming, gaps, moved_features
from scoreline.evaluation.summary import summarise
from scoreline.evaluation.walk import Walked
from scoreline.features import FeatureEngine
from scoreline.models import Sample, baselines, matrix
from scoreline.models.metrics import decision_metrics, log_losses


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Forecasts that were made in time, of finished matches.

    Attributes:
        forecasts: The last one of each match, by ``match_id``.
        versions: Those that made them, by name.
        since: The first instant of the span they are from.
    """

    forecasts: Mapping[int, Forecast]
    versions: Mapping[str, ModelVersion]
    since: datetime


def judge(evidence: Evidence, record: Record, *, seed: int) -> dict[str, Any]:
    """Return all there is to say of a record, as plain JSON values.

    Args:
        evidence: Every match and all odds there are by now.
        record: What was forecast, at least one match of it finished.
        seed: Decides what the bootstrap draws.

    Returns:
        What :func:`summarise` finds out, the baselines taught on what was known before the span;
        how often what was ``recommended`` came; and ``versions``, a row a version with its drift.
    """
    rows = _features(evidence, record)
    said = rows.filter(pl.col("match_id").is_in(list(record.forecasts)))
    known = evidence.matches.filter(result_known() <= record.since)["match_id"]
    past = Sample.of(rows.filter(pl.col("match_id").is_in(known.to_list())))
    asked = Sample.of(said)
    forecasts = [record.forecasts[key] for key in asked.frame["match_id"]]
    grid = ScoreGrid.concat([each.grid for each in forecasts])
    made_by = np.array([each.version for each in forecasts])
    recommended = np.array([int(each.recommended) for each in forecasts])
    walked = Walked(
        matches=asked.frame.with_columns(
            pl.Series(
                "trained_until", [record.versions[f.version].trained_until for f in forecasts]
            )
        ),
        grid=grid,
        balanced=recommended,
        baselines=baselines(past, asked),
        unanswered=0,
        refits=len(record.versions),
    )
    seen = [InformationSet.NONE, *(each.information for each in forecasts)]
    widest = max(seen, key=list(InformationSet).index)
    return {
        **summarise(evidence, walked, information=widest, seed=seed),
        "recommended": decision_metrics(recommended, asked.outcomes),
        "versions": [
            _by_version(
                version, rows, grid[made_by == name], asked.where(made_by == name), seed=seed
            )
            for name, version in sorted(record.versions.items())
        ],
    }


def _features(evidence: Evidence, record: Record) -> pl.DataFrame:
    """Return feature rows of every match of the leagues that are spoken of or were learnt from."""
    codes = {code for version in record.versions.values() for code in version.competitions}
    ours = evidence.matches.filter(pl.col("competition").is_in(sorted(codes)))
    sees = [version.information for version in record.versions.values()]
    widest = max(sees, key=list(InformationSet).index)
    engine = FeatureEngine(information=widest)
    return engine.compute(evidence, match_ids=ours["match_id"].to_list())


def _by_version(
    version: ModelVersion, rows: pl.DataFrame, grid: ScoreGrid, own: Sample, *, seed: int
) -> dict[str, Any]:
    """Return what is to be said of one version's forecasts of its own matches."""
    expected = gaps(grid, own.goals)
    return {
        "version": version.name,
        "matches": len(own),
        **_beside_training(version, grid, own, seed),
        "expectations": expected,
        "alarm": alarming(expected, len(own)),
        "moved_features": _moved(version, rows, own.frame),
    }


def _beside_training(
    version: ModelVersion, grid: ScoreGrid, own: Sample, seed: int
) -> dict[str, Any]:
    """Return the log loss now, with its interval, and that on training's last matches."""
    loss = mean_of(log_losses(grid.outcomes(), own.outcomes))
    interval = MatchDays(own.days, seed=seed).interval(loss)
    return {
        "log_loss": loss.value,
        "interval": list(interval) if interval else None,
        "in_training": version.metrics.get("outcomes", {}).get("log_loss"),
    }


def _moved(version: ModelVersion, rows: pl.DataFrame, own: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the features that differ from those learnt from in the same months of the year.

    Other months have other values whatever happens: a table is not the same in May as in August.
    """
    learnt = rows.filter(
        pl.col("competition").is_in(list(version.competitions)),
        pl.col("date").is_between(version.trained_from, version.trained_until),
        pl.col("kickoff") < first_instant(version.trained_until),
        pl.col("date").dt.month().is_in(own["date"].dt.month().unique().to_list()),
    )
    now = rows.filter(pl.col("match_id").is_in(own["match_id"].to_list()))
    names = tuple(name for name in version.features if name in rows.columns)
    return moved_features(names, matrix(learnt, names), matrix(now, names))
