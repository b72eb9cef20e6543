"""Matches as arrays, and the one order in which they are read and become known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import MatchStatus
from scoreline.domain.frames import Evidence
from scoreline.domain.match import DAY, MATCH_LENGTH

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER: Final = np.iinfo(np.int64).max
COUNTED: Final = (MatchStatus.FINISHED, MatchStatus.AWARDED)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The evidence laid out for sequential kernels; all arrays have one entry a match.

    A kernel walks ``events`` once. ``event >> 1`` is the match; an odd event reads (the match
    speaks: emit its features from the state), an even one writes (its result becomes known:
    update the state). Events are in order of time; at one instant results become known first,
    because a result known at an instant may be used at it. No other place decides what a
    feature may see.

    Attributes:
        evidence: What the timeline was made from, in the same row order.
        teams: Club names; ``home`` and ``away`` index into it.
        leagues: Competition codes; ``league`` indexes into it.
        kickoff: Microseconds since 1970, UTC.
        speaks: The instant each match's features speak from, as ``kickoff``.
        known: The instant from which each result is known, ``NEVER`` where there is none.
        home_goals: NaN where the result is unknown; likewise every other result column.
    """

    evidence: Evidence
    teams: tuple[str, ...]
    leagues: tuple[str, ...]
    home: Ints
    away: Ints
    league: Ints
    season: Ints
    kickoff: Ints
    speaks: Ints
    known: Ints
    home_goals: Floats
    away_goals: Floats
    events: Ints

    def __len__(self) -> int:
        return len(self.home)

    def result(self, name: str) -> Floats:
        """Return a result column of the evidence, NaN where missing or the match does not count."""
        values = self.evidence.matches[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        return np.where(self.known == NEVER, np.nan, values)


def lay_out(evidence: Evidence, *, as_of: datetime | None = None) -> Timeline:
    """Lay evidence out in time.

    Args:
        evidence: Matches in any order, ``match_id`` unique.
        as_of: Where given, no match speaks from a later instant than this one, so that results
            known only after it reach nobody. Where not, each speaks from its own kick-off.
    """
    matches = evidence.matches
    teams = _codes(matches["home"], matches["away"])
    leagues = _codes(matches["competition"])
    kickoff = matches["kickoff"].dt.timestamp("us").to_numpy().astype(np.int64)
    speaks = kickoff if as_of is None else np.minimum(kickoff, _microseconds(as_of))
    counts = matches.select(
        pl.col("status").is_in(COUNTED)
        & pl.col("home_goals").is_not_null()
        & pl.col("away_goals").is_not_null()
    ).to_series()
    delay = matches.select(
        pl.when("date_only")
        .then(pl.lit(DAY))
        .otherwise(pl.lit(MATCH_LENGTH))
        .dt.total_microseconds()
    ).to_series()
    known = np.where(counts.to_numpy(), kickoff + delay.to_numpy(), NEVER)
    return Timeline(
        evidence=evidence,
        teams=tuple(teams),
        leagues=tuple(leagues),
        home=_encode(matches["home"], teams),
        away=_encode(matches["away"], teams),
        league=_encode(matches["competition"], leagues),
        season=matches["season"].to_numpy().astype(np.int64),
        kickoff=kickoff,
        speaks=speaks,
        known=known,
        home_goals=_counted(matches["home_goals"], known),
        away_goals=_counted(matches["away_goals"], known),
        events=_order(matches["match_id"].to_numpy(), speaks, known),
    )


def _order(match_id: Ints, speaks: Ints, known: Ints) -> Ints:
    rows = np.arange(len(match_id), dtype=np.int64)
    written = rows[known != NEVER]
    events = np.concatenate([2 * written, 2 * rows + 1])
    when = np.concatenate([known[written], speaks])
    # The id decides among simultaneous events, so neither row order nor club names can matter.
    order = np.lexsort((match_id[events >> 1], events & 1, when))
    return events[order]


def _codes(*columns: pl.Series) -> list[str]:
    return pl.concat([column.alias("") for column in columns]).unique().sort().to_list()


def _encode(column: pl.Series, names: list[str]) -> Ints:
    return column.replace_strict(names, range(len(names)), return_dtype=pl.Int64).to_numpy()


def _counted(column: pl.Series, known: Ints) -> Floats:
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return np.where(known == NEVER, np.nan, values)


def _microseconds(instant: datetime) -> int:
    return int(pl.Series([instant]).dt.timestamp("us")[0])
