"""Features at one instant after the other, without computing history anew."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from scoreline.domain import InformationSet
from scoreline.domain.frames import FAIR, MATCHES, Evidence
from scoreline.domain.odds import power
from scoreline.errors import ScorelineError
from scoreline.features._base import Columns, Floats, Group, Walk
from scoreline.features.absentees import absentees
from scoreline.features.timeline import BEGINNING, END, Ints, Timeline, microseconds
from scoreline.ratings import Stretch

KEYS: Final = ("match_id", "competition", "season", "date", "kickoff", "home", "away")
GOALS: Final = ("home_goals", "away_goals")

_AT_ONCE: Final = 8192
"""Rows of a stretch. With more, their features would not stay in the processor's caches."""


class Running:
    """The features of one evidence at instants that move forward; the state stays in between.

    The first answer walks the history up to its instant, each later one only what became known
    since. Matches that kicked off before the last instant asked can be asked too, but speak from
    an instant that is passed: for them the history is walked again from its beginning.

    One thread at a time may ask.

    Attributes:
        names: Of the features, in the order of the columns.
    """

    def __init__(
        self, evidence: Evidence, timeline: Timeline, groups: Sequence[Group], names: Sequence[str]
    ) -> None:
        """Ask :meth:`FeatureEngine.start` for one."""
        self._keys = evidence.matches.select(KEYS)
        self._absences = evidence.absences
        self._fair = _fair(timeline)
        self._timeline = timeline
        self._groups = tuple(groups)
        self.names = tuple(names)
        self._walks: tuple[Walk, ...] = ()
        self._instant = BEGINNING

    def compute(
        self, *, as_of: datetime | None = None, match_ids: Collection[int] | None = None
    ) -> pl.DataFrame:
        """Compute the features of matches, bit for bit as :meth:`FeatureEngine.compute` does.

        Args:
            as_of: No earlier than the last one; where not given, the end of all time.
            match_ids: Rows to return, all where not given; none at all only moves on.

        Raises:
            ScorelineError: The instant lies before the last one.
        """
        until = END if as_of is None else microseconds(as_of)
        if until < self._instant:
            raise ScorelineError(
                f"features were asked as of a later instant than {as_of} already; start anew to go"
                " back"
            )
        rows = self._rows(match_ids)
        columns = self._walk(rows, until)
        keys = [column[rows] for column in self._keys]
        features = map(_nullable, self.names, columns)
        # Not by a query, which would wait for threads longer than it works.
        return pl.DataFrame([*keys, *self._labels(rows, until), *features])

    def newcomers(self, match_ids: Sequence[int]) -> list[frozenset[str]]:
        """Return which clubs of each match are new in its league, promoted or relegated.

        Where the season before is not known nobody is new.
        """
        timeline, entries = self._timeline, self._timeline.entries
        rows = self._rows(match_ids)
        new = entries.newcomers[entries.of_match[rows]]
        clubs = {
            key: frozenset(timeline.teams[club] for club in pair[there].tolist())
            for key, pair, there in zip(
                self._keys["match_id"][rows].to_list(), timeline.clubs[rows], new, strict=True
            )
        }
        return [clubs[key] for key in match_ids]

    def absentees(
        self, match_ids: Sequence[int], *, as_of: datetime
    ) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return who is missing in each match, home and away, by what was told by an instant."""
        keys = self._keys[self._rows(match_ids)]
        meetings = {
            key: ((home, away), kickoff.date())
            for key, home, away, kickoff in keys.select(
                "match_id", "home", "away", "kickoff"
            ).iter_rows()
        }
        clubs = {club for pair, _ in meetings.values() for club in pair}
        # Once for all of them: most reports are of other clubs.
        told = self._absences.filter(pl.col("club").is_in(clubs), pl.col("known_at") <= as_of)
        missing = []
        for pair, day in (meetings[key] for key in match_ids):
            home, away = absentees(told, pair, day, as_of=as_of)
            missing.append((home, away))
        return missing

    def _rows(self, match_ids: Collection[int] | None) -> Ints:
        if match_ids is None:
            return np.arange(len(self._timeline))
        return np.flatnonzero(np.isin(self._keys["match_id"], list(match_ids)))

    def _walk(self, rows: Ints, until: int) -> Floats:
        """Return the columns by name, shape (names, rows), and move on to an instant."""
        # What is interrupted leaves no walks behind, some of which would be ahead of the others.
        walks, self._walks = self._walks, ()
        if not walks or self._timeline.kickoff[rows].min(initial=until) < self._instant:
            walks, self._instant = self._begun(), BEGINNING
        columns = np.empty((len(self.names), len(rows)))
        for part, stretch in self._stretches(rows, until):
            values: Columns = {}
            for walk in walks:
                values |= walk(stretch)
            for column, name in zip(columns, self.names, strict=True):
                column[part] = values[name]
        self._walks, self._instant = walks, until
        return columns

    def _stretches(self, rows: Ints, until: int) -> Iterator[tuple[Ints, Stretch]]:
        """Cut the way to an instant into stretches with so many rows that caches hold them.

        Yields:
            Which of ``rows`` they are, and the stretch.
        """
        kickoff = self._timeline.kickoff[rows]
        order, since = np.argsort(kickoff, kind="stable"), self._instant
        parts = np.array_split(order, max(-(-len(rows) // _AT_ONCE), 1))
        for number, part in enumerate(parts, start=1):
            last = until if number == len(parts) else min(kickoff[part[-1]], until)
            yield part, self._timeline.stretch(rows[part], since=since, until=last)
            since = last

    def _begun(self) -> tuple[Walk, ...]:
        information = self._timeline.information
        begins = {
            (begin, group.sight(information)): None
            for group in self._groups
            for begin in group.begin
        }
        return tuple(begin(self._timeline.limited_to(sight)) for begin, sight in begins)

    def _labels(self, rows: Ints, until: int) -> Iterator[pl.Series]:
        """Yield what there is to learn from of matches that were played by an instant."""
        scored = self._timeline.played[rows] & (self._timeline.known[rows] <= until)
        for side, name in enumerate(GOALS):
            goals = np.where(scored, self._timeline.goals[rows, side], np.nan)
            yield _nullable(name, goals).cast(MATCHES[name])
        for name, chances in self._fair.items():
            yield _nullable(name, np.where(scored, chances[rows], np.nan))


def _nullable(name: str, values: Floats) -> pl.Series:
    return pl.Series(name, values, nan_to_null=True)


def _fair(timeline: Timeline) -> Columns:
    """Return the chances of matches that are over, none where their odds may not be seen."""
    if not timeline.information.contains(InformationSet.PAST):
        return {}
    return dict(zip(FAIR, power(timeline.past_odds()).T, strict=True))
