from collections.abc import Sequence

from .known import SIDES, Known, Record, Row, difference, mean, of_club, seen_by, this_season

Told = list[tuple[float, float]]


def told(name: str, club: str, matches: Sequence[Record]) -> Told:
    """Return a statistic where both clubs' is known; of awarded matches nothing is."""
    pairs = [seen_by(club, m, name) for m in matches if m["status"] == "finished"]
    return [pair for pair in pairs if pair[0] is not None and pair[1] is not None]


def of_side(known: Known, match: Record, club: str) -> Row:
    matches = of_club(known.results, club)
    season = this_season(matches, match)
    xg = mean([ours for ours, _ in told("xg", club, season)])
    against = mean([theirs for _, theirs in told("xg", club, season)])
    with_xg = [m for m in season if told("xg", club, [m])]
    shot = [m for m in season if told("shots", club, [m]) and told("shots_on_target", club, [m])]
    shots = sum(ours for ours, _ in told("shots", club, shot))
    on_target = sum(ours for ours, _ in told("shots_on_target", club, shot))
    return {
        "team_xg_avg": xg,
        "team_xga_avg": against,
        "team_xg_diff": difference(xg, against),
        "xg_overperformance": mean(
            [seen_by(club, m, "goals")[0] - seen_by(club, m, "xg")[0] for m in with_xg]
        ),
        "recent_xg_per_match": mean([ours for ours, _ in told("xg", club, matches[-5:])]),
        "team_shots_avg": mean([ours for ours, _ in told("shots", club, season)]),
        "team_sot_avg": mean([ours for ours, _ in told("shots_on_target", club, season)]),
        "sot_ratio": on_target / shots if shots else None,
    }


def chances(known: Known, match: Record) -> Row:
    return {
        f"{side}_{name}": value
        for side in SIDES
        for name, value in of_side(known, match, match[side]).items()
    }
