from datetime import UTC, datetime

import pytest

from scoreline.bots import rank
from scoreline.domain import Score, Tip

NOON = datetime(2025, 8, 16, 12, tzinfo=UTC)


def settled(
    bot: str, match: int, tip: tuple[int, int], result: tuple[int, int], points: int
) -> tuple[Tip, Score, int]:
    return Tip(bot, match, Score(*tip), 0.5, "Because.", NOON), Score(*result), points


def test_the_table_counts_points_exact_scores_outcomes_and_errors() -> None:
    lines = rank(
        ["Ann", "Bob"],
        [
            settled("Ann", 1, (2, 1), (2, 1), 3),
            settled("Ann", 2, (1, 0), (3, 1), 1),
            settled("Ann", 3, (0, 0), (0, 2), 0),
            settled("Bob", 1, (1, 1), (2, 1), 0),
        ],
    )
    ann, bob = lines
    assert (ann.place, ann.bot, ann.played, ann.missed) == (1, "Ann", 3, 0)
    assert (ann.points, ann.exact, ann.outcomes) == (4, 1, 2)
    assert ann.points_per_match == pytest.approx(4 / 3)
    # Goals off by 0 + 3 + 2 over six sides.
    assert ann.mae == pytest.approx(5 / 6)
    assert (bob.place, bob.played, bob.missed, bob.points, bob.mae) == (2, 1, 2, 0, 0.5)


def test_level_on_points_the_exact_scores_decide_and_then_the_outcomes() -> None:
    lines = rank(
        ["Three outcomes", "One exact", "Two outcomes"],
        [
            *(settled("Three outcomes", i, (1, 0), (2, 0), 1) for i in range(3)),
            settled("One exact", 0, (2, 0), (2, 0), 3),
            *(settled("Two outcomes", i, (1, 0), (2, 0), 1) for i in range(2)),
            settled("Two outcomes", 2, (0, 0), (2, 0), 1),
        ],
    )
    assert [(line.place, line.bot) for line in lines] == [
        (1, "One exact"),
        (2, "Three outcomes"),
        (3, "Two outcomes"),
    ]


def test_bots_level_on_everything_share_a_place_and_stand_by_name() -> None:
    lines = rank(
        ["Zoe", "Ann", "Last", "Mia"],
        [
            settled("Mia", 1, (1, 0), (1, 0), 3),
            settled("Ann", 1, (2, 0), (1, 0), 1),
            settled("Zoe", 1, (3, 0), (1, 0), 1),
        ],
    )
    assert [(line.place, line.bot) for line in lines] == [
        (1, "Mia"),
        (2, "Ann"),
        (2, "Zoe"),
        (4, "Last"),
    ]


def test_a_bot_without_a_tip_is_in_the_table_and_its_averages_are_missing() -> None:
    (line,) = rank(["Ann"], [])
    assert (line.place, line.played, line.missed, line.points) == (1, 0, 0, 0)
    assert line.points_per_match is None
    assert line.mae is None
