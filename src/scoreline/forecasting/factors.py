"""Key factors: what speaks for the recommended outcome, in plain words with its numbers.

Each rule watches a few features and says a sentence for one side. A factor is shown only where
the sentence's condition holds, it favours the recommended side, and the model's own contributions
(SHAP values) of the watched features push the same way; the heaviest come first. So a factor
never contradicts the forecast it explains.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scoreline.domain import Fixture, Outcome

MOST: Final = 5

Row = Mapping[str, float | None]
Contributions = Mapping[str, float]
"""Feature name to its part of the home side's log-odds against the away side."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A match seen from one side, so that one rule serves both."""

    row: Row
    side: str
    other: str
    name: str
    rival: str

    def own(self, feature: str) -> float | None:
        """Return a ``{side}_...`` feature of this side."""
        return self.row.get(f"{self.side}_{feature}")

    def theirs(self, feature: str) -> float | None:
        """Return a ``{side}_...`` feature of the rival."""
        return self.row.get(f"{self.other}_{feature}")


@dataclass(frozen=True, slots=True)
class Rule:
    """``watches`` are the feature names, ``{side}``/``{other}`` filled in, behind a sentence."""

    watches: tuple[str, ...]
    say: Callable[[Sides], str | None]


def key_factors(
    fixture: Fixture, row: Row, contributions: Contributions, recommended: Outcome
) -> tuple[str, ...]:
    """Return up to five sentences for the recommended outcome, the weightiest first."""
    if recommended is Outcome.DRAW:
        return tuple(_level(fixture, row))
    weighed = sorted(_weigh(fixture, row, contributions, recommended), reverse=True)
    return tuple(sentence for _, sentence in weighed[:MOST])


def _weigh(
    fixture: Fixture, row: Row, contributions: Contributions, recommended: Outcome
) -> Iterator[tuple[float, str]]:
    home = recommended is Outcome.HOME
    view = (
        Sides(row, "home", "away", fixture.home, fixture.away)
        if home
        else Sides(row, "away", "home", fixture.away, fixture.home)
    )
    sign = 1.0 if home else -1.0
    for rule in RULES:
        names = [name.format(side=view.side, other=view.other) for name in rule.watches]
        weight = sign * sum(contributions.get(name, 0.0) for name in names)
        sentence = rule.say(view)
        if sentence is not None and weight > 0:
            yield weight, sentence


def _level(fixture: Fixture, row: Row) -> Iterator[str]:
    difference = row.get("elo_difference")
    if difference is not None and abs(difference) < 80:  # noqa: PLR2004
        yield (
            f"{fixture.home} and {fixture.away} are close in strength:"
            f" Elo differs by {abs(difference):.0f}"
        )


def _rating(view: Sides) -> str | None:
    own, theirs = view.own("elo_rating"), view.theirs("elo_rating")
    if own is None or theirs is None or own - theirs < 40:  # noqa: PLR2004
        return None
    return f"{view.name} rated higher (Elo {own:.0f} v {theirs:.0f})"


def _home_ground(view: Sides) -> str | None:
    own, theirs = view.own("elo_rating"), view.theirs("elo_rating")
    if view.side != "home" or own is None or theirs is None or abs(own - theirs) >= 40:  # noqa: PLR2004
        return None
    return f"{view.name} at home against a side of like strength (Elo {own:.0f} v {theirs:.0f})"


def _attack(view: Sides) -> str | None:
    own, theirs = view.own("team_sot_avg"), view.theirs("team_sot_avg")
    if own is None or theirs is None or own - theirs < 0.7:  # noqa: PLR2004
        return None
    return f"{view.name} get more shots on target ({own:.1f} v {theirs:.1f} per match)"


def _chances(view: Sides) -> str | None:
    own, theirs = view.own("team_xg_diff"), view.theirs("team_xg_diff")
    if own is None or theirs is None or own - theirs < 0.3:  # noqa: PLR2004
        return None
    return f"{view.name} win the chances (xG difference {own:+.2f} v {theirs:+.2f} per match)"


def _goals(view: Sides) -> str | None:
    own, theirs = view.own("goals_scored_avg_10"), view.theirs("goals_scored_avg_10")
    if own is None or theirs is None or own - theirs < 0.4:  # noqa: PLR2004
        return None
    return f"{view.name} score more ({own:.1f} v {theirs:.1f} goals per match, last 10)"


def _form(view: Sides) -> str | None:
    record = _last_five(view.own)
    if record is None or 3 * record[0] + record[1] < 10:  # noqa: PLR2004
        return None
    return f"{view.name} in form: {_record(record)}"


