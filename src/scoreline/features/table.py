"""Where both clubs stand in the league table."""

from typing import Final

import numpy as np

from scoreline.features._base import Feature, Floats, Group, by_side, sides
from scoreline.features.standings import Standings, standings
from scoreline.features.timeline import Timeline

_NAMES: Final = (
    "{side}_team_position",
    "{side}_team_points",
    "{side}_team_goal_diff",
    "{side}_in_top_4",
    "{side}_in_relegation",
    "{side}_is_top_half",
)


def _compute(timeline: Timeline) -> dict[str, Floats]:
    table = standings(timeline)
    columns = [table.place, table.points, table.difference, *_zones(timeline, table)]
    return by_side(_NAMES, np.stack(columns, axis=2)) | {
        "position_difference": table.place[:, 0] - table.place[:, 1],
        "points_difference": table.points[:, 0] - table.points[:, 1],
    }


def _zones(timeline: Timeline, table: Standings) -> tuple[Floats, Floats, Floats]:
    """Return 1 in the Champions League places, the relegation places, the upper half."""
    sizes = [(rule.teams, rule.champions_league, rule.relegation) for rule in table.rules]
    entries = timeline.entries
    of_match = np.array(sizes, dtype=np.float64).reshape(-1, 3)[entries.block[entries.of_match]]
    teams, top, down = (of_match[:, :, column] for column in range(3))
    flags = (table.place <= top, table.place > teams - down, table.place <= teams / 2)
    unknown = np.isnan(table.place)
    in_top, in_relegation, in_half = (np.where(unknown, np.nan, flag) for flag in flags)
    return in_top, in_relegation, in_half


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
    _compute,
    missing="no match of the club in this competition and season is known",
)
