"""Features written straight from their definitions: slow, plain, with nothing shared."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scoreline.domain import Competition

Match = dict[str, Any]
Row = dict[str, float | None]


def known_at(match: Match) -> datetime | None:
    """Return when a match's result is known, None where it never is."""
    if match["status"] not in {"finished", "awarded"}:
        return None
    if match["home_goals"] is None or match["away_goals"] is None:
        return None
    wait = timedelta(hours=24) if match["date_only"] else timedelta(hours=2, minutes=30)
    return match["kickoff"] + wait  # type: ignore[no-any-return]


def known_before(matches: Sequence[Match], instant: datetime) -> list[Match]:
    """Return the matches whose results are known at an instant, in the order they became so."""
    seen = [(at, m) for m in matches if (at := known_at(m)) is not None and at <= instant]
    return [m for _, m in sorted(seen, key=lambda pair: (pair[0], pair[1]["match_id"]))]


def seen_by(club: str, match: Match, name: str) -> tuple[Any, Any]:
    """Return a statistic of a match as (the club's, the other's)."""
    home, away = match[f"home_{name}"], match[f"away_{name}"]
    return (home, away) if match["home"] == club else (away, home)


def points(club: str, match: Match, win: int = 3) -> int:
    ours, theirs = seen_by(club, match, "goals")
    return win if ours > theirs else int(ours == theirs)


def of_club(known: Sequence[Match], club: str) -> list[Match]:
    return [m for m in known if club in {m["home"], m["away"]}]


def this_season(known: Sequence[Match], match: Match) -> list[Match]:
    keys = ("competition", "season")
    return [m for m in known if all(m[key] == match[key] for key in keys)]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def streak(club: str, played: Sequence[Match], goes_on: Callable[[int], bool]) -> int:
    length = 0
    for m in reversed(played):
        if not goes_on(points(club, m)):
            break
        length += 1
    return length


def form(known: Sequence[Match], match: Match) -> Row:
    row: Row = {}
    for side in ("home", "away"):
        club = match[side]
        played = of_club(known, club)
        season = this_season(played, match)
        last, longer = played[-5:], played[-10:]
        got = [points(club, m) for m in last]
        goals = [seen_by(club, m, "goals") for m in last]
        more_goals = [seen_by(club, m, "goals") for m in longer]
        season_goals = [seen_by(club, m, "goals") for m in season]
        values = {
            "points_last_5": sum(got),
            "points_last_10": sum(points(club, m) for m in longer),
            "wins_last_5": got.count(3),
            "draws_last_5": got.count(1),
            "losses_last_5": got.count(0),
            "goals_scored_avg_5": mean([ours for ours, _ in goals]),
            "goals_conceded_avg_5": mean([theirs for _, theirs in goals]),
            "goals_scored_avg_10": mean([ours for ours, _ in more_goals]),
            "goals_conceded_avg_10": mean([theirs for _, theirs in more_goals]),
            "clean_sheets_last_5": sum(theirs == 0 for _, theirs in goals),
            "failed_to_score_last_5": sum(ours == 0 for ours, _ in goals),
            "current_win_streak": streak(club, played, lambda p: p == 3),
            "current_unbeaten_streak": streak(club, played, lambda p: p > 0),
            "current_winless_streak": streak(club, played, lambda p: p < 3),
        }
        if not played:
            values = dict.fromkeys(values)
        values |= {
            "goals_scored_season_avg": mean([ours for ours, _ in season_goals]),
            "goals_conceded_season_avg": mean([theirs for _, theirs in season_goals]),
            "points_per_game": mean([points(club, m) for m in season]),
            "matches_played": len(season),
        }
        row |= {f"{side}_{name}": value for name, value in values.items()}
    return row


VENUE_MEASURES: dict[str, Callable[[str, Match], float]] = {
    "win_rate": lambda club, m: float(points(club, m) == 3),
    "goals_avg": lambda club, m: float(seen_by(club, m, "goals")[0]),
    "conceded_avg": lambda club, m: float(seen_by(club, m, "goals")[1]),
    "points_avg": lambda club, m: float(points(club, m)),
}


