"""The matches that models learn from, as arrays in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import numpy as np
import polars as pl

from scoreline.domain.frames import FAIR
from scoreline.errors import NotEnoughDataError, ScorelineError
from scoreline.models._base import RESULT, Bools, Floats, Ints, goals_of, matrix, outcomes_of
from scoreline.models.metrics import happened
from scoreline.models.parts import edges

FEWEST: Final = 100
"""Matches below which nothing is trained."""

KEYS: Final = ("match_id", "competition", "season", "date", "kickoff", "home", "away", *RESULT)
"""What a feature frame says of a match besides its features."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Finished matches by date, then ``match_id``.

    Attributes:
        frame: Their ``KEYS``.
        features: Names of the columns of ``x``, in order.
        x: Shape (n, features), NaN where missing.
        goals: Shape (n, 2).
        fair: What the market thought of them, shape (n, 3), NaN where nobody knows.
        days: Each match's date as a number of days, shape (n,).
    """

    frame: pl.DataFrame
    features: tuple[str, ...]
    x: Floats
    goals: Ints
    fair: Floats
    days: Ints

    @classmethod
    def of(cls, frame: pl.DataFrame, features: Sequence[str] | None = None) -> Self:
        """Take the finished matches of a feature frame.

        Args:
            frame: ``KEYS`` and features.
            features: The columns that may be learnt from; by default all besides ``KEYS`` and
                ``FAIR``.

        Raises:
            ScorelineError: A key column or one of ``features`` is missing.
        """
        missing = [name for name in KEYS if name not in frame.columns]
        if missing:
            raise ScorelineError(f"the feature frame lacks its {', '.join(missing)}")
        played = frame.drop_nulls(RESULT).sort("date", "match_id")
        every = (name for name in frame.columns if name not in (*KEYS, *FAIR))
        names = tuple(every if features is None else features)
        return cls(
            frame=played.select(KEYS),
            features=names,
            x=matrix(played, names),
            goals=goals_of(played),
            fair=_fair(played),
            days=played["date"].to_physical().to_numpy().astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.days)

    @property
    def outcomes(self) -> Ints:
        """Return the outcome of each match, shape (n,)."""
        return outcomes_of(self.goals)

    @property
    def chances(self) -> Floats:
        """Return what the market thought, and where nobody knows, what happened; shape (n, 3)."""
        unknown = np.isnan(self.fair).any(axis=1, keepdims=True)
        return np.where(unknown, happened(self.outcomes), self.fair)

    def weights(self, half_life: float | None) -> Floats:
        """Return weights that halve with every ``half_life`` days before the last match."""
        if half_life is None:
            return np.ones(len(self))
        weights: Floats = 0.5 ** ((self.days[-1] - self.days) / half_life)
        return weights

    def between(self, start: int, end: int) -> Self:
        """Return the matches from one row number up to another."""
        return self._part(np.arange(start, end))

    def where(self, rows: Bools) -> Self:
        """Return the matches for which ``rows``, shape (n,), is true."""
        return self._part(np.flatnonzero(rows))

    def _part(self, rows: Ints) -> Self:
        return type(self)(
            self.frame[rows],
            self.features,
            self.x[rows],
            self.goals[rows],
            self.fair[rows],
            self.days[rows],
        )

    def cut(self, shares: Sequence[float]) -> list[Self]:
        """Cut into consecutive parts that hold about these shares; no day is cut in two.

        Raises:
            NotEnoughDataError: There are fewer days than parts.
        """
        return [self.between(start, end) for start, end in pairwise(edges(self.days, shares))]


def _fair(frame: pl.DataFrame) -> Floats:
    if not set(FAIR) <= set(frame.columns):
        return np.full((len(frame), len(FAIR)), np.nan)
    return matrix(frame, FAIR)


def learnable(frame: pl.DataFrame, warm_up: int, features: Sequence[str] | None = None) -> Sample:
    """Return the matches to learn from: finished, and past the warm-up of the ratings.

    The first ``warm_up`` seasons of a competition are left out where at least two more follow;
    with fewer seasons, or fewer than 100 matches left, every match is needed.

    Args:
        frame: ``KEYS`` and features.
        warm_up: Seasons of each competition to leave out.
        features: As in :meth:`Sample.of`.

    Raises:
        NotEnoughDataError: Fewer than 100 finished matches.
    """
    played = frame.drop_nulls(RESULT)
    order = pl.col("season").rank("dense").over("competition")
    seasons = pl.col("season").n_unique().over("competition")
    warm = played.filter((order > warm_up) | (seasons < warm_up + 2))
    sample = Sample.of(warm if warm.height >= FEWEST else played, features)
    if len(sample) < FEWEST:
        raise NotEnoughDataError(
            f"training needs at least {FEWEST} finished matches and there are {len(sample)}: "
            "ingest more seasons or train until a later date"
        )
    return sample
