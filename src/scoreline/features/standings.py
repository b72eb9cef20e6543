"""League tables as they stood when each match spoke, or at an instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from scoreline.domain import Competition, SeasonRules
from scoreline.domain.competition import TIE_BREAKS
from scoreline.domain.frames import Evidence
from scoreline.features._base import Floats
from scoreline.features._table import walk
from scoreline.features.ranking import (
    COLUMNS,
    DIFFERENCE,
    DRAWS,
    PLAYED,
    POINTS,
    SCORED,
    WINS,
    breaks_of,
    rank,
)
from scoreline.features.timeline import Ints, Timeline, lay_out, microseconds
from scoreline.ratings import Stretch

_LINES: Final = 14
"""Ends of a season's zones, at most: seven zones with two each."""

_ANY_NUMBER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Where two clubs stand; the first six have shape (rows, 2), home then away.

    Attributes:
        place: NaN before a club's first match of the season, as ``points`` and ``difference``.
        points: Less what was deducted.
        difference: Goal difference.
        played: Matches that count this season.
        stake: 1 where a place that decides something is level on points, 0 where none is in reach,
            shape (rows, 2); NaN as ``place``.
        left: Matches of the season that each club has yet to play, likewise.
        progress: Share of the season's matches played, shape (rows,), at most 1.
        title: 1 where the match may decide the title, shape (rows,).
        relegation: 1 where both fight relegation, shape (rows,).
    """

    place: Floats
    points: Floats
    difference: Floats
    played: Floats
    stake: Floats
    left: Floats
    progress: Floats
    title: Floats
    relegation: Floats


class Tables:
    """The league tables of a timeline, which move on from stretch to stretch.

    Clubs that have played rank by points and the competition's tie-breaks; equal on all, they
    share a place. Play-offs do not count.

    Attributes:
        rules: The season's rules by block of the timeline's entries.
        totals: By entry, as they stand, shape (entries, 7).
        upper: By entry, 1 for the upper part of a table that has split.
        meetings: Block after block, a row of five for each two clubs of it.
    """

    def __init__(self, timeline: Timeline) -> None:
        entries, self._timeline = timeline.entries, timeline
        self.rules = _rules(timeline)
        self._fines, self._due = _fines(timeline)
        sizes = np.diff(entries.start)
        cells = np.append(0, np.cumsum(sizes**2))
        numbers = [_numbers(rule) for rule in self.rules]
        breaks = [breaks_of(rule) for rule in self.rules]
        self._blocks = (
            entries.start,
            cells,
            np.array(numbers, dtype=np.int64).reshape(-1, 8),
            np.array(breaks, dtype=np.int64).reshape(-1, len(TIE_BREAKS)),
            np.array([_lines(rule) for rule in self.rules], dtype=np.int64).reshape(-1, _LINES),
        )
        self.totals = np.zeros((len(entries), COLUMNS), dtype=np.int64)
        self.upper = np.zeros(len(entries), dtype=np.int64)
        self.meetings = np.zeros((cells[-1], 5), dtype=np.int64)
        # A table stays as it was last ranked until something is added to it.
        ranked, points = np.full((2, len(entries)), -1)
        stale = np.zeros(len(sizes), dtype=np.bool_)
        known, of_rounds = np.zeros((2, len(sizes)), dtype=np.int64)
        self._counted = ranked, points, stale, known, of_rounds

    def walk(self, stretch: Stretch) -> Standings:
        """Return the tables as they stood before each row of a stretch."""
        entries = self._timeline.entries
        clubs, blocks = walk(
            self._with_fines(stretch),
            stretch.rows,
            entries.of_match,
            self._timeline.goals,
            entries.block,
            self._fines,
            *self._blocks,
            self.totals,
            self.upper,
            self.meetings,
            *self._counted,
        )
        place, points, difference, played, stake, left = np.moveaxis(clubs, 2, 0)
        progress, title, relegation = (blocks[:, column] for column in range(3))
        return Standings(
            place, points, difference, played, stake, left, progress, title, relegation
        )

    def _with_fines(self, stretch: Stretch) -> Ints:
        """Put the i-th fine as -1 - i before all that happens at its instant or later."""
        span = np.searchsorted(self._due, (stretch.since, stretch.until), side="right")
        events, read = stretch.events, (stretch.events & 1).astype(np.bool_)
        when = np.empty_like(events)
        when[read] = stretch.speaks[events[read] >> 1]
        when[~read] = self._timeline.known[events[~read] >> 1]
        place = np.searchsorted(when, self._due[slice(*span)])
        return np.insert(events, place, -1 - np.arange(*span))


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where a season stands at an instant, in the terms of :mod:`scoreline.features.ranking`.

    Attributes:
        clubs: By name; the arrays have one entry a club.
        rules: Of the season.
        place: 0 before a club's first match; clubs that nothing tells apart share one.
        totals: Shape (clubs, 7).
        upper: 1 for the clubs of the upper part of a table that has split.
        meetings: Shape (clubs, clubs, 5).
    """

    clubs: tuple[str, ...]
    rules: SeasonRules
    place: Ints
    totals: Ints
    upper: Ints
    meetings: Ints