def venue(known: Sequence[Match], match: Match) -> Row:
    row: Row = {}
    for side in ("home", "away"):
        club = match[side]
        there = [m for m in known if m[side] == club and not m["neutral"]]
        now = this_season(there, match)
        before = this_season(there, match | {"season": match["season"] - 1})
        for name, measure in VENUE_MEASURES.items():
            carried = mean([measure(club, m) for m in before])
            borrowed = max(3 - len(now), 0) if carried is not None else 0
            weight = len(now) + borrowed
            total = sum(measure(club, m) for m in now) + borrowed * (carried or 0.0)
            row[f"{side}_team_{side}_{name}"] = total / weight if weight else None
    home, away = row["home_team_home_points_avg"], row["away_team_away_points_avg"]
    row["home_advantage_diff"] = None if home is None or away is None else home - away
    return row


def head_to_head(known: Sequence[Match], match: Match) -> Row:
    host, guest = match["home"], match["away"]
    met = [m for m in known if {m["home"], m["away"]} == {host, guest}][-20:]
    goals = [seen_by(host, m, "goals") for m in met]
    here = [points(host, m) for m in met if m["home"] == host and not m["neutral"]]
    return {
        "h2h_total_matches": len(met),
        "h2h_home_team_wins": sum(points(host, m) == 3 for m in met),
        "h2h_away_team_wins": sum(points(guest, m) == 3 for m in met),
        "h2h_draws": sum(points(host, m) == 1 for m in met),
        "h2h_home_team_win_rate": mean([float(points(host, m) == 3) for m in met]),
        "h2h_avg_goals": mean([ours + theirs for ours, theirs in goals]),
        "h2h_home_goals_avg": mean([ours for ours, _ in goals]),
        "h2h_away_goals_avg": mean([theirs for _, theirs in goals]),
        "h2h_last_5_home_wins": sum(points(host, m) == 3 for m in met[-5:]),
        "h2h_home_venue_record": mean(here),
        "h2h_btts_rate": mean([float(ours > 0 and theirs > 0) for ours, theirs in goals]),
        "h2h_over_2_5_rate": mean([float(ours + theirs >= 3) for ours, theirs in goals]),
        "h2h_recent_home_wins": sum(points(host, m) == 3 for m in met[-3:]),
        "h2h_recent_away_wins": sum(points(guest, m) == 3 for m in met[-3:]),
    }


def ranking(
    known: Sequence[Match], match: Match, competition: Competition, instant: datetime
) -> dict[str, tuple[int, int, int]]:
    """Return (points, goal difference, goals) of every club that has played this season."""
    season = this_season(known, match)
    win = competition.rules_in(match["season"]).points_per_win
    table = {}
    for club in {m[side] for m in season for side in ("home", "away")}:
        goals = [seen_by(club, m, "goals") for m in of_club(season, club)]
        lost = sum(
            d.points
            for d in competition.deductions
            if (d.season, d.club) == (match["season"], club)
            and (
                d.date is None
                or datetime(d.date.year, d.date.month, d.date.day, tzinfo=UTC) + timedelta(days=1)
                <= instant
            )
        )
        got = sum(points(club, m, win) for m in of_club(season, club))
        table[club] = (got - lost, sum(a - b for a, b in goals), sum(a for a, _ in goals))
    return table


def table(known: Sequence[Match], match: Match, competition: Competition, instant: datetime) -> Row:
    rules = competition.rules_in(match["season"])
    ranks = ranking(known, match, competition, instant)
    row: Row = {}
    for side in ("home", "away"):
        own = ranks.get(match[side])
        place = None if own is None else 1 + sum(other > own for other in ranks.values())
        row[f"{side}_team_position"] = place
        row[f"{side}_team_points"] = own and own[0]
        row[f"{side}_team_goal_diff"] = own and own[1]
        row[f"{side}_in_top_4"] = place and place <= rules.champions_league
        row[f"{side}_in_relegation"] = place and place > rules.teams - rules.relegation
        row[f"{side}_is_top_half"] = place and place <= rules.teams / 2
    for name in ("position", "points"):
        home, away = row[f"home_team_{name}"], row[f"away_team_{name}"]
        row[f"{name}_difference"] = None if home is None or away is None else home - away
    return row


