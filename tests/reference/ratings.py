"""Ratings as their definitions tell them, result after result, for each match anew."""

from collections import defaultdict
from dataclasses import dataclass
from math import copysign, exp, log, log10

from .expectations import by_past_odds
from .history import History, day_of
from .known import DAY, SIDES, Known, Record, Row, difference, played, seen_by


def elo(known: Known, match: Record) -> tuple[float, float]:
    history = History(known)
    ratings: dict[str, float] = {}
    edge: dict[str, float] = defaultdict(lambda: 65.0)

    def rating(club: str, m: Record) -> float:
        level = 1500.0 - 180.0 * (history.tier(m["competition"]) - 1)
        change = history.change(club, m)
        if change == "on":
            return ratings[club]
        if change == "summer":
            return level + 0.97 * (ratings[club] - level)
        if change == "move":
            target = level - 80.0 * history.climbed(club, m)
            return target + 0.65 * (ratings[club] - target)
        return level if change == "new" else level - 80.0

    for m in played(known.results):
        ours, theirs = (rating(m[side], m) for side in SIDES)
        code, margin = m["competition"], m["home_goals"] - m["away_goals"]
        ground = 0.0 if m["neutral"] else edge[code]
        surprise = (
            (margin > 0) + 0.5 * (margin == 0) - 1 / (1 + 10 ** (-(ours - theirs + ground) / 400))
        )
        step = 12.0 * (1 + log(max(1, abs(margin)))) * surprise
        ratings |= {m["home"]: ours + step, m["away"]: theirs - step}
        if not m["neutral"]:
            edge[code] += 0.75 * surprise
        history.add(m)
    return as_told(known, match, rating(match["home"], match), rating(match["away"], match))


def as_told(known: Known, match: Record, ours: float, theirs: float) -> tuple[float, float]:
    oldest, told = match["kickoff"] - 100 * DAY, []
    for side in SIDES:
        rows = known.world.told("team_ratings", match[side], known, oldest)
        told.append([row["value"] for row in rows if row["provider"] == "clubelo"])
    if not all(told):
        return ours, theirs
    apart = (told[0][-1] - told[1][-1]) / 2
    return (ours + theirs) / 2 + apart, (ours + theirs) / 2 - apart


def pi(known: Known, match: Record) -> tuple[float, float]:
    ratings: dict[tuple[str, str], float] = defaultdict(float)

    def goals(rating: float) -> float:
        return copysign(10 ** (abs(rating) / 3) - 1, rating)

    for m in played(known.results):
        host, guest = m["home"], m["away"]
        expected = goals(ratings[host, "home"]) - goals(ratings[guest, "away"])
        error = m["home_goals"] - m["away_goals"] - expected
        step = copysign(0.035 * 3 * log10(1 + abs(error)), error) if error else 0.0
        ratings[host, "home"] += step
        ratings[host, "away"] += 0.7 * step
        ratings[guest, "away"] -= step
        ratings[guest, "home"] -= 0.7 * step
    return ratings[match["home"], "home"], ratings[match["away"], "away"]


@dataclass
class Strength:
    """Attack and defence with their variances and covariance."""

    attack: float
    defence: float
    of_attack: float
    of_defence: float
    both: float


@dataclass(frozen=True)
class Constants:
    usual: float
    information: float
    spread: float
    summer: float
    newcomer_spread: float
    league: float


GOALS = Constants(1.3, 1.0, 0.1, 0.006, 0.016, 0.0015)
SHOTS = Constants(4.5, 0.6, 0.05, 0.003, 0.008, 0.003)


def poisson(
    known: Known, match: Record, name: str, constants: Constants
) -> tuple[Strength, Strength]:
    history = History(known)
    states: dict[str, Strength] = {}
    # Levels at home and away as logarithms, and matches seen.
    levels: dict[str, list[float]] = defaultdict(
        lambda: [log(constants.usual) + 0.15, log(constants.usual) - 0.15, 0]
    )

    def strength(club: str, m: Record) -> Strength:
        change = history.change(club, m)
        if change in {"new", "newcomer"}:
            mean = 0.0 if change == "new" else -0.15
            spread = constants.spread if change == "new" else constants.newcomer_spread
            return Strength(mean, mean, spread, spread, 0.85 * spread)
        state = states[club]
        kept, added, shift = 1.0, 5e-6 * max(day_of(m) - day_of(history.last[club]), 0.0), 0.0
        if change == "summer":
            kept, added = 0.98, constants.summer
        elif change == "move":
            kept, added, shift = 0.6, 0.008, -0.26 * history.climbed(club, m)
        return Strength(
            kept * state.attack + shift,
            kept * state.defence + shift,
            kept**2 * state.of_attack + added,
            kept**2 * state.of_defence + added,
            kept**2 * state.both + 0.85 * added,
        )

    def learn(own: Strength, scored: tuple[float, float], conceded: tuple[float, float]) -> None:
        a, d, c = own.of_attack, own.of_defence, own.both
        own.attack += a * scored[0] - c * conceded[0]
        own.defence += c * scored[0] - d * conceded[0]
        own.of_attack -= a * a * scored[1] + c * c * conceded[1]
        own.of_defence -= c * c * scored[1] + d * d * conceded[1]
        own.both -= c * a * scored[1] + c * d * conceded[1]

    for m in played(known.results):
        counts = seen_by(m["home"], m, name)
        if None in counts:
            continue
        host, guest = (strength(m[side], m) for side in SIDES)
        level = levels[m["competition"]]
        edge = level[0] - level[1]
        grounds = (edge / 2, edge / 2) if m["neutral"] else (edge, 0.0)
        rate = max(constants.league, 1 / (level[2] + 20)) / constants.usual
        gains = []
        for count, ground, us, them in zip(
            counts, grounds, (host, guest), (guest, host), strict=True
        ):
            mu = exp(level[1] + ground + us.attack - them.defence)
            scatter = constants.information * mu * (us.of_attack + them.of_defence)
            gains.append((count - mu, scatter, constants.information * mu))
        steps = [(surprise / (1 + s), weight / (1 + s)) for surprise, s, weight in gains]
        if not m["neutral"]:
            level[0] += rate * gains[0][0]
            level[1] += rate * gains[1][0]
        level[2] += 1
        learn(host, steps[0], steps[1])
        learn(guest, steps[1], steps[0])
        states |= {m["home"]: host, m["away"]: guest}
        history.add(m)
    return strength(match["home"], match), strength(match["away"], match)


def ratings(known: Known, match: Record) -> Row:
    pairs: dict[str, tuple[float | None, float | None]] = {
        "elo_rating": elo(known, match),
        "pi_rating": pi(known, match),
        "market_strength": by_past_odds(known).clubs(match),
    }
    row: Row = {
        f"{side}_{name}": pair[i] for name, pair in pairs.items() for i, side in enumerate(SIDES)
    }
    for name, count, constants in (
        ("", "goals", GOALS),
        ("shots_", "shots_on_target", SHOTS),
    ):
        for side, strength in zip(SIDES, poisson(known, match, count, constants), strict=True):
            row[f"{side}_{name}attack_strength"] = strength.attack
            row[f"{side}_{name}defence_strength"] = strength.defence
    row["elo_difference"] = difference(*pairs["elo_rating"])
    return row
