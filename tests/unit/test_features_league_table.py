from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from scoreline.domain import Competition, Deduction
from scoreline.domain.competition import TIE_BREAKS
from scoreline.features.standings import league_table
from scoreline.testing.evidence import evidence_of, played
from scoreline.testing.leagues import simulated_competitions

DAY = date(2024, 9, 1)
SUMMER = datetime(2025, 7, 1, tzinfo=UTC)


def league(*tie_breaks: str, **rules: Any) -> Competition:
    """Return a league of four with rules of its own."""
    plain = simulated_competitions(teams=4)["SIM1"]
    first = replace(plain.rules[0], tie_breaks=tie_breaks, **rules)
    return replace(plain, rules=(first,))


def season(*scores: str) -> list[dict[str, Any]]:
    """Return matches like ``A B 2-1``, one a week."""
    given = [score.split(" ") for score in scores]
    return [
        played(home, away, goals, DAY + timedelta(weeks=week))
        for week, (home, away, goals) in enumerate(given)
    ]


def final(
    competition: Competition, matches: Sequence[Mapping[str, Any]], as_of: datetime = SUMMER
) -> pl.DataFrame:
    return league_table(evidence_of(*matches).matches, competition, 2024, as_of=as_of)


def order(competition: Competition, *scores: str) -> dict[str, int]:
    table = final(competition, season(*scores))
    return dict(table.select("club", "place").iter_rows())


def test_a_table_adds_up_what_was_played() -> None:
    matches = season("A B 3-1", "B A 2-2", "C A 0-0")
    assert final(league(), matches).rows(named=True)[0] == {
        "place": 1,
        "club": "A",
        "played": 3,
        "wins": 1,
        "draws": 2,
        "losses": 0,
        "goals_for": 5,
        "goals_against": 3,
        "goal_difference": 2,
        "points": 5,
    }


def test_a_table_speaks_from_an_instant() -> None:
    matches = season("A B 1-0", "B A 2-0")
    early = datetime(2024, 9, 2, tzinfo=UTC)
    by_goals = league("goal_difference")
    assert final(by_goals, matches, early)["club"].to_list() == ["A", "B"]
    assert final(by_goals, matches)["club"].to_list() == ["B", "A"]


def test_a_club_without_a_match_stands_last_without_a_place() -> None:
    coming = played("C", "A", None, DAY + timedelta(weeks=30))
    table = final(league(), [*season("A B 0-1"), coming])
    assert table.select("club", "place").rows() == [("B", 1), ("A", 2), ("C", None)]


def test_awarded_results_count() -> None:
    matches = season("A B 0-1")
    awarded = played("A", "C", "3-0", DAY, status="awarded")
    abandoned = played("B", "C", "0-2", DAY, status="abandoned")
    table = final(league("goal_difference"), [*matches, awarded, abandoned])
    assert table.select("club", "points", "goal_difference").rows() == [
        ("A", 3, 2),
        ("B", 3, 1),
        ("C", 0, -3),
    ]


LEVEL = {
    "goal_difference": ("B C 1-0", "A C 4-0"),
    "goals_for": ("B C 1-0", "A C 2-1"),
    "wins": ("B C 0-0", "C B 0-0", "B D 0-0", "A C 1-0"),
    "away_goals": ("B C 5-0", "C A 0-1"),
    "head_to_head_points": ("A B 1-0", "B A 0-0", "B C 9-0"),
    "head_to_head_goal_difference": ("A B 2-0", "B A 1-0", "B C 9-0", "A C 1-0"),
    "head_to_head_away_goals": ("A B 1-0", "B A 2-1", "B C 9-9", "A C 0-0"),
}
"""Matches after which A and B are level on points, and A is ahead by the tie-break."""


@pytest.mark.parametrize("tie_break", LEVEL)
def test_each_tie_break_tells_level_clubs_apart(tie_break: str) -> None:
    places = order(league(tie_break), *LEVEL[tie_break])
    assert places["A"] == places["B"] - 1
    shared = order(league(), *LEVEL[tie_break])
    assert shared["A"] == shared["B"] == places["A"]


def test_every_tie_break_is_tried() -> None:
    assert {*LEVEL} == {*TIE_BREAKS}


def test_clubs_that_nothing_tells_apart_share_a_place() -> None:
    assert order(league(*TIE_BREAKS), "A C 2-1", "B D 2-1") == {"A": 1, "B": 1, "C": 3, "D": 3}


