"""What is drawn, and how it is added up and ranked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from scoreline.domain import Competition, Deduction, ScoreGrid
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.evaluation import SeasonSimulation, simulate_season
from scoreline.models import Bools, ScoreModel
from scoreline.testing.evidence import evidence_of, played
from scoreline.testing.leagues import simulated_competitions

DAY = date(2024, 9, 1)
LATE = datetime(2025, 5, 1, tzinfo=UTC)


class Alike:
    """A model to which all matches are alike."""

    features = ()

    def __init__(self, grid: ScoreGrid, *, answered: bool = True) -> None:
        self.grid = grid
        self.answered = answered

    def answers(self, frame: pl.DataFrame) -> Bools:
        return np.full(len(frame), self.answered)

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        return ScoreGrid(np.repeat(self.grid.values, len(frame), axis=0))


USUAL = Alike(ScoreGrid.from_poisson(1.5, 1.1))
ALWAYS_HOME = Alike(ScoreGrid(np.eye(11)[[1]].T[None] * np.eye(11)[0]))


def league(clubs: int = 4, **rules: Any) -> Competition:
    plain = simulated_competitions(teams=clubs)["SIM1"]
    return replace(plain, rules=(replace(plain.rules[0], **rules),))


def season(*scores: str) -> list[dict[str, Any]]:
    """Return matches like ``A B 2-1``, or ``A B`` without a result, one a day."""
    rows = []
    for number, (home, away, *goals) in enumerate(score.split(" ") for score in scores):
        day = DAY + timedelta(days=number)
        rows.append(played(home, away, goals[0] if goals else None, day))
    return rows


def simulated(
    competition: Competition,
    *matches: Mapping[str, Any],
    model: Alike = USUAL,
    as_of: datetime = LATE,
    **options: Any,
) -> SeasonSimulation:
    return simulate_season(
        evidence_of(*matches),
        cast("ScoreModel", model),
        "SIM1",
        2024,
        as_of=as_of,
        competitions={"SIM1": competition},
        **{"runs": 200, **options},
    )


def shares_of(season: SeasonSimulation) -> dict[str, list[float]]:
    return dict(zip(season.clubs, season.place_shares().tolist(), strict=True))


@pytest.mark.parametrize("uncertainty", [0.0, 0.15, 0.5])
def test_a_match_is_drawn_as_its_grid_says_whatever_the_uncertainty(uncertainty: float) -> None:
    two = league(2, rounds=0)
    runs = 40_000
    drawn = simulated(two, *season("A B"), uncertainty=uncertainty, runs=runs)
    points = drawn.points[:, drawn.clubs.index("A")]
    seen = [(points == worth).mean() for worth in (3, 1, 0)]
    assert seen == pytest.approx(USUAL.grid.outcomes()[0], abs=4 * np.sqrt(0.25 / runs))


def test_uncertainty_spreads_what_a_club_makes_of_many_matches() -> None:
    many = season(*[f"{home} {away}" for home, away in permutations("ABCDEFGH", 2)])
    spread = [
        simulated(league(8), *many, uncertainty=uncertainty, runs=2000).points.std(axis=0).mean()
        for uncertainty in (0.0, 0.15, 0.3)
    ]
    assert spread[0] < spread[1] < spread[2]


def test_clubs_that_the_rules_leave_level_draw_lots() -> None:
    level = simulated(league(2, rounds=0), *season("A B 1-1"), runs=10_000)
    assert level.place_shares() == pytest.approx(0.5, abs=0.02)


def test_lots_decide_only_between_level_clubs() -> None:
    final = simulated(league(4, rounds=0), *season("A C 2-0", "B D 1-0"))
    assert shares_of(final)["A"] == [1, 0, 0, 0]
    assert shares_of(final)["C"] == [0, 0, 0, 1]


def test_points_deducted_by_then_are_gone_and_later_ones_are_not_known() -> None:
    fined = replace(league(2, rounds=0), deductions=(Deduction(2024, "A", 5, date(2024, 10, 1)),))
    first = season("A B 1-0")
    assert simulated(fined, *first).table()["expected_points"].to_list() == [0, -2]
    before = simulated(fined, *first, as_of=datetime(2024, 9, 5, tzinfo=UTC))
    assert before.table()["expected_points"].to_list() == [3, 0]


def test_a_win_is_worth_what_the_rules_say() -> None:
    won = simulated(league(2, rounds=0, points_per_win=2), *season("A B"), model=ALWAYS_HOME)
    assert won.table()["expected_points"].to_list() == [2, 0]


def test_known_results_stand_and_later_ones_are_drawn() -> None:
    both = season("A B 0-3", "B A 0-3")
    between = datetime(2024, 9, 2, tzinfo=UTC)
    drawn = simulated(league(2), *both, model=ALWAYS_HOME, as_of=between)
    assert drawn.table().select("club", "points", "expected_points").rows() == [
        ("B", 3, 6),
        ("A", 0, 0),
    ]


def test_announced_matches_are_drawn_and_missing_ones_are_added() -> None:
    rows = season("A B 1-0", "B C 0-0", "C A 1-1", "B A")
    drawn = simulated(league(3), *rows)
    pairs = [(drawn.clubs[home], drawn.clubs[away]) for home, away in drawn.ahead.left.pairs]
    assert pairs == [("B", "A"), ("A", "C"), ("C", "B")]
    assert drawn.ahead.left.derived == 2
    assert drawn.to_plain()["not_announced"] == 2


def test_a_match_without_a_day_to_come_is_thought_to_be_a_week_ahead() -> None:
    postponed = {**season("A B")[0], "status": "postponed"}
    dates = simulated(league(2), postponed).ahead.left.matches["kickoff"].to_list()
    assert dates == [LATE + timedelta(days=7)] * 2


def test_an_announced_match_keeps_its_day() -> None:
    coming = played("A", "B", None, date(2025, 5, 20))
    left = simulated(league(2), coming).ahead.left.matches
    assert left["date"].to_list() == [date(2025, 5, 20), date(2025, 5, 8)]
    assert left["match_id"].to_list() == [1, -2]


def test_a_match_that_was_broken_off_is_played_again_once() -> None:
    broken_off = {**season("A B")[0], "status": "abandoned"}
    again = played("A", "B", None, date(2025, 5, 20))
    back = played("B", "A", "1-0", DAY + timedelta(days=9))
    assert simulated(league(2), broken_off, again, back).ahead.left.matches[
        "match_id"
    ].to_list() == [2]
    assert simulated(league(2), broken_off, back).ahead.left.matches["match_id"].to_list() == [1]


def test_play_offs_are_not_drawn() -> None:
    over = season("A B 1-0", "B A 1-0")
    play_off = played("A", "B", None, date(2025, 5, 20))
    assert not len(simulated(league(2), *over, play_off).ahead.left.pairs)


def test_a_third_meeting_goes_to_the_ground_of_the_club_that_was_less_at_home() -> None:
    thrice = league(3, rounds=3)
    first = season("A B 0-0", "B A 0-0", "A C 0-0", "C A 0-0", "B C 0-0", "C B 0-0")
    left = simulated(thrice, *first).ahead.left.pairs
    assert sorted(np.bincount(left[:, 0], minlength=3)) == [1, 1, 1]


def test_only_announced_matches_are_drawn_where_nobody_knows_how_often_clubs_meet() -> None:
    drawn = simulated(league(rounds=0), *season("A B 1-0", "C D"))
    assert drawn.ahead.left.derived == 0
    assert len(drawn.ahead.left.pairs) == 1


def test_a_season_is_over_once_the_next_one_has_begun() -> None:
    rows = season("A B 1-0")
    following = played("A", "B", "0-0", date(2025, 8, 1), season=2025)
    assert len(simulated(league(2), *rows, following).ahead.left.pairs) == 1
    autumn = datetime(2025, 9, 1, tzinfo=UTC)
    assert not len(simulated(league(2), *rows, following, as_of=autumn).ahead.left.pairs)


ROUNDS = (
    *("A B 1-0", "B A 0-1", "A C 1-0", "C A 0-1", "A D 1-0", "D A 0-1"),
    *("B C 1-0", "C B 0-1", "B D 1-0", "D B 0-1", "C D 1-0", "D C 0-1"),
)


def test_a_table_splits_in_each_run_and_its_parts_play_on() -> None:
    drawn = simulated(league(split=2), *season("A B 0-0", "C D 0-0"), runs=500)
    assert (len(drawn.ahead.left.pairs), drawn.ahead.left.certain, drawn.ahead.after_split) == (
        16,
        10,
        2,
    )
    assert drawn.to_plain()["left"] == 12
    # Each club plays seven matches, all of which are won in one way or another or drawn.
    total = drawn.points.sum(axis=1)
    assert (total >= 2 * 14).all()
    assert (total <= 3 * 14).all()


def test_no_club_leaves_its_part_once_the_table_has_split() -> None:
    drawn = simulated(league(split=2), *season(*ROUNDS))
    assert (drawn.ahead.left.certain, drawn.ahead.after_split) == (2, 0)
    shares = shares_of(drawn)
    assert shares["A"][2:] == shares["B"][2:] == [0, 0]
    assert shares["C"][:2] == shares["D"][:2] == [0, 0]


def test_the_split_in_a_run_keeps_clubs_apart_whatever_their_points() -> None:
    nearly = season(*ROUNDS)[:-1]
    drawn = simulated(league(split=2), *nearly, model=ALWAYS_HOME, runs=50)
    # D win at home against C, so C stay third; all four then play for their half only.
    assert shares_of(drawn)["A"] == [1, 0, 0, 0]
    assert shares_of(drawn)["B"] == [0, 1, 0, 0]


def test_places_that_decide_something_are_those_of_the_rules() -> None:
    rules = league(
        20, champions_league=4, europe=2, relegation=2, relegation_playoff=1, promotion=0
    ).rules[0]
    assert {name: (min(at), max(at)) for name, at in rules.zones(20).items()} == {
        "title": (1, 1),
        "champions_league": (1, 4),
        "europe": (1, 6),
        "relegation_playoff": (18, 18),
        "relegation": (19, 20),
    }
    second = replace(
        rules, champions_league=0, europe=0, promotion=2, promotion_playoff=4, relegation_playoff=0
    )
    assert {name: (min(at), max(at)) for name, at in second.zones(24).items()} == {
        "title": (1, 1),
        "promotion": (1, 2),
        "promotion_playoff": (3, 6),
        "relegation": (23, 24),
    }


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"runs": 0}, "1 run or more, not 0"),
        ({"uncertainty": -0.1}, "uncertainty"),
        ({"uncertainty": 1.0}, "0.7"),
    ],
)
def test_numbers_without_sense_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        simulated(league(2), *season("A B"), **options)


def test_a_season_without_matches_or_with_other_clubs_than_its_rules_know_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no matches of SIM1 2024"):
        simulated(league(2), played("A", "B", "1-0", date(2023, 9, 1)))
    with pytest.raises(NotFoundError, match="has 4 clubs, but its matches know 2"):
        simulated(league(4), *season("A B"))


def test_a_model_that_does_not_answer_is_named() -> None:
    silent = Alike(USUAL.grid, answered=False)
    with pytest.raises(ConfigurationError, match="does not answer 2 of the 2 matches"):
        simulated(league(2), *season("A B"), model=silent)
