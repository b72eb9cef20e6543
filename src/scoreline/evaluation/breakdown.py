"""Forecasts by league, season, month of the season and whether a newcomer plays."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import polars as pl

from scoreline.evaluation.bootstrap import MatchDays
from scoreline.evaluation.figures import Figures
from scoreline.models import Ints

Parts = Mapping[str, Ints]
"""Names of parts in order, each with the numbers of its matches."""

SHOWN: Final = ("log_loss", "rps", "accuracy")

_SEASON: Final = ("competition", "season")
_MONTHS: Final = (*(f"month {number}" for number in range(1, 11)), "later")
"""Seasons last ten months; some leagues', and one that a pandemic stopped, last longer."""

_NEWCOMERS: Final = ("without a newcomer", "with a newcomer", "first stored season")


def breakdowns(matches: pl.DataFrame, history: pl.DataFrame) -> dict[str, Parts]:
    """Cut matches into parts, each time all of them and none twice.

    Args:
        matches: ``competition``, ``season``, ``date``, ``home`` and ``away`` of n matches.
        history: The same of every match there is, so that a season's beginning and its newcomers
            can be told: clubs that were not in the league the season before.

    Returns:
        Parts by ``league``, ``season``, ``month`` (the first is that of the season's first match)
        and ``promoted``.
    """
    return {
        "league": _parts(matches["competition"]),
        "season": _parts(matches["season"]),
        "month": _parts(_months(matches, history)),
        "promoted": _parts(_newcomers(matches, history)),
    }


def part_rows(
    parts: Parts, ours: Figures, theirs: Figures | None, days: Ints, *, seed: int = 42
) -> list[dict[str, Any]]:
    """Return a row a part: what ours and the market's forecasts reach, and the gap in log loss.

    Args:
        parts: Which matches, none of them empty.
        ours: Figures of the model, over all matches.
        theirs: Those of the market; None where there is none.
        days: Each match's day, shape (n,).
        seed: Decides the draws of the bootstrap.
    """
    return [
        {"part": name, "matches": len(rows), **_shown("", ours, rows)}
        | (_beside(ours, theirs, rows, MatchDays(days[rows], seed=seed)) if theirs else {})
        for name, rows in parts.items()
    ]


def _beside(ours: Figures, theirs: Figures, rows: Ints, days: MatchDays) -> dict[str, Any]:
    gap = days.difference(ours["log_loss"].where(rows), theirs["log_loss"].where(rows))
    assert gap is not None, "a part has matches"
    return {
        **_shown("market_", theirs, rows),
        "difference": gap.mean,
        "low": gap.low,
        "high": gap.high,
    }


def _shown(prefix: str, figures: Figures, rows: Ints) -> dict[str, float | None]:
    return {f"{prefix}{name}": figures[name].where(rows).value for name in SHOWN}


def _parts(labels: pl.Series) -> Parts:
    values = labels.to_numpy()
    ordered = labels.unique().sort().to_list()
    return MappingProxyType({str(label): np.flatnonzero(values == label) for label in ordered})


def _months(matches: pl.DataFrame, history: pl.DataFrame) -> pl.Series:
    month = 12 * pl.col("date").dt.year() + pl.col("date").dt.month()
    first = history.group_by(_SEASON).agg(month.min().alias("first"))
    begun = matches.join(first, on=_SEASON, how="left", maintain_order="left")
    number = month - pl.col("first")
    place = begun.select(number.clip(0, len(_MONTHS) - 1)).to_series()
    return pl.Series([_MONTHS[k] for k in place], dtype=pl.Enum(_MONTHS))


def _newcomers(matches: pl.DataFrame, history: pl.DataFrame) -> pl.Series:
    clubs = pl.concat([history.select(*_SEASON, club=side) for side in ("home", "away")]).unique()
    # Of a season's entries those are left that were there a season before.
    before = clubs.with_columns(pl.col("season") + 1).with_columns(known=True)
    seen = matches.join(
        before.select(*_SEASON, stored="known").unique(),
        on=_SEASON,
        how="left",
        maintain_order="left",
    )
    for side in ("home", "away"):
        stayed = before.rename({"club": side, "known": f"{side}_stayed"})
        seen = seen.join(stayed, on=[*_SEASON, side], how="left", maintain_order="left")
    without, within, unknown = (pl.lit(name, pl.Enum(_NEWCOMERS)) for name in _NEWCOMERS)
    both_stayed = pl.all_horizontal(pl.col("home_stayed", "away_stayed").is_not_null())
    kind = pl.when(pl.col("stored").is_null()).then(unknown).when(both_stayed).then(without)
    return seen.select(kind.otherwise(within).alias("promoted")).to_series()
