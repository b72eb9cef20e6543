"""Versions side by side on the same matches."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from scoreline.domain import InformationSet, ModelVersion, ScoreGrid
from scoreline.errors import ConfigurationError
from scoreline.evaluation import MatchDays
from scoreline.evaluation.beside import days_of
from scoreline.evaluation.figures import Figures, against, figures
from scoreline.home import Home
from scoreline.jobs.rows import Span, feature_rows, result_rows
from scoreline.models import Bools, goals_of
from scoreline.registry import target_models
from scoreline.store import predictions

Said = tuple[Bools, ScoreGrid]
"""Which of n matches a version speaks of, and the grids of those."""

_BALANCED: Final = "balanced_"


@dataclass(frozen=True, slots=True)
class Compared:
    """Versions, and how their forecasts of the same matches did.

    Attributes:
        versions: In the order asked for; the first is what the others are held against.
        start: No match before this day; none that one of them has learnt from.
        end: None after it, where one was named.
        stored: Whether the forecasts are those of the ledger, or were made anew at kick-off.
        matches: Finished matches that all versions speak of.
        days: Match days the bootstrap draws from.
        figures: A row a figure and later version: ``first`` (the first version's value),
            ``version``, ``value``, ``difference`` (this one's minus the first's) and the bounds
            ``low`` and ``high`` of its 95 % bootstrap interval by match day.
    """

    versions: tuple[ModelVersion, ...]
    start: date | None
    end: date | None
    stored: bool
    matches: int
    days: int
    figures: tuple[Mapping[str, Any], ...]

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values; of each version its models and how training found them."""
        return {
            "versions": [
                {"version": each.name, "models": [asdict(model) for model in target_models(each)]}
                for each in self.versions
            ],
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "stored": self.stored,
            "matches": self.matches,
            "days": self.days,
            "figures": [dict(row) for row in self.figures],
        }


def compare_versions(
    home: Home,
    names: Sequence[str],
    *,
    start: date | None = None,
    end: date | None = None,
    competitions: Sequence[str] = (),
    stored: bool = False,
) -> Compared:
    """Compare versions in pairs with the first of them, on finished matches.

    Made anew, forecasts speak from each match's kick-off, of matches that none of the versions
    has learnt from. Stored ones are the last that each version said before it.

    Args:
        home: Where the versions and matches are.
        names: At least two.
        start: First day; by default the first that no version has learnt from.
        end: Last day, included; by default the clock's.
        competitions: Only these leagues.
        stored: Take what the ledger has, also of pruned versions.

    Raises:
        ConfigurationError: One version only, or a start before which one has learnt.
        NotFoundError: There is no such version, it was pruned, or the home has no matches.
        IntegrityError: A version is damaged.
    """
    if len(set(names)) < max(2, len(names)):
        raise ConfigurationError(
            "name at least two versions, each once; see: scoreline models list"
        )
    versions = tuple(home.registry.get(name) for name in names)
    first = start if stored else _unseen(versions, start)
    frames = _finished(home, versions, (first, end), competitions, stored=stored)
    rows = next(iter(frames.values()))
    said = [
        _stored(home, each.name, rows) if stored else _anew(home, each, frames[each.information])
        for each in versions
    ]
    shared = np.logical_and.reduce([there for there, _ in said])
    grids = [grid[shared[there]] for there, grid in said]
    matches = rows.filter(pl.Series(shared, dtype=pl.Boolean))
    days = days_of(matches)
    return Compared(
        versions=versions,
        start=first,
        end=end,
        stored=stored,
        matches=matches.height,
        days=len(np.unique(days)),
        figures=_paired(names, grids, matches, MatchDays(days, seed=home.settings.seed))
        if matches.height
        else (),
    )


def _unseen(versions: Sequence[ModelVersion], start: date | None) -> date:
    """Return the first day of which no version has learnt anything, or the asked one after it."""
    last = max(versions, key=lambda each: each.trained_until)
    if start is not None and start < last.trained_until:
        raise ConfigurationError(
            f"{last.name} has learnt from matches until {last.trained_until}:"
            f" compare from then on, or the stored forecasts"
        )
    return start or last.trained_until


def _finished(
    home: Home,
    versions: Sequence[ModelVersion],
    span: Span,
    competitions: Sequence[str],
    *,
    stored: bool,
) -> dict[InformationSet, pl.DataFrame]:
    """Return the same finished matches with the features of every information set in use.

    Stored forecasts need no features.
    """
    now = home.clock.now()
    finished = pl.all_horizontal(pl.col("home_goals", "away_goals").is_not_null())
    if stored:
        rows = result_rows(home, as_of=now, competitions=competitions, span=span)
        return {InformationSet.NONE: rows.filter(finished).sort("match_id")}
    return {
        each: feature_rows(home, as_of=now, competitions=competitions, span=span, information=each)
        .filter(finished)
        .sort("match_id")
        for each in {each.information for each in versions}
    }


def _anew(home: Home, version: ModelVersion, rows: pl.DataFrame) -> Said:
    model = home.registry.load(version.name).model
    there = model.answers(rows)
    return there, model.predict(rows.filter(pl.Series(there, dtype=pl.Boolean)))


def _stored(home: Home, name: str, rows: pl.DataFrame) -> Said:
    ids = rows["match_id"].to_list()
    with home.database.read() as connection:
        said = predictions.latest(
            connection, ids, as_of=home.clock.now(), book=home.book, version=name
        )
    there = np.array([key in said for key in ids], dtype=np.bool_)
    grids = [said[key].grid.values for key in ids if key in said]
    return there, ScoreGrid(np.concatenate(grids)) if grids else ScoreGrid.from_poisson([], [])


def _figures(grid: ScoreGrid, matches: pl.DataFrame) -> Figures:
    # A balanced rule is a model's own: here the same is asked of every version.
    found = figures(grid, goals_of(matches), grid.outcomes().argmax(axis=1))
    return {name: each for name, each in found.items() if not name.startswith(_BALANCED)}


def _paired(
    names: Sequence[str], grids: Sequence[ScoreGrid], matches: pl.DataFrame, days: MatchDays
) -> tuple[Mapping[str, Any], ...]:
    first, *others = (_figures(grid, matches) for grid in grids)
    beside = zip(names[1:], others, strict=True)
    return tuple(row for name, theirs in beside for row in _rows(name, theirs, first, days))


def _rows(name: str, theirs: Figures, first: Figures, days: MatchDays) -> list[dict[str, Any]]:
    return [
        {
            "figure": row["figure"],
            "first": row["market"],
            "version": name,
            "value": row["model"],
            **{column: row[column] for column in ("difference", "low", "high")},
        }
        for row in against(theirs, first, days)
    ]
