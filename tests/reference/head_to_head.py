from .known import Known, Record, Row, mean, played, points, seen_by


def head_to_head(known: Known, match: Record) -> Row:
    host, guest = match["home"], match["away"]
    met = [m for m in known.results if {m["home"], m["away"]} == {host, guest}][-20:]
    goals = [seen_by(host, m, "goals") for m in played(met)]
    here = [points(host, m) for m in met if m["home"] == host and not m["neutral"]]
    return {
        "h2h_total_matches": len(met),
        "h2h_home_team_wins": sum(points(host, m) == 3 for m in met),
        "h2h_away_team_wins": sum(points(guest, m) == 3 for m in met),
        "h2h_draws": sum(points(host, m) == 1 for m in met),
        "h2h_home_team_win_rate": mean([points(host, m) == 3 for m in met]),
        "h2h_avg_goals": mean([ours + theirs for ours, theirs in goals]),
        "h2h_home_goals_avg": mean([ours for ours, _ in goals]),
        "h2h_away_goals_avg": mean([theirs for _, theirs in goals]),
        "h2h_last_5_home_wins": sum(points(host, m) == 3 for m in met[-5:]),
        "h2h_home_venue_record": mean(here),
        "h2h_btts_rate": mean([ours > 0 and theirs > 0 for ours, theirs in goals]),
        "h2h_over_2_5_rate": mean([ours + theirs >= 3 for ours, theirs in goals]),
        "h2h_recent_home_wins": sum(points(host, m) == 3 for m in met[-3:]),
        "h2h_recent_away_wins": sum(points(guest, m) == 3 for m in met[-3:]),
    }
