from collections import defaultdict

from .known import DAY, SIDES, Known, Record, Row


def out_today(match: Record, told: list[Record]) -> dict[str, set[str]]:
    """Return every player ever reported with the kinds of absence on the day of the match."""
    last = {(row["player"], row["kind"], row["start"]): row for row in told}
    today = match["kickoff"].date()
    out: dict[str, set[str]] = {row["player"]: set() for row in told}
    for row in last.values():
        if row["start"] <= today and (row["end"] is None or today <= row["end"]):
            out[row["player"]].add(row["kind"])
    return out


def squad(played: list[Record]) -> list[tuple[str, int]]:
    """Return players and minutes, the most valuable first, then those who played most."""
    minutes: dict[str, int] = defaultdict(int)
    value: dict[str, float] = {}
    for row in played:
        minutes[row["player"]] += row["minutes"]
        value[row["player"]] = row["value"] or 0.0
    best_first = sorted(minutes, key=lambda name: (-value[name], -minutes[name], name))
    return [(name, minutes[name]) for name in best_first]


def country(known: Known, code: str) -> str:
    """Return the country of a competition, itself where nobody knows one."""
    competition = known.world.competitions.get(code)
    return (competition and competition.country) or code


def of_the_country(known: Known, match: Record) -> set[str]:
    """Return the clubs that have kicked off in a match's country by its own kick-off."""
    here = country(known, match["competition"])
    begun = [
        each
        for each in known.world.matches
        if each["kickoff"] <= match["kickoff"] and country(known, each["competition"]) == here
    ]
    return {each[side] for each in begun for side in SIDES}


def of_side(known: Known, match: Record, club: str) -> Row:
    world, year_ago = known.world, match["kickoff"] - 365 * DAY
    told = world.told("absences", club, known, year_ago)
    out = out_today(match, told)
    clubs = of_the_country(known, match)
    row: Row = {}
    for name, kind in (("team_injuries", "injury"), ("team_suspensions", "suspension")):
        of_any_club = [
            each
            for each in world.absences
            if each["kind"] == kind
            and each["club"] in clubs
            and year_ago <= each["known_at"] <= known.instant
        ]
        counted = bool(told) and bool(of_any_club)
        row[name] = sum(kind in kinds for kinds in out.values()) if counted else None
    best = squad(world.told("appearances", club, known, match["kickoff"] - 180 * DAY))
    total = sum(minutes for _, minutes in best)
    missing = sum(minutes for name, minutes in best if out.get(name))
    fits = total > 0 and any(name in out for name, _ in best)
    injured = sum("injury" in out.get(name, ()) for name, _ in best[:5])
    row["key_player_out"] = any(out.get(name) for name, _ in best[:3]) if fits else None
    row["key_players_injured"] = injured if fits else None
    row["injury_impact_score"] = 100 * missing / total if fits else None
    worth = world.told("squad_values", club, known, year_ago)
    row["squad_value"] = worth[-1]["value"] if worth else None
    return row


def availability(known: Known, match: Record) -> Row:
    return {
        f"{side}_{name}": value
        for side in SIDES
        for name, value in of_side(known, match, match[side]).items()
    }
