"""What clubs still play for."""

from math import exp

from scoreline.domain import SeasonRules

from .known import SIDES, Known, Record, Row, of_club
from .table import Table, table_of


def lines(rules: SeasonRules) -> set[int]:
    """Return the places after which something else begins."""
    europe = rules.champions_league + rules.europe if rules.europe else 0
    play_offs = rules.promotion + rules.promotion_playoff
    safe = rules.teams - rules.relegation
    found = {1, rules.champions_league, europe, rules.promotion, play_offs}
    return (found | {safe, safe - rules.relegation_playoff}) - {0, rules.teams}


def stake(club: str, table: Table, left: int) -> float:
    own = table.points[club]
    gaps = []
    for line in lines(table.rules):
        best = sorted(table.points.values(), reverse=True)
        if line < len(best):
            last_within, first_without = best[line - 1], best[line]
            gaps.append(own - first_without if own >= last_within else last_within - own)
    if not gaps:
        return 1.0
    return max(0.0, 1 - min(gaps) / (table.rules.points_per_win * max(left, 1)))


def stakes(known: Known, match: Record) -> Row:
    table = table_of(known, match)
    row: Row = {}
    for side in SIDES:
        club = match[side]
        row[f"{side}_stake"] = row[f"{side}_urgency"] = None
        if club in table.points:
            left = max(table.rules.matches - len(of_club(table.matches, club)), 0)
            row[f"{side}_stake"] = stake(club, table, left)
            row[f"{side}_urgency"] = stake(club, table, left) * exp(-left / 4)
    return row
