from datetime import UTC, date, datetime, timedelta

from scoreline.bots import best_days, duels, points_over_time
from scoreline.bots.course import Dated
from scoreline.domain import Score, Tip

NOON = datetime(2025, 8, 16, 12, tzinfo=UTC)
SATURDAY = date(2025, 8, 16)


def earned(bot: str, match: int, points: int, day: date = SATURDAY) -> Dated:
    result = Score(1, 0)
    score = {3: result, 1: Score(2, 0), 0: Score(0, 1)}[points]
    return day, (Tip(bot, match, score, 0.5, "Because.", NOON), result, points)


SUNDAY = SATURDAY + timedelta(days=1)
SETTLED = [
    earned("Ann", 3, 0, SUNDAY),
    earned("Ann", 1, 3),
    earned("Bob", 1, 1),
    earned("Bob", 2, 1),
    earned("Bob", 3, 1, SUNDAY),
]


def test_points_add_up_day_by_day_and_say_who_led() -> None:
    course = points_over_time(["Bob", "Ann", "Cy"], SETTLED)
    assert [(e.day.day, e.bot, e.tips, e.points, e.total, e.place) for e in course] == [
        (16, "Ann", 1, 3, 3, 1),
        (16, "Bob", 2, 2, 2, 2),
        (16, "Cy", 0, 0, 0, 3),
        (17, "Ann", 1, 0, 3, 1),  # level with Bob on points, ahead by the exact score
        (17, "Bob", 1, 1, 3, 2),
        (17, "Cy", 0, 0, 0, 3),
    ]


def test_a_bot_s_best_day_is_the_first_of_those_with_the_most_points() -> None:
    course = points_over_time(["Ann", "Bob", "Cy"], SETTLED)
    found = [(e.bot, e.day, e.points) for e in best_days(course)]
    assert found == [("Ann", SATURDAY, 3), ("Bob", SATURDAY, 2), ("Cy", SATURDAY, 0)]


def test_bots_meet_on_the_matches_that_both_tipped() -> None:
    found = duels(["Bob", "Ann"], [each for _, each in SETTLED])
    assert [(d.bot, d.other, d.matches, d.won, d.level, d.lost) for d in found] == [
        ("Ann", "Bob", 2, 1, 0, 1),
        ("Bob", "Ann", 2, 1, 0, 1),
    ]
    assert [(d.points, d.other_points) for d in found] == [(3, 2), (2, 3)]


def test_a_league_where_nothing_is_settled_has_no_course() -> None:
    assert points_over_time(["Ann"], []) == []
    assert best_days([]) == []
    assert duels(["Ann"], []) == []
