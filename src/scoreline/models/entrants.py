"""Clubs and competitions by number, for a model whose parameters they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
import polars as pl

from scoreline.domain import MatchStatus
from scoreline.errors import ScorelineError
from scoreline.models._base import RESULT, Bools, Ints
from scoreline.ratings import Pairings, Scores

MEETING: Final = ("competition", "home", "away")
NEEDED: Final = (*MEETING, "season", "date", *RESULT)


@dataclass(frozen=True, slots=True, eq=False)
class Entrants:
    """Whoever is named in matches, by number.

    Attributes:
        competitions: Number by code.
        clubs: Number by name; 0 is for all who are not named.
    """

    competitions: Mapping[str, int]
    clubs: Mapping[str, int]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Self:
        """Number the competitions and clubs of a frame, in order of their names."""
        codes, home, away = (set(frame[name].to_list()) for name in MEETING)
        competitions = {code: number for number, code in enumerate(sorted(codes))}
        clubs = {name: number for number, name in enumerate(sorted(home | away), start=1)}
        return cls(competitions, clubs)

    def pairings(self, frame: pl.DataFrame) -> Pairings:
        """Return what the expected goals of each row depend on.

        Without a column ``neutral`` all home sides are at home.

        Raises:
            ScorelineError: A column is missing, or nothing is known of a competition.
        """
        return self._pairings(self._numbers(frame))

    def scores(self, frame: pl.DataFrame, *, fixtures: pl.DataFrame | None = None) -> Scores:
        """Return results in the order of the rows, which all have one.

        A club is new in a known competition if its first season comes after the first season of
        the competition that it begins in, or if it has no match.

        Args:
            frame: Results.
            fixtures: Matches with or without a result that tell the seasons of the clubs; those
                of ``frame`` by default. A season's clubs are known before it begins, its results
                are not.

        Raises:
            ScorelineError: Nothing is known of a competition.
        """
        numbers = self._numbers(frame)
        listed = frame if fixtures is None else fixtures
        leagues, teams = len(self.competitions), len(self.clubs) + 1
        keys = np.ravel_multi_index(tuple(numbers.T), (leagues, teams, teams, 2))
        _, first, pairing = np.unique(keys, return_index=True, return_inverse=True)
        goals = [frame[name].to_numpy() for name in RESULT]
        return Scores(
            pairings=self._pairings(numbers[first]),
            pairing=pairing,
            goals=np.column_stack(goals).astype(np.float64),
            days=frame["date"].to_numpy().astype(np.int64).astype(np.float64),
            newcomers=_newcomers(self._numbers(listed), listed["season"].to_numpy(), teams),
            leagues=leagues,
        )

    def knows(self, frame: pl.DataFrame) -> Bools:
        """Tell which rows are of a competition of these, shape (n,)."""
        return np.array(
            [code in self.competitions for code in frame["competition"].to_list()], bool
        )

    def _numbers(self, frame: pl.DataFrame) -> Ints:
        """Return the numbers of competition, home and away, and 1 on neutral ground, shape (n, 4).

        By dictionaries: a data frame's own ways start threads, which on a busy machine takes longer
        than the fit that follows.
        """
        require(frame, MEETING)
        unknown = set(frame["competition"].to_list()) - self.competitions.keys()
        if unknown:
            raise ScorelineError(
                f"nothing was learnt of competition '{min(unknown)}', only of "
                f"{', '.join(self.competitions)}: fit on its matches too"
            )
        numbers = np.zeros((len(frame), 4), dtype=np.int64)
        for column, name in enumerate(MEETING):
            known = self.clubs if column else self.competitions
            numbers[:, column] = [known.get(each, 0) for each in frame[name].to_list()]
        if "neutral" in frame.columns:
            numbers[:, 3] = [bool(each) for each in frame["neutral"].to_list()]
        return numbers

    def _pairings(self, numbers: Ints) -> Pairings:
        return Pairings.of(
            clubs=numbers[:, 1:3],
            league=numbers[:, 0],
            neutral=numbers[:, 3] == 1,
            teams=len(self.clubs) + 1,
            leagues=len(self.competitions),
        )


def _newcomers(numbers: Ints, season: Ints, clubs: int) -> Bools:
    league, home, away, _ = numbers.T
    late = season.max(initial=0)
    began, first = np.full(league.max(initial=-1) + 1, late), np.full(clubs, late)
    np.minimum.at(began, league, season)
    for side in (home, away):
        np.minimum.at(first, side, season)
    new = np.ones(clubs, dtype=np.bool_)
    for side in (home, away):
        new[side[(season == first[side]) & (season == began[league])]] = False
    return new


def played(frame: pl.DataFrame, *, before: date | None = None) -> pl.DataFrame:
    """Return the rows that have a result from play, of days before one where that is given.

    Where the frame has a ``status``, awarded and abandoned matches are left out.

    Raises:
        ScorelineError: A column is missing.
    """
    require(frame, NEEDED)
    goals = [frame[name].to_numpy().astype(np.float64) for name in RESULT]
    wanted = ~np.isnan(np.add(*goals))
    if "status" in frame.columns:
        wanted &= [each == MatchStatus.FINISHED for each in frame["status"].to_list()]
    if before is not None:
        wanted &= frame["date"].to_numpy() < np.datetime64(before)
    return frame if wanted.all() else frame.filter(wanted)


def require(frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    """Raise a ScorelineError where a frame lacks one of some columns."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ScorelineError(f"the matches lack their {', '.join(missing)}")