def standing(
    matches: pl.DataFrame, competition: Competition, season: int, *, as_of: datetime
) -> Standing:
    """Return where a season stands at an instant.

    Args:
        matches: ``MATCHES`` columns; rows of other competitions and seasons are left out.
        competition: Whose season.
        season: By its first year.
        as_of: Results known and deductions made by then count.
    """
    rows = matches.filter(competition=competition.code, season=season)
    timeline = lay_out(Evidence(rows), competitions={competition.code: competition})
    tables = Tables(timeline)
    tables.walk(timeline.stretch(np.arange(0), until=microseconds(as_of)))
    clubs = tuple(timeline.teams[club] for club in timeline.entries.club)
    meetings = tables.meetings.reshape(len(clubs), len(clubs), 5)
    rules = competition.rules_in(season)
    breaks = np.array(breaks_of(rules))
    place = rank(tables.totals, tables.upper, meetings, breaks, rules.rounds) + 1
    return Standing(clubs, rules, place, tables.totals, tables.upper, meetings)


def league_table(
    matches: pl.DataFrame, competition: Competition, season: int, *, as_of: datetime
) -> pl.DataFrame:
    """Return a season's table as it stood at an instant, from what :func:`standing` takes.

    Returns:
        ``place``, ``club``, ``played``, ``wins``, ``draws``, ``losses``, ``goals_for``,
        ``goals_against``, ``goal_difference``, ``points``, by place and name; clubs without a
        match have no place and stand last.
    """
    now = standing(matches, competition, season, as_of=as_of)
    column = {
        "played": now.totals[:, PLAYED],
        "wins": now.totals[:, WINS],
        "draws": now.totals[:, DRAWS],
        "losses": now.totals[:, PLAYED] - now.totals[:, WINS] - now.totals[:, DRAWS],
        "goals_for": now.totals[:, SCORED],
        "goals_against": now.totals[:, SCORED] - now.totals[:, DIFFERENCE],
        "goal_difference": now.totals[:, DIFFERENCE],
        "points": now.totals[:, POINTS],
    }
    table = pl.DataFrame({"place": now.place, "club": now.clubs, **column})
    placed = pl.when(pl.col("place") > 0).then("place")
    return table.with_columns(placed).sort("place", "club", nulls_last=True)


def _rules(timeline: Timeline) -> tuple[SeasonRules, ...]:
    entries = timeline.entries
    return tuple(
        timeline.competitions[league].rules_in(int(season))
        for league, season in zip(entries.league, entries.season, strict=True)
    )


def _numbers(rule: SeasonRules) -> tuple[int, ...]:
    return (
        rule.teams,
        rule.relegation,
        rule.points_per_win,
        rule.matches,
        rule.rounds,
        rule.rounds * (rule.teams - 1) if rule.split else -1,
        rule.split,
        _ANY_NUMBER if rule.at_home is None else rule.at_home,
    )


def _lines(rule: SeasonRules) -> tuple[int, ...]:
    """Return the places after which something else begins, filled up with 0."""
    zones = rule.zones(rule.teams).values()
    ends = {end for zone in zones for end in (zone.start - 1, zone.stop - 1)} - {0, rule.teams}
    return (*sorted(ends), *[0] * (_LINES - len(ends)))


def _fines(timeline: Timeline) -> tuple[Ints, Ints]:
    """Return entries that lost points and how many, shape (fines, 2), and when, in that order."""
    entries = timeline.entries
    number = {
        (timeline.leagues[entries.league[block]], entries.season[block], timeline.teams[club]): i
        for i, (club, block) in enumerate(zip(entries.club, entries.block, strict=True))
    }
    found = sorted(
        (microseconds(deduction.known_at), number[key], deduction.points)
        for competition in timeline.competitions
        for deduction in competition.deductions
        if (key := (competition.code, deduction.season, deduction.club)) in number
    )
    columns = np.array(found, dtype=np.int64).reshape(-1, 3)
    return np.ascontiguousarray(columns[:, 1:]), columns[:, 0]
