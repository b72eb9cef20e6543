"""Reasons that lie in the day: who is missing, what is written, rest, the occasion, the league."""

from typing import Final

from scoreline.domain import Outcome
from scoreline.forecasting.reasons._base import (
    Say,
    Topic,
    View,
    above,
    below,
    first,
    of_club,
    of_match,
)
from scoreline.words import counted

_MORE_REST, _TOO_LONG = 2, 14
"""Days: a club that has not played for weeks was not resting."""

_FEW_GOALS: Final = 2.5
"""Goals a match of a league, both sides together."""


def _nobody_missing(view: View) -> str | None:
    out = [view.own(f"{{side}}_team_{what}") for what in ("injuries", "suspensions")]
    return f"{view.name} at full strength (0 injured, 0 suspended)" if out == [0, 0] else None


def _many_missing(view: View) -> str | None:
    injured = view.own("{side}_team_injuries")
    suspended = view.own("{side}_team_suspensions") or 0.0
    if injured is None or injured + suspended < 3:  # noqa: PLR2004
        return None
    out = counted(round(injured + suspended), "player")
    return f"{view.name} without {out} ({injured:.0f} injured, {suspended:.0f} suspended)"


_NAMED: Final = 2
"""Players that one reason names."""


def _by_name(rule: Say) -> Say:
    """Return a rule that names who is missing, and by whose word, behind what another says."""

    def say(view: View) -> str | None:
        text = rule(view)
        return text and "; ".join([text, *view.out[:_NAMED]])

    return say


AVAILABILITY: Final = of_club(
    (
        *("{side}_team_injuries", "{side}_team_suspensions", "{side}_key_player_out"),
        *("{side}_key_players_injured", "{side}_injury_impact_score"),
    ),
    good=_nobody_missing,
    bad=_by_name(
        first(
            above(
                "{side}_key_players_injured", 1, "{name} without {own:.0f} of their 5 key players"
            ),
            above(
                "{side}_injury_impact_score",
                15,
                "{name} without {own:.0f} % of their squad's minutes",
            ),
            _many_missing,
        )
    ),
)

NEWS: Final = of_club(
    (
        *("{side}_team_news_sentiment", "manager_confidence_{side}"),
        "injury_report_severity_{side}",
    ),
    good=first(
        above(
            "{side}_team_news_sentiment",
            0.2,
            "{name} well spoken of in the news ({own:+.2f} between -1 and 1)",
        ),
        above(
            "manager_confidence_{side}",
            0.2,
            "{name}'s manager sounds confident ({own:+.2f} between -1 and 1)",
        ),
    ),
    bad=first(
        _by_name(
            above(
                "injury_report_severity_{side}",
                0.4,
                "bad injury news of {name} (severity {own:.1f} of 1)",
            )
        ),
        below(
            "{side}_team_news_sentiment",
            -0.2,
            "{name} ill spoken of in the news ({own:+.2f} between -1 and 1)",
        ),
        below(
            "manager_confidence_{side}",
            -0.2,
            "{name}'s manager sounds worried ({own:+.2f} between -1 and 1)",
        ),
    ),
)


def _rested(view: View) -> str | None:
    days = view.both("days_since_last_match_{side}")
    if days is None or not _MORE_REST <= days[0] - days[1] <= _TOO_LONG:
        return None
    return f"{view.name} better rested ({days[0]:.0f} days v {days[1]:.0f})"


REST: Final = of_match(("days_since_last_match_{side}", "rest_advantage"), better=_rested)

_OCCASIONS: Final = {
    "is_derby": "a derby",
    "is_title_decider": "a match for the title",
    "is_relegation_battle": "a match against relegation",
}


def _occasion(feature: str) -> Topic:
    def say(view: View, outcome: Outcome) -> str | None:
        if view.own(feature) != 1:
            return None
        side = {Outcome.HOME: view.name, Outcome.AWAY: view.rival}.get(outcome, "a draw")
        return f"{_OCCASIONS[feature]}, which in the model's experience helps {side}"

    return Topic((feature,), say)


OCCASIONS: Final = tuple(map(_occasion, _OCCASIONS))


def _neutral(view: View) -> str | None:
    if view.own("is_neutral_venue") != 1 or view.side == "home":
        return None
    return f"{view.rival} without home advantage, on neutral ground"


def _home_league(view: View) -> str | None:
    edge = view.own("league_home_advantage")
    if edge is None or view.own("is_neutral_venue") == 1:
        return None
    if view.side == "home" and edge >= 0.3:  # noqa: PLR2004
        return f"home clubs take {edge:.1f} points a match more than visitors in this league"
    if view.side == "away" and edge <= 0.2:  # noqa: PLR2004
        return f"home advantage is small in this league ({edge:+.1f} points a match)"
    return None


def _few_goals(view: View) -> str | None:
    goals = [view.own(f"league_avg_{side}_goals") for side in ("home", "away")]
    total = sum(number or 0.0 for number in goals)
    if None in goals or total > _FEW_GOALS:
        return None
    return f"few goals in this league ({total:.1f} a match)"


LEAGUE: Final = of_match(
    ("is_neutral_venue", "league_home_advantage", "league_avg_{side}_goals"),
    better=first(_neutral, _home_league),
    level=_few_goals,
)
