"""Reasons that lie in how strong both sides are: ratings, chances, odds, squads."""

from math import exp
from typing import Final

from scoreline.forecasting.reasons._base import View, ahead, first, of_match

_CLOSE: Final = 80
_STRONGER: Final = 40
"""Elo points."""

_LIKE: Final = 0.05
_LIKELIER: Final = 0.55
"""Expected score, half a point for a draw."""

_DRAWISH: Final = 0.28
"""From this chance on bookmakers think a draw likelier than usual."""

_COSTLIER: Final = 1.5


def _newcomer(view: View) -> str | None:
    ratings = view.both("{side}_elo_rating")
    if ratings is None or view.rival not in view.newcomers or ratings[0] - ratings[1] < _STRONGER:
        return None
    own, theirs = ratings
    return f"{view.rival} new in the league and rated lower (Elo {theirs:.0f} against {own:.0f})"


def _close(view: View) -> str | None:
    ratings = view.both("{side}_elo_rating")
    if ratings is None or abs(ratings[0] - ratings[1]) >= _CLOSE:
        return None
    own, theirs = ratings
    return f"{view.name} and {view.rival} close in strength (Elo {own:.0f} and {theirs:.0f})"


def _by_goals(view: View) -> str | None:
    attack, defence = view.both("{side}_attack_strength"), view.both("{side}_defence_strength")
    if attack is None or defence is None:
        return None
    # A strength of 0.1 is about a tenth more scored, or less conceded, than an average club.
    own, theirs = (exp(scored + held) - 1 for scored, held in zip(attack, defence, strict=True))
    if own - theirs < 0.2:  # noqa: PLR2004
        return None
    return (
        f"{view.name} stronger by goals for and against"
        f" ({own:+.0%} v {theirs:+.0%} beside an average club)"
    )


STRENGTH: Final = of_match(
    (
        *("elo_difference", "{side}_elo_rating", "{side}_pi_rating"),
        *("{side}_attack_strength", "{side}_defence_strength"),
    ),
    better=first(
        _newcomer,
        ahead("{side}_elo_rating", _STRONGER, "{name} rated higher (Elo {own:.0f} v {theirs:.0f})"),
        _by_goals,
    ),
    level=_close,
)

SHOTS: Final = of_match(
    (
        *("{side}_team_shots_avg", "{side}_team_sot_avg", "{side}_sot_ratio"),
        *("{side}_shots_attack_strength", "{side}_shots_defence_strength"),
    ),
    better=first(
        ahead(
            "{side}_team_sot_avg",
            0.7,
            "{name} get more shots on target ({own:.1f} v {theirs:.1f} a match)",
        ),
        ahead("{side}_team_shots_avg", 2.0, "{name} shoot more ({own:.1f} v {theirs:.1f} a match)"),
    ),
)

CHANCES: Final = of_match(
    (
        *("{side}_team_xg_avg", "{side}_team_xga_avg", "{side}_team_xg_diff"),
        *("{side}_xg_overperformance", "{side}_recent_xg_per_match"),
    ),
    better=first(
        ahead(
            "{side}_team_xg_diff",
            0.3,
            "{name} win the chances (xG difference {own:+.2f} v {theirs:+.2f} a match)",
        ),
        ahead(
            "{side}_recent_xg_per_match",
            0.4,
            "{name} create more of late ({own:.1f} v {theirs:.1f} xG a match)",
        ),
    ),
)


def _expected_score(view: View) -> float | None:
    strengths = view.both("{side}_market_strength")
    return None if strengths is None else 1 / (1 + exp(strengths[1] - strengths[0]))


def _past_odds(view: View) -> str | None:
    score = _expected_score(view)
    if score is None or score < _LIKELIER:
        return None
    return f"{view.name} rated higher by past odds ({score:.0%} of the points on neutral ground)"


def _past_odds_level(view: View) -> str | None:
    score = _expected_score(view)
    if score is None or abs(score - 0.5) > _LIKE:
        return None
    return (
        f"{view.name} and {view.rival} rated alike by past odds"
        f" ({score:.0%} of the points for {view.name} on neutral ground)"
    )


PAST_ODDS: Final = of_match(("{side}_market_strength",), better=_past_odds, level=_past_odds_level)


def _favoured(view: View) -> str | None:
    chances, odds = view.both("implied_{side}_probability"), view.both("{side}_odds")
    if chances is None or odds is None or chances[0] - chances[1] < _LIKE:
        return None
    return (
        f"bookmakers favour {view.name} ({chances[0]:.0%} v {chances[1]:.0%},"
        f" odds {odds[0]:.2f} against {odds[1]:.2f})"
    )


def _drawish(view: View) -> str | None:
    chance, odds = view.own("implied_draw_probability"), view.own("draw_odds")
    if chance is None or odds is None or chance < _DRAWISH:
        return None
    return f"bookmakers think a draw likelier than usual ({chance:.0%}, odds {odds:.2f})"


ODDS: Final = of_match(
    (
        *("{side}_odds", "draw_odds", "implied_{side}_probability"),
        *("implied_draw_probability", "market_overround"),
    ),
    better=_favoured,
    level=_drawish,
)


def _costlier(view: View) -> str | None:
    values = view.both("{side}_squad_value")
    if values is None or values[1] <= 0 or values[0] / values[1] < _COSTLIER:
        return None
    return f"{view.name}'s squad is worth {values[0] / values[1]:.1f} times {view.rival}'s"


SQUADS: Final = of_match(("{side}_squad_value",), better=_costlier)
