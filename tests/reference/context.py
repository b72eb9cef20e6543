from .known import SIDES, Known, Record, Row, difference, of_club, played
from .table import Table, table_of


def rest_days(known: Known, match: Record, club: str) -> float | None:
    earlier = of_club(played(known.results), club)
    days: list[int] = [(match["date"] - m["date"]).days for m in earlier]
    return min(days, default=None)


def decides_title(table: Table, match: Record) -> bool:
    rules = table.rules
    leader = max(
        (got for club, got in table.points.items() if table.places[club] == 1), default=None
    )
    clubs = [match[side] for side in SIDES]
    if leader is None or min(table.places.get(club, 99) for club in clubs) > 2:
        return False
    for club in clubs:
        left = max(rules.matches - len(of_club(table.matches, club)), 0)
        most = table.points.get(club, 0) + rules.points_per_win * left
        if most < leader or (table.upper and club not in table.upper):
            return False
    return True


def decides_relegation(table: Table, match: Record) -> bool:
    safe = table.rules.teams - table.rules.relegation
    down = [table.points[club] for club, place in table.places.items() if place > safe]
    return bool(down) and all(
        club in table.points and club not in table.upper and table.points[club] <= max(down) + 3
        for club in (match["home"], match["away"])
    )


def context(known: Known, match: Record) -> Row:
    table = table_of(known, match)
    progress = min(2 * len(table.matches) / (table.rules.teams * table.rules.matches), 1.0)
    busier = max(len(of_club(table.matches, match[side])) for side in SIDES)
    home, away = (rest_days(known, match, match[side]) for side in SIDES)
    return {
        "matchweek": match["matchweek"] or busier + 1,
        "season_progress": progress,
        "days_since_last_match_home": home,
        "days_since_last_match_away": away,
        "rest_advantage": difference(home, away),
        "is_title_decider": progress >= 0.75 and decides_title(table, match),
        "is_relegation_battle": progress >= 0.5 and decides_relegation(table, match),
        "day_of_week": match["date"].weekday(),
        "is_weekend": match["date"].weekday() >= 5,
        "month": match["date"].month,
        "is_neutral_venue": match["neutral"],
    }