def _rival_form(view: Sides) -> str | None:
    record = _last_five(view.theirs)
    if record is None or 3 * record[0] + record[1] > 4:  # noqa: PLR2004
        return None
    return f"{view.rival} out of form: {_record(record)}"


def _last_five(feature: Callable[[str], float | None]) -> tuple[float, float, float] | None:
    """Return wins, draws and losses, or None where a club has not played five matches yet."""
    wins, draws, losses = (feature(f"{what}_last_5") for what in ("wins", "draws", "losses"))
    if wins is None or draws is None or losses is None or wins + draws + losses != 5:  # noqa: PLR2004
        return None
    return wins, draws, losses


def _record(record: tuple[float, float, float]) -> str:
    wins, draws, losses = record
    return f"{3 * wins + draws:.0f} points from the last 5 (W{wins:.0f} D{draws:.0f} L{losses:.0f})"


def _table(view: Sides) -> str | None:
    own, theirs = view.own("team_position"), view.theirs("team_position")
    if own is None or theirs is None or theirs - own < 5:  # noqa: PLR2004
        return None
    return f"{view.name} {_ordinal(own)}, {view.rival} {_ordinal(theirs)} in the table"


def _venue(view: Sides) -> str | None:
    rate = view.row.get(f"{view.side}_team_{view.side}_win_rate")
    if rate is None or rate < 0.55:  # noqa: PLR2004
        return None
    where = "at home" if view.side == "home" else "away"
    return f"{view.name} win {rate:.0%} of their matches {where}"


def _meetings(view: Sides) -> str | None:
    met, won = view.row.get("h2h_total_matches"), view.row.get(f"h2h_{view.side}_team_wins")
    if met is None or won is None or met < 5 or won / met <= 0.5:  # noqa: PLR2004
        return None
    return f"{view.name} won {won:.0f} of the last {met:.0f} meetings"


def _rest(view: Sides) -> str | None:
    own = view.row.get(f"days_since_last_match_{view.side}")
    theirs = view.row.get(f"days_since_last_match_{view.other}")
    if own is None or theirs is None or not 2 <= own - theirs <= 14:  # noqa: PLR2004
        return None
    return f"{view.name} better rested ({own:.0f} days v {theirs:.0f})"


def _ordinal(place: float) -> str:
    number = round(place)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in {11, 12, 13} else suffix}"


_RATINGS: Final = (
    "elo_difference",
    "{side}_elo_rating",
    "{other}_elo_rating",
    "{side}_pi_rating",
    "{other}_pi_rating",
)

RULES: Final = (
    Rule(_RATINGS, _rating),
    Rule((*_RATINGS, "league_home_advantage", "home_advantage_diff"), _home_ground),
    Rule(
        (
            "{side}_shots_attack_strength",
            "{other}_shots_defence_strength",
            "{side}_team_sot_avg",
            "{other}_team_sot_avg",
            "{side}_team_shots_avg",
            "{other}_team_shots_avg",
        ),
        _attack,
    ),
    Rule(
        (
            "{side}_team_xg_avg",
            "{side}_team_xga_avg",
            "{side}_team_xg_diff",
            "{other}_team_xg_avg",
            "{other}_team_xga_avg",
            "{other}_team_xg_diff",
            "{side}_recent_xg_per_match",
            "{other}_recent_xg_per_match",
        ),
        _chances,
    ),
    Rule(
        (
            "{side}_attack_strength",
            "{other}_defence_strength",
            "{side}_goals_scored_avg_10",
            "{side}_goals_scored_avg_5",
            "{side}_goals_scored_season_avg",
        ),
        _goals,
    ),
    Rule(("{side}_points_last_5", "{side}_points_last_10", "{side}_wins_last_5"), _form),
    Rule(("{other}_points_last_5", "{other}_points_last_10", "{other}_losses_last_5"), _rival_form),
    Rule(
        (
            "position_difference",
            "points_difference",
            "{side}_team_position",
            "{other}_team_position",
            "{side}_team_goal_diff",
            "{other}_team_goal_diff",
            "{side}_points_per_game",
            "{other}_points_per_game",
        ),
        _table,
    ),
    Rule(
        (
            "{side}_team_{side}_win_rate",
            "{side}_team_{side}_points_avg",
            "{side}_team_{side}_goals_avg",
        ),
        _venue,
    ),
    Rule(("h2h_home_team_wins", "h2h_away_team_wins", "h2h_home_team_win_rate"), _meetings),
    Rule(("rest_advantage", "days_since_last_match_home", "days_since_last_match_away"), _rest),
)
"""Every rule; what A calls form, head-to-head, table and venue, and the ratings behind them."""
