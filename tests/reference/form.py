from collections.abc import Callable, Sequence

from .known import SIDES, Known, Record, Row, mean, of_club, played, points, seen_by, this_season


def streak(club: str, matches: Sequence[Record], goes_on: Callable[[int], bool]) -> int:
    length = 0
    for m in reversed(matches):
        if not goes_on(points(club, m)):
            break
        length += 1
    return length


def goals(club: str, matches: Sequence[Record], which: int) -> list[int]:
    return [seen_by(club, m, "goals")[which] for m in played(matches)]


def of_side(known: Known, match: Record, club: str) -> Row:
    matches = of_club(known.results, club)
    season = this_season(matches, match)
    last, longer = matches[-5:], matches[-10:]
    got = [points(club, m) for m in last]
    values: Row = {
        "points_last_5": sum(got),
        "points_last_10": sum(points(club, m) for m in longer),
        "wins_last_5": got.count(3),
        "draws_last_5": got.count(1),
        "losses_last_5": got.count(0),
        "goals_scored_avg_5": mean(goals(club, last, 0)),
        "goals_conceded_avg_5": mean(goals(club, last, 1)),
        "goals_scored_avg_10": mean(goals(club, longer, 0)),
        "goals_conceded_avg_10": mean(goals(club, longer, 1)),
        "clean_sheets_last_5": goals(club, last, 1).count(0),
        "failed_to_score_last_5": goals(club, last, 0).count(0),
        "current_win_streak": streak(club, matches, lambda p: p == 3),
        "current_unbeaten_streak": streak(club, matches, lambda p: p > 0),
        "current_winless_streak": streak(club, matches, lambda p: p < 3),
    }
    if not matches:
        values = dict.fromkeys(values)
    return values | {
        "goals_scored_season_avg": mean(goals(club, season, 0)),
        "goals_conceded_season_avg": mean(goals(club, season, 1)),
        "points_per_game": mean([points(club, m) for m in season]),
        "matches_played": len(season),
    }


def form(known: Known, match: Record) -> Row:
    return {
        f"{side}_{name}": value
        for side in SIDES
        for name, value in of_side(known, match, match[side]).items()
    }
