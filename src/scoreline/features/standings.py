"""League tables as they stood when each match spoke, or at an instant."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from scoreline.domain import Competition, SeasonRules
from scoreline.domain.competition import TIE_BREAKS
from scoreline.domain.frames import Evidence, mask
from scoreline.features._base import Floats
from scoreline.features._table import DIFFERENCE, DRAWS, PLAYED, POINTS, SCORED, WINS, walk
from scoreline.features.timeline import Ints, Timeline, lay_out, microseconds

_ANY_NUMBER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Where two clubs stand; all but the last three have shape (matches, 2), home then away.

    Attributes:
        place: NaN before a club's first match of the season, as ``points`` and ``difference``.
        points: Less what was deducted.
        difference: Goal difference.
        played: Matches that count this season.
        progress: Share of the season's matches played, shape (matches,), at most 1.
        title: 1 where the match may decide the title, shape (matches,).
        relegation: 1 where both fight relegation, shape (matches,).
        rules: The season's rules by block of the timeline's entries.
    """

    place: Floats
    points: Floats
    difference: Floats
    played: Floats
    progress: Floats
    title: Floats
    relegation: Floats
    rules: tuple[SeasonRules, ...]


def standings(timeline: Timeline) -> Standings:
    """Return the table as it stood before every match of a timeline.

    Clubs that have played rank by points and the competition's tie-breaks; equal on all, they
    share a place. Play-offs do not count.
    """
    rules = _rules(timeline)
    clubs, blocks, _, _ = _walk(timeline, rules)
    place, points, difference, played = (clubs[:, :, column] for column in range(4))
    progress, title, relegation = (blocks[:, column] for column in range(3))
    return Standings(place, points, difference, played, progress, title, relegation, rules)


def league_table(
    matches: pl.DataFrame, competition: Competition, season: int, *, as_of: datetime
) -> pl.DataFrame:
    """Return a season's table as it stood at an instant.

    Args:
        matches: ``MATCHES`` columns; rows of other competitions and seasons are left out.
        competition: Whose table.
        season: By its first year.
        as_of: Results known and deductions made by then count.

    Returns:
        ``place``, ``club``, ``played``, ``wins``, ``draws``, ``losses``, ``goals_for``,
        ``goals_against``, ``goal_difference``, ``points``, by place and name; clubs without a
        match have no place and stand last.
    """
    rows = mask(matches.filter(competition=competition.code, season=season), as_of)
    made = tuple(fine for fine in competition.deductions if fine.known_at <= as_of)
    known = {competition.code: replace(competition, deductions=made)}
    timeline = lay_out(Evidence(rows), as_of=as_of, competitions=known)
    _, _, totals, places = _walk(timeline, _rules(timeline))
    column = {
        "played": totals[:, PLAYED],
        "wins": totals[:, WINS],
        "draws": totals[:, DRAWS],
        "losses": totals[:, PLAYED] - totals[:, WINS] - totals[:, DRAWS],
        "goals_for": totals[:, SCORED],
        "goals_against": totals[:, SCORED] - totals[:, DIFFERENCE],
        "goal_difference": totals[:, DIFFERENCE],
        "points": totals[:, POINTS],
    }
    clubs = [timeline.teams[club] for club in timeline.entries.club]
    table = pl.DataFrame({"place": places, "club": clubs, **column})
    placed = pl.when(pl.col("place") > 0).then("place")
    return table.with_columns(placed).sort("place", "club", nulls_last=True)


def _rules(timeline: Timeline) -> tuple[SeasonRules, ...]:
    entries = timeline.entries
    return tuple(
        timeline.competitions[league].rules_in(int(season))
        for league, season in zip(entries.league, entries.season, strict=True)
    )


def _walk(timeline: Timeline, rules: tuple[SeasonRules, ...]) -> tuple[Floats, Floats, Ints, Ints]:
    fines, due = _fines(timeline)
    entries = timeline.entries
    return walk(
        _with_fines(timeline, due),
        entries.of_match,
        timeline.goals,
        entries.block,
        entries.start,
        np.array([_numbers(rule) for rule in rules], dtype=np.int64).reshape(-1, 8),
        np.array([_breaks(rule) for rule in rules], dtype=np.int64).reshape(-1, len(TIE_BREAKS)),
        fines,
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


def _breaks(rule: SeasonRules) -> list[int]:
    numbers = [TIE_BREAKS.index(name) for name in rule.tie_breaks]
    return numbers + [-1] * (len(TIE_BREAKS) - len(numbers))


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


def _with_fines(timeline: Timeline, due: Ints) -> Ints:
    """Put the i-th fine as -1 - i before all that happens at its instant or later."""
    match = timeline.events >> 1
    when = np.where(timeline.events & 1, timeline.speaks[match], timeline.known[match])
    return np.insert(timeline.events, np.searchsorted(when, due), -1 - np.arange(len(due)))