def league(known: Sequence[Match], match: Match) -> Row:
    played = [m for m in known if m["competition"] == match["competition"]][-380:]
    home = mean([points(m["home"], m) for m in played])
    away = mean([points(m["away"], m) for m in played])
    return {
        "league_avg_home_goals": mean([m["home_goals"] for m in played]),
        "league_avg_away_goals": mean([m["away_goals"] for m in played]),
        "league_home_advantage": None if home is None or away is None else home - away,
    }


SHOTS = ("shots", "shots_on_target")


def chances(known: Sequence[Match], match: Match) -> Row:
    row: Row = {}
    for side in ("home", "away"):
        club = match[side]
        played = of_club(known, club)
        season = this_season(played, match)

        def told(name: str, which: int, matches: Sequence[Match], club: str = club) -> list[float]:
            values = [seen_by(club, m, name)[which] for m in matches]
            return [value for value in values if value is not None]

        with_xg = [m for m in season if seen_by(club, m, "xg")[0] is not None]
        shot = [m for m in season if None not in {seen_by(club, m, n)[0] for n in SHOTS}]
        shots = sum(told("shots", 0, shot))
        xg, against = mean(told("xg", 0, season)), mean(told("xg", 1, season))
        values = {
            "team_xg_avg": xg,
            "team_xga_avg": against,
            "team_xg_diff": None if xg is None or against is None else xg - against,
            "xg_overperformance": mean(
                [seen_by(club, m, "goals")[0] - seen_by(club, m, "xg")[0] for m in with_xg]
            ),
            "recent_xg_per_match": mean(told("xg", 0, played[-5:])),
            "team_shots_avg": mean(told("shots", 0, season)),
            "team_sot_avg": mean(told("shots_on_target", 0, season)),
            "sot_ratio": sum(told("shots_on_target", 0, shot)) / shots if shots else None,
        }
        row |= {f"{side}_{name}": value for name, value in values.items()}
    return row


def context(
    known: Sequence[Match], match: Match, competition: Competition, instant: datetime
) -> Row:
    rules = competition.rules_in(match["season"])
    season = this_season(known, match)
    clubs = (match["home"], match["away"])
    played = [len(of_club(season, club)) for club in clubs]
    rest = [
        (match["date"] - max(m["date"] for m in earlier)).days if earlier else None
        for earlier in (of_club(known, club) for club in clubs)
    ]
    progress = min(len(season) / (rules.teams * (rules.teams - 1)), 1.0)
    ranks = ranking(known, match, competition, instant)
    places = {club: 1 + sum(o > own for o in ranks.values()) for club, own in ranks.items()}
    left = [max(2 * (rules.teams - 1) - done, 0) for done in played]
    most = [
        ranks[club][0] + rules.points_per_win * rest if club in ranks else None
        for club, rest in zip(clubs, left, strict=True)
    ]
    leader = max((own[0] for own in ranks.values()), default=0)
    line = max(
        (ranks[c][0] for c, place in places.items() if place > rules.teams - rules.relegation),
        default=None,
    )
    return {
        "matchweek": match["matchweek"] or max(played) + 1,
        "season_progress": progress,
        "days_since_last_match_home": rest[0],
        "days_since_last_match_away": rest[1],
        "rest_advantage": None if None in rest else rest[0] - rest[1],  # type: ignore[operator]
        "is_derby": 0,
        "is_title_decider": progress >= 0.75
        and all(total is not None and total >= leader for total in most)
        and min(places[club] for club in clubs) <= 2,
        "is_relegation_battle": progress >= 0.5
        and line is not None
        and all(club in ranks and ranks[club][0] <= line + 3 for club in clubs),
        "day_of_week": match["date"].weekday(),
        "is_weekend": match["date"].weekday() >= 5,
        "month": match["date"].month,
        "is_neutral_venue": match["neutral"],
    }
