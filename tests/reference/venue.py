from collections.abc import Callable

from .known import (
    SIDES,
    Known,
    Record,
    Row,
    difference,
    mean,
    played,
    points,
    seen_by,
    this_season,
)

MEASURES: dict[str, Callable[[str, Record], float]] = {
    "win_rate": lambda club, m: points(club, m) == 3,
    "goals_avg": lambda club, m: seen_by(club, m, "goals")[0],
    "conceded_avg": lambda club, m: seen_by(club, m, "goals")[1],
    "points_avg": points,
}


def venue(known: Known, match: Record) -> Row:
    row: Row = {}
    for side in SIDES:
        club = match[side]
        for name, measure in MEASURES.items():
            there = [m for m in known.results if m[side] == club and not m["neutral"]]
            if "points" not in name and "win" not in name:
                there = played(there)
            now = this_season(there, match)
            before = this_season(there, match | {"season": match["season"] - 1})
            carried = mean([measure(club, m) for m in before])
            borrowed = max(3 - len(now), 0) if carried is not None else 0
            weight = len(now) + borrowed
            total = sum(measure(club, m) for m in now) + borrowed * (carried or 0.0)
            row[f"{side}_team_{side}_{name}"] = total / weight if weight else None
    row["home_advantage_diff"] = difference(
        row["home_team_home_points_avg"], row["away_team_away_points_avg"]
    )
    return row
