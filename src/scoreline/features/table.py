"""Where both clubs stand in the league table."""

from typing import Final

import numpy as np

from scoreline.features._base import Columns, Feature, Floats, Group, Walk, by_side, sides
from scoreline.features.standings import Standings, Tables
from scoreline.features.timeline import Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "{side}_team_position",
    "{side}_team_points",
    "{side}_team_goal_diff",
    "{side}_in_top_4",
    "{side}_in_relegation",
    "{side}_is_top_half",
)

_STAKES: Final = ("{side}_stake", "{side}_urgency")

_LAST: Final = 4.0
"""Matches: with so many left, 1/e of a stake is urgent."""


def begin(timeline: Timeline) -> Walk:
    """Begin what is read off the league table, for this group and for ``context``."""
    tables, weeks = Tables(timeline), timeline.matchweeks
    blocks = timeline.entries.block[timeline.entries.of_match[:, 0]]
    sizes = [(rule.teams, rule.champions_league, rule.relegation) for rule in tables.rules]
    zones = np.array(sizes, dtype=np.float64).reshape(-1, 3)

    def walk(stretch: Stretch) -> Columns:
        table = tables.walk(stretch)
        return _stand(table, zones[blocks[stretch.rows]]) | {
            "matchweek": _matchweek(weeks[stretch.rows], table),
            "season_progress": table.progress,
            "is_title_decider": table.title,
            "is_relegation_battle": table.relegation,
            **_at_stake(table),
        }

    return walk


def _stand(table: Standings, sizes: Floats) -> Columns:
    columns = [table.place, table.points, table.difference, *_zones(table.place, sizes)]
    return by_side(_NAMES, np.stack(columns, axis=2)) | {
        "position_difference": table.place[:, 0] - table.place[:, 1],
        "points_difference": table.points[:, 0] - table.points[:, 1],
    }


def _at_stake(table: Standings) -> Columns:
    urgency = table.stake * np.exp(-table.left / _LAST)
    return by_side(_STAKES, np.stack([table.stake, urgency], axis=2))


def _zones(place: Floats, sizes: Floats) -> list[Floats]:
    """Return 1 in the Champions League places, the relegation places, the upper half."""
    teams, top, down = (sizes[:, [column]] for column in range(3))
    flags = (place <= top, place > teams - down, place <= teams / 2)
    return [np.where(np.isnan(place), np.nan, flag) for flag in flags]


def _matchweek(given: Floats, table: Standings) -> Floats:
    """Return the published number, else one more than the busier club has played."""
    return np.where(np.isnan(given), table.played.max(axis=1) + 1, given)


# All of it is missing before a club's first match of the season.
TABLE: Final = Group(
    "table",
    (
        *sides(
            "{side}_team_position",
            "place in the league table before the match, by the competition's own tie-break",
            "place",
        ),
        *sides("{side}_team_points", "points this season", "points"),
        *sides("{side}_team_goal_diff", "goal difference this season", "goals"),
        *sides(
            "{side}_in_top_4", "1 in the places for the Champions League (per competition)", "0/1"
        ),
        *sides("{side}_in_relegation", "1 in the relegation places (per competition)", "0/1"),
        *sides("{side}_is_top_half", "1 in the upper half", "0/1"),
        Feature("position_difference", "home position minus away position", "places"),
        Feature("points_difference", "home points minus away points", "points"),
    ),
    (begin,),
    missing="no match of the club in this competition and season is known",
)

STAKES: Final = Group(
    "stakes",
    (
        *sides(
            "{side}_stake",
            "1 less the points to the nearest place that decides something (title, Europe, "
            "promotion, play-offs, relegation; from within to the first club without, from without "
            "to the last within) as a share of what the club can still win, at least 0",
            "0-1",
        ),
        *sides("{side}_urgency", "stake times exp(-matches left / 4)", "0-1"),
    ),
    (begin,),
    missing="before the club's first match of the season",
)