def test_tie_breaks_count_in_their_order() -> None:
    scores = ("A C 2-0", "B D 4-3")
    assert order(league("goals_for", "goal_difference"), *scores)["B"] == 1
    assert order(league("goal_difference", "goals_for"), *scores)["A"] == 1
    assert order(league("wins", "goals_for"), *scores)["B"] == 1


def test_head_to_head_says_nothing_before_both_matches_are_played() -> None:
    spain = league("head_to_head_points", "goal_difference")
    assert order(spain, "A B 1-0", "B C 9-0")["B"] == 1
    assert order(spain, "A B 1-0", "B C 9-0", "B A 0-0")["A"] == 1


def test_head_to_head_of_three_clubs_is_a_small_table_of_their_own() -> None:
    italy = league("head_to_head_points", "head_to_head_goal_difference", "goal_difference")
    scores = ("A B 3-0", "B C 1-0", "C A 1-0", "B A 0-0", "C B 0-0", "A C 0-0")
    assert order(italy, *scores, "B D 9-0", "A D 1-0", "C D 1-0") == {
        "A": 1,
        "C": 2,
        "B": 3,
        "D": 4,
    }


def test_a_further_meeting_at_the_same_ground_is_a_play_off_and_does_not_count() -> None:
    scores = ("A B 1-0", "B A 1-0", "A B 5-0")
    points = ["club", "points"]
    assert final(league(), season(*scores)).select(points).rows() == [("A", 3), ("B", 3)]
    anyhow = final(league(rounds=0), season(*scores))
    assert anyhow.select(points).rows() == [("A", 6), ("B", 3)]


# After two rounds A has 18 points, B 10, C 4 and D 3.
ROUNDS = (
    *("A B 1-0", "B A 0-1", "A C 1-0", "C A 0-1", "A D 1-0", "D A 0-1"),
    *("B C 1-0", "C B 0-1", "B D 1-0", "D B 0-0", "C D 1-0", "D C 0-0"),
)


def test_no_club_leaves_its_part_of_a_split_table() -> None:
    part = league(split=2)
    places = {"A": 1, "B": 2, "C": 3, "D": 4}
    assert order(part, *ROUNDS) == places
    fined = replace(part, deductions=(Deduction(2024, "B", 9, date(2025, 5, 1)),))
    assert order(fined, *ROUNDS, "A B 1-0", "C D 1-0") == places
    whole = replace(league(rounds=0), deductions=fined.deductions)
    assert order(whole, *ROUNDS, "A B 1-0", "C D 1-0") == {"A": 1, "C": 2, "D": 3, "B": 4}


def test_a_table_splits_before_a_part_plays_though_a_match_of_the_rounds_is_left() -> None:
    wins = ("A B 1-0", "B A 0-1", "A C 1-0", "C A 0-1", "A D 1-0", "D A 0-1", "B D 1-0")
    draws = ("B C 0-0", "C B 0-0", "C D 0-0", "D C 0-0")
    part, in_hand = "C D 1-0", "D B 0-0"
    whole = order(league(rounds=0), *wins, *draws, part, in_hand)
    assert whole == {"A": 1, "C": 2, "B": 3, "D": 4}
    places = {"A": 1, "B": 2, "C": 3, "D": 4}
    assert order(league(split=2), *wins, *draws, part, in_hand) == places


def test_a_win_is_worth_what_the_rules_say() -> None:
    scores = ("A C 1-0", "B C 0-0", "B D 0-0", "D B 0-0")
    assert order(league(points_per_win=2), *scores)["B"] == 1
    assert order(league(points_per_win=3), *scores)["A"] == 1


def test_points_are_deducted_and_given_back() -> None:
    fines = (Deduction(2024, "A", 3, DAY), Deduction(2024, "A", -1, date(2024, 12, 1)))
    competition = replace(league(), deductions=(*fines, Deduction(2024, "B", 1)))
    at = {
        day: dict(
            final(competition, season("A C 1-0", "B C 1-0"), day).select("club", "points").rows()
        )
        for day in (datetime(2024, 11, 30, tzinfo=UTC), datetime(2025, 6, 30, tzinfo=UTC), SUMMER)
    }
    assert [table["A"] for table in at.values()] == [0, 1, 1]
    assert [table["B"] for table in at.values()] == [3, 3, 2]
