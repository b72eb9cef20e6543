from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from scoreline.domain import Competition, SeasonRules

from .known import SIDES, Known, Record, Row, difference, known_at, of_club, points, seen_by
from .known import this_season as of_season


@dataclass
class Table:
    """A season's table.

    Attributes:
        matches: Those that count.
        points: Of clubs that have played, less what was deducted.
        places: Likewise; clubs that nothing tells apart share one.
        upper: Clubs in the upper part of a split table.
    """

    rules: SeasonRules
    matches: list[Record]
    points: dict[str, int]
    places: dict[str, int] = field(default_factory=dict)
    upper: set[str] = field(default_factory=set)

    def goal_difference(self, club: str) -> int:
        return key_of("goal_difference", club, self.matches, self.rules)


def key_of(name: str, club: str, matches: Sequence[Record], rules: SeasonRules) -> int:
    """Return what a tie-break counts, of the matches given."""
    own = of_club(matches, club)
    goals = [seen_by(club, m, "goals") for m in own]
    counts: dict[str, int] = {
        "points": sum(points(club, m, rules.points_per_win) for m in own),
        "goal_difference": sum(ours - theirs for ours, theirs in goals),
        "goals_for": sum(ours for ours, _ in goals),
        "wins": sum(ours > theirs for ours, theirs in goals),
        "away_goals": sum(m["away_goals"] for m in own if m["away"] == club),
    }
    return counts[name]


def is_mutual(name: str) -> bool:
    return name.startswith("head_to_head_")


def ordered(
    clubs: Sequence[str], breaks: Sequence[str], matches: Sequence[Record], rules: SeasonRules
) -> list[list[str]]:
    """Put level clubs in order, those that nothing tells apart together."""
    if len(clubs) == 1 or not breaks:
        return [list(clubs)]
    run = 1
    if is_mutual(breaks[0]):
        while run < len(breaks) and is_mutual(breaks[run]):
            run += 1
        among = [m for m in matches if {m["home"], m["away"]} <= {*clubs}]
        meetings = {frozenset((a, b)): 0 for a in clubs for b in clubs if a != b}
        for m in among:
            meetings[frozenset((m["home"], m["away"]))] += 1
        if min(meetings.values()) < rules.rounds:
            return ordered(clubs, breaks[run:], matches, rules)
    else:
        among = list(matches)
    names = [name.removeprefix("head_to_head_") for name in breaks[:run]]
    keys = {club: [key_of(name, club, among, rules) for name in names] for club in clubs}
    found: list[list[str]] = []
    best_first = sorted(clubs, key=lambda club: keys[club], reverse=True)
    for _, level in groupby(best_first, key=lambda club: keys[club]):
        found += ordered(list(level), breaks[run:], matches, rules)
    return found


def rank(table: Table) -> None:
    """Write the places."""
    first = {club: (club in table.upper, got) for club, got in table.points.items()}
    place = 1
    best_first = sorted(first, key=lambda club: first[club], reverse=True)
    for _, level in groupby(best_first, key=lambda club: first[club]):
        for alike in ordered(list(level), table.rules.tie_breaks, table.matches, table.rules):
            table.places |= dict.fromkeys(alike, place)
            place += len(alike)


def build(matches: list[Record], competition: Competition, season: int, instant: datetime) -> Table:
    rules = competition.rules_in(season)
    table = Table(rules, matches, {})
    for club in {m[side] for m in matches for side in SIDES}:
        lost = sum(
            fine.points
            for fine in competition.deductions
            if (fine.season, fine.club) == (season, club) and fine.known_at <= instant
        )
        table.points[club] = key_of("points", club, matches, rules) - lost
    return table


def upper_part(
    matches: list[Record], competition: Competition, season: int, latest: Record
) -> set[str]:
    """Return the clubs of the upper part when a match becomes known."""
    at = known_at(latest)
    assert at is not None
    halves = build(matches.copy(), competition, season, at)
    rank(halves)
    return {club for club, place in halves.places.items() if place <= halves.rules.split}


def table_of(known: Known, match: Record) -> Table:
    competition = known.world.competitions[match["competition"]]
    season = match["season"]
    rules = competition.rules_in(season)
    matches: list[Record] = []
    upper: set[str] = set()
    of_rounds = 0
    for m in of_season(known.results, match):
        at_this_ground = [n for n in matches if (n["home"], n["away"]) == (m["home"], m["away"])]
        if rules.at_home is not None and len(at_this_ground) >= rules.at_home:
            continue  # a play-off
        before = [n for n in matches if {n["home"], n["away"]} == {m["home"], m["away"]}]
        if rules.split and not upper and len(before) >= rules.rounds:
            upper = upper_part(matches, competition, season, m)
        matches.append(m)
        of_rounds += len(before) < rules.rounds
        rounds_over = 2 * of_rounds == rules.teams * rules.rounds * (rules.teams - 1)
        if rules.split and not upper and rounds_over:
            upper = upper_part(matches, competition, season, m)
    table = build(matches, competition, season, known.instant)
    table.upper = upper
    rank(table)
    return table


def table(known: Known, match: Record) -> Row:
    now = table_of(known, match)
    rules = now.rules
    row: Row = {}
    for side in SIDES:
        club = match[side]
        place = now.places.get(club)
        row[f"{side}_team_position"] = place
        row[f"{side}_team_points"] = now.points.get(club)
        row[f"{side}_team_goal_diff"] = None if place is None else now.goal_difference(club)
        row[f"{side}_in_top_4"] = place and place <= rules.champions_league
        row[f"{side}_in_relegation"] = place and place > rules.teams - rules.relegation
        row[f"{side}_is_top_half"] = place and place <= rules.teams / 2
    for name in ("position", "points"):
        row[f"{name}_difference"] = difference(row[f"home_team_{name}"], row[f"away_team_{name}"])
    return row
