from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from features_rows import last_row

from scoreline import reference
from scoreline.features.context import CONTEXT
from scoreline.testing.evidence import played
from scoreline.testing.leagues import simulated_competitions

DAY = date(2024, 9, 1)
FOUR = simulated_competitions(teams=4)


def rounds(*scores: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Return matches of four clubs, two a week."""
    return [
        played(home, away, score, DAY + timedelta(weeks=i // 2))
        for i, (home, away, score) in enumerate(scores)
    ]


def test_the_calendar_is_read_off_the_published_date() -> None:
    late = datetime(2024, 8, 31, 23, 30, tzinfo=UTC)
    row = last_row(CONTEXT, played("A", "B", None, DAY, kickoff=late))
    assert (row["day_of_week"], row["is_weekend"], row["month"]) == (6, 1, 9)
    monday = last_row(CONTEXT, played("A", "B", None, DAY + timedelta(1)))
    assert (monday["day_of_week"], monday["is_weekend"]) == (0, 0)


def test_a_published_matchweek_is_kept_and_a_missing_one_counted() -> None:
    match = played("A", "B", None, DAY + timedelta(21), matchweek=7)
    earlier = rounds(("A", "C", "1-0"), ("B", "D", "1-0"), ("C", "A", "1-0"))
    assert last_row(CONTEXT, *earlier, match)["matchweek"] == 7
    assert last_row(CONTEXT, *earlier, match | {"matchweek": None})["matchweek"] == 3
    assert last_row(CONTEXT, match | {"matchweek": None})["matchweek"] == 1


def test_rest_is_counted_in_days_of_the_calendar_over_all_competitions() -> None:
    row = last_row(
        CONTEXT,
        played("A", "C", "1-0", DAY),
        played("A", "D", "1-0", DAY + timedelta(3), competition="CUP"),
        played("B", "C", "1-0", DAY + timedelta(4), date_only=True),
        played("A", "B", None, DAY + timedelta(10)),
    )
    assert (row["days_since_last_match_home"], row["days_since_last_match_away"]) == (7, 6)
    assert row["rest_advantage"] == 1


def test_rest_is_missing_without_a_known_match() -> None:
    row = last_row(
        CONTEXT, played("A", "C", "1-0", DAY), played("A", "B", None, DAY + timedelta(7))
    )
    assert row["days_since_last_match_away"] is None
    assert row["rest_advantage"] is None


def test_a_listed_rivalry_is_a_derby_at_either_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = frozenset({frozenset({"A", "B"}), frozenset({"A", "Not here"})})
    monkeypatch.setattr(reference, "rivalries", lambda: pairs)
    assert last_row(CONTEXT, played("A", "B", None, DAY))["is_derby"] == 1
    assert last_row(CONTEXT, played("B", "A", None, DAY))["is_derby"] == 1
    assert last_row(CONTEXT, played("A", "C", None, DAY))["is_derby"] == 0


def test_neutral_ground_is_marked() -> None:
    assert last_row(CONTEXT, played("A", "B", None, DAY, neutral=True))["is_neutral_venue"] == 1
    assert last_row(CONTEXT, played("A", "B", None, DAY))["is_neutral_venue"] == 0


def test_progress_is_the_share_of_known_matches_and_never_above_one() -> None:
    week = (("A", "B", "1-0"), ("C", "D", "1-0"))
    after = played("A", "C", None, DAY + timedelta(weeks=20))
    assert last_row(CONTEXT, *rounds(*week), after, competitions=FOUR)["season_progress"] == 2 / 12
    rules = replace(FOUR["SIM1"].rules[0], rounds=0)
    more = {"SIM1": replace(FOUR["SIM1"], rules=(rules,))}
    assert last_row(CONTEXT, *rounds(*week * 9), after, competitions=more)["season_progress"] == 1


# After four of six rounds A has 10 points, B 8, D 2 and C 1.
FOUR_ROUNDS = rounds(
    ("A", "C", "1-0"),
    ("B", "D", "1-0"),
    ("A", "D", "1-0"),
    ("B", "C", "1-0"),
    ("D", "C", "0-0"),
    ("B", "A", "1-1"),
    ("C", "A", "0-1"),
    ("D", "B", "1-1"),
)


def test_two_clubs_that_can_both_still_win_the_title_decide_it_late_in_the_season() -> None:
    # Two thirds of the season are too early; after the fifth round B has 11 points, A still 10.
    after = DAY + timedelta(weeks=6)
    early = last_row(CONTEXT, *FOUR_ROUNDS, played("A", "B", None, after), competitions=FOUR)
    assert early["is_title_decider"] == 0
    fifth = [
        played("C", "B", "0-1", DAY + timedelta(weeks=5)),
        played("D", "A", "1-0", DAY + timedelta(weeks=5)),
    ]
    late = last_row(CONTEXT, *FOUR_ROUNDS, *fifth, played("A", "B", None, after), competitions=FOUR)
    assert late["is_title_decider"] == 1
    hopeless = last_row(
        CONTEXT, *FOUR_ROUNDS, *fifth, played("A", "C", None, after), competitions=FOUR
    )
    assert hopeless["is_title_decider"] == 0


def test_clubs_in_or_near_the_relegation_places_battle_in_the_second_half() -> None:
    # Two of four go down: the line is D's two points; A and B are far above it.
    after = DAY + timedelta(weeks=6)
    battle = last_row(CONTEXT, *FOUR_ROUNDS, played("C", "D", None, after), competitions=FOUR)
    assert battle["is_relegation_battle"] == 1
    safe = last_row(CONTEXT, *FOUR_ROUNDS, played("B", "D", None, after), competitions=FOUR)
    assert safe["is_relegation_battle"] == 0
    first_half = last_row(
        CONTEXT, *FOUR_ROUNDS[:4], played("C", "D", None, after), competitions=FOUR
    )
    assert first_half["is_relegation_battle"] == 0
