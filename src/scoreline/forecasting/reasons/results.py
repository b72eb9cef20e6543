"""Reasons that lie in results: form, goals, venue, meetings, the table."""

from typing import Final

from scoreline.forecasting.reasons._base import (
    View,
    above,
    ahead,
    below,
    first,
    of_club,
    of_match,
    of_rival,
)
from scoreline.words import ordinal

_FULL: Final = 5
"""Matches that form is told from, and meetings from which on they are worth a word."""

_IN_FORM: Final = 10
_OUT_OF_FORM: Final = 4
"""Points of the last five matches."""

_OFTEN: Final = 0.4
"""Share of drawn meetings."""

_FAR, _NEAR = 5, 2
"""Places of the table between two clubs."""

_SETTLED: Final = 3
"""Matches of a season from which on a place means something."""


def _record(view: View) -> tuple[float, str] | None:
    """Return points from the last five matches and how they came; None before five matches."""
    record = [view.own(f"{{side}}_{what}_last_5") for what in ("wins", "draws", "losses")]
    wins, draws, losses = (number or 0.0 for number in record)
    if None in record or wins + draws + losses != _FULL:
        return None
    points = 3 * wins + draws
    return points, f"{points:.0f} points from the last 5 (W{wins:.0f} D{draws:.0f} L{losses:.0f})"


def _played_five(view: View) -> str | None:
    record = _record(view)
    return record[1] if record else None


def _in_form(view: View) -> str | None:
    record = _record(view)
    return f"{view.name} in form: {record[1]}" if record and record[0] >= _IN_FORM else None


def _out_of_form(view: View) -> str | None:
    record = _record(view)
    return f"{view.name} out of form: {record[1]}" if record and record[0] <= _OUT_OF_FORM else None


FORM: Final = of_club(
    (
        *(f"{{side}}_{what}_last_5" for what in ("points", "wins", "draws", "losses")),
        "{side}_points_last_10",
        *(f"{{side}}_current_{what}_streak" for what in ("win", "unbeaten", "winless")),
    ),
    good=first(
        above("{side}_current_win_streak", 5, "{name} have won {own:.0f} in a row"),
        _in_form,
        above("{side}_current_unbeaten_streak", 7, "{name} unbeaten in {own:.0f} matches"),
    ),
    bad=first(
        above("{side}_current_winless_streak", 7, "{name} without a win in {own:.0f} matches"),
        _out_of_form,
    ),
)

SCORING: Final = of_club(
    (
        *("{side}_goals_scored_avg_5", "{side}_goals_scored_avg_10"),
        *("{side}_goals_scored_season_avg", "{side}_failed_to_score_last_5"),
    ),
    good=above("{side}_goals_scored_avg_10", 1.8, "{name} score {own:.1f} goals a match of late"),
    bad=first(
        above(
            "{side}_failed_to_score_last_5",
            3,
            "{name} failed to score in {own:.0f} of the last 5",
            given=_played_five,
        ),
        below(
            "{side}_goals_scored_avg_10", 1.0, "{name} score only {own:.1f} goals a match of late"
        ),
    ),
)

CONCEDING: Final = of_club(
    (
        *("{side}_goals_conceded_avg_5", "{side}_goals_conceded_avg_10"),
        *("{side}_goals_conceded_season_avg", "{side}_clean_sheets_last_5"),
    ),
    good=first(
        above(
            "{side}_clean_sheets_last_5",
            3,
            "{name} kept {own:.0f} clean sheets in the last 5",
            given=_played_five,
        ),
        below(
            "{side}_goals_conceded_avg_10",
            0.9,
            "{name} concede only {own:.1f} goals a match of late",
        ),
    ),
    bad=above(
        "{side}_goals_conceded_avg_10", 1.7, "{name} concede {own:.1f} goals a match of late"
    ),
)

VENUE: Final = of_match(
    (
        *(f"{{side}}_team_{{side}}_{what}" for what in ("win_rate", "points_avg")),
        *(f"{{side}}_team_{{side}}_{what}_avg" for what in ("goals", "conceded")),
        "home_advantage_diff",
    ),
    better=first(
        above("{side}_team_{side}_win_rate", 0.55, "{name} win {own:.0%} of their {side} matches"),
        of_rival(
            below(
                "{side}_team_{side}_win_rate",
                0.2,
                "{name} win only {own:.0%} of their {side} matches",
            )
        ),
    ),
)


def _won_meetings(view: View) -> str | None:
    met, won = view.own("h2h_total_matches"), view.own("h2h_{side}_team_wins")
    if met is None or won is None or met < _FULL or won / met <= 0.5:  # noqa: PLR2004
        return None
    return f"{view.name} won {won:.0f} of the last {met:.0f} meetings"


def _drawn_meetings(view: View) -> str | None:
    met, drawn = view.own("h2h_total_matches"), view.own("h2h_draws")
    if met is None or drawn is None or met < _FULL or drawn / met < _OFTEN:
        return None
    return f"{drawn:.0f} of the last {met:.0f} meetings were drawn"


MEETINGS: Final = of_match(
    (
        *("h2h_total_matches", "h2h_draws", "h2h_{side}_team_wins", "h2h_home_team_win_rate"),
        *("h2h_avg_goals", "h2h_{side}_goals_avg", "h2h_last_5_home_wins"),
        *("h2h_home_venue_record", "h2h_btts_rate", "h2h_over_2_5_rate", "h2h_recent_{side}_wins"),
    ),
    better=_won_meetings,
    level=_drawn_meetings,
)


def _places(view: View) -> tuple[float, float] | None:
    """Return both places, or None until both clubs have played a few matches."""
    played, places = view.both("{side}_matches_played"), view.both("{side}_team_position")
    return places if played is not None and min(played) >= _SETTLED else None


def _higher(view: View) -> str | None:
    places = _places(view)
    if places is None or places[1] - places[0] < _FAR:
        return None
    own, theirs = map(ordinal, places)
    return f"{view.name} {own}, {view.rival} {theirs} in the table"


def _neighbours(view: View) -> str | None:
    places = _places(view)
    if places is None or abs(places[0] - places[1]) > _NEAR:
        return None
    own, theirs = map(ordinal, places)
    return f"{view.name} {own}, {view.rival} {theirs}: close in the table"


TABLE: Final = of_match(
    (
        *(f"{{side}}_team_{what}" for what in ("position", "points", "goal_diff")),
        *(f"{{side}}_{what}" for what in ("in_top_4", "in_relegation", "is_top_half")),
        *("{side}_points_per_game", "{side}_matches_played"),
        *("position_difference", "points_difference"),
    ),
    better=first(
        _higher,
        ahead(
            "{side}_points_per_game",
            0.5,
            "{name} take more points ({own:.1f} v {theirs:.1f} a match)",
        ),
    ),
    level=_neighbours,
)
