from .known import Known, Record, Row, difference, mean, played, points


def league(known: Known, match: Record) -> Row:
    here = [m for m in played(known.results) if m["competition"] == match["competition"]][-380:]
    return {
        "league_avg_home_goals": mean([m["home_goals"] for m in here]),
        "league_avg_away_goals": mean([m["away_goals"] for m in here]),
        "league_home_advantage": difference(
            mean([points(m["home"], m) for m in here]), mean([points(m["away"], m) for m in here])
        ),
    }
