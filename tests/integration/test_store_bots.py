"""Bots, leagues, tips and what they earned."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from store_rows import DAY, HOUR, KICKOFF, add_versions, fixture, save

from scoreline.domain import (
    Bot,
    Doubt,
    League,
    Personality,
    RiskProfile,
    Score,
    ScoringRule,
    Stakes,
    Staking,
    Tip,
)
from scoreline.errors import ConfigurationError, NotFoundError, TooLateError
from scoreline.store import Database, bots
from scoreline.store import matches as store
from scoreline.store.tables import leagues, settlements, tips

ADA = Bot("ada", "expected_points", Personality(RiskProfile.AGGRESSIVE, 0.7, 0.1 + 0.2))
BOB = Bot("Bob", "home_bias")
LEAGUE = League("Sunday", (("E0", 2024),), ScoringRule(4, 3, 2))
VERSION = "v2024-08-01-001"


@pytest.fixture
def match_ids(database: Database) -> list[int]:
    with database.write() as connection:
        rows = [
            fixture("Ashford", "birchwood"),
            fixture("Cedarville", "Dale", kickoff=KICKOFF - HOUR),
        ]
        save(connection, rows)
        add_versions(connection, VERSION)
        for bot in (ADA, BOB):
            bots.add(connection, bot)
        bots.add_league(connection, LEAGUE, [ADA.name, BOB.name])
        return [each.id for each in store.fixtures(connection, as_of=KICKOFF)]


def tip(match_id: int, bot: str = "ada", **known: Any) -> Tip:
    placed = known.pop("placed_at", KICKOFF - DAY)
    return Tip(bot, match_id, Score(2, 1), 0.6, "Strong at home.", placed, **known)


def place(
    database: Database, *given: Tip, league: League = LEAGUE, recorded_at: datetime = KICKOFF - DAY
) -> int:
    with database.write() as connection:
        return bots.place(connection, league, given, recorded_at=recorded_at)


def placed(database: Database, league: League = LEAGUE, **wanted: Any) -> list[Tip]:
    with database.read() as connection:
        return [each for _, each in bots.tips_of(connection, league, **wanted)]


def settle(database: Database, earned: Iterable[tuple[int, Score, int]]) -> int:
    with database.write() as connection:
        return bots.settle(connection, list(earned), at=KICKOFF + DAY)


def ids(database: Database, league: League = LEAGUE) -> list[int]:
    with database.read() as connection:
        return [key for key, _ in bots.tips_of(connection, league)]


def test_bots_are_listed_by_name_alike_on_every_database(
    database: Database, match_ids: list[int]
) -> None:
    del match_ids
    with database.write() as connection:
        bots.add(connection, Bot("Zoe", "random"))
        assert bots.listing(connection) == [BOB, Bot("Zoe", "random"), ADA]
        assert bots.listing(connection, league=LEAGUE) == [BOB, ADA]
        with pytest.raises(NotFoundError, match="no prediction league 'nobody's'"):
            bots.listing(connection, league=replace(LEAGUE, name="nobody's"))


def test_a_bot_can_be_added_again_only_as_it_is(database: Database, match_ids: list[int]) -> None:
    del match_ids
    with database.write() as connection:
        bots.add(connection, ADA)
        with pytest.raises(ConfigurationError, match="another bot called 'ada'"):
            bots.add(connection, replace(ADA, strategy="random"))


def test_a_league_lets_more_bots_in_but_keeps_its_rule(
    database: Database, match_ids: list[int]
) -> None:
    del match_ids
    with database.write() as connection:
        bots.add(connection, Bot("Cy", "random"))
        bots.add_league(connection, LEAGUE, ["Cy", "ada", "Cy"])
        assert [bot.name for bot in bots.listing(connection, league=LEAGUE)] == [
            "Bob",
            "Cy",
            "ada",
        ]
        assert bots.all_leagues(connection) == [LEAGUE]
        with pytest.raises(ConfigurationError, match="another league called 'Sunday'"):
            bots.add_league(connection, replace(LEAGUE, rule=ScoringRule()), [])


def test_a_league_without_one_of_its_bots_is_not_made(
    database: Database, match_ids: list[int]
) -> None:
    del match_ids
    with pytest.raises(NotFoundError, match="no bot 'Eve'"), database.write() as connection:
        bots.add_league(connection, replace(LEAGUE, name="Monday"), ["ada", "Eve"])
    with database.read() as connection:
        assert bots.all_leagues(connection) == [LEAGUE]
        with pytest.raises(NotFoundError, match="no prediction league 'Monday'"):
            bots.league_id(connection, replace(LEAGUE, name="Monday"))


def test_tips_are_read_back_by_kick_off_and_bot(database: Database, match_ids: list[int]) -> None:
    first, second = match_ids
    given = [
        tip(first, placed_at=KICKOFF - 2 * DAY),
        tip(first, bot="Bob", fallback=True),
        tip(second, bot="Bob", version=VERSION),
        tip(second),
    ]
    assert place(database, *reversed(given)) == 4
    assert placed(database) == [given[1], given[0], given[2], given[3]]
    assert placed(database, match_ids=[second]) == given[2:]
    assert placed(database, match_ids=[]) == []


def test_a_tip_that_was_placed_never_changes(database: Database, match_ids: list[int]) -> None:
    place(database, tip(match_ids[0]))
    other = replace(tip(match_ids[0]), score=Score(0, 0), confidence=0.9)
    assert place(database, other) == 0
    assert place(database, replace(other, placed_at=KICKOFF + DAY)) == 0
    assert placed(database) == [tip(match_ids[0])]


def test_a_tip_given_twice_at_once_is_placed_once(database: Database, match_ids: list[int]) -> None:
    assert place(database, tip(match_ids[1]), tip(match_ids[1])) == 1


def test_a_tip_of_numpy_numbers_is_placed(database: Database, match_ids: list[int]) -> None:
    home, away = np.array([2, 1])
    given = replace(tip(match_ids[0]), score=Score(home, away))
    place(database, given)
    assert placed(database) == [tip(match_ids[0])]


@pytest.mark.parametrize("after", [timedelta(0), timedelta(microseconds=1)])
def test_no_tip_is_placed_once_a_match_has_kicked_off(
    database: Database, match_ids: list[int], after: timedelta
) -> None:
    early, late = tip(match_ids[1]), tip(match_ids[0], placed_at=KICKOFF - HOUR + after)
    with pytest.raises(TooLateError, match=f"match {match_ids[0]} has kicked off"):
        place(database, early, late)
    assert placed(database) == []


@pytest.mark.parametrize("given", [tip(999), tip(1, bot="Eve")])
def test_a_tip_of_nobody_or_on_nothing_is_refused(
    database: Database, match_ids: list[int], given: Tip
) -> None:
    del match_ids
    with pytest.raises(NotFoundError):
        place(database, given)


def test_the_database_itself_refuses_late_double_and_negative_tips(
    database: Database, match_ids: list[int]
) -> None:
    place(database, tip(match_ids[0]))
    with database.read() as connection:
        row = dict(connection.execute(select(tips)).mappings().one())
    del row["id"]
    other = {**row, "match_id": match_ids[1]}
    with database.read() as connection:
        other["kickoff"] = store.fixture(connection, match_ids[1], as_of=KICKOFF).kickoff
    for wrong, name in (
        (row, "league_id"),
        ({**other, "placed_at": other["kickoff"]}, "before_kickoff"),
        ({**other, "kickoff": other["kickoff"] + DAY}, "a tip knows when its match kicks off"),
        ({**other, "book": "standing"}, "in the book of its league"),
        ({**other, "away_goals": -1}, "goals"),
    ):
        with pytest.raises(IntegrityError, match=name), database.write() as connection:
            connection.execute(insert(tips).values(wrong))


@pytest.mark.parametrize(
    "statement",
    [update(tips).values(home_goals=9), update(tips).values(placed_at=KICKOFF), delete(tips)],
)
def test_a_tip_is_never_changed_nor_taken_back_whoever_writes(
    database: Database, match_ids: list[int], statement: Executable
) -> None:
    place(database, tip(match_ids[0]))
    with pytest.raises(IntegrityError, match="a tip is never"), database.write() as connection:
        connection.execute(statement)
    assert placed(database) == [tip(match_ids[0])]


def test_no_draw_gets_into_a_knock_out_league(database: Database, match_ids: list[int]) -> None:
    cup = replace(LEAGUE, name="Cup", knockout=True)
    with database.write() as connection:
        bots.add_league(connection, cup, [ADA.name])
    drawn = replace(tip(match_ids[0]), score=Score(1, 1))
    with pytest.raises(IntegrityError, match="no draw can be tipped"):
        place(database, drawn, league=cup)
    assert place(database, drawn) == 1


def test_a_rule_can_change_until_the_first_match_begins(
    database: Database, match_ids: list[int]
) -> None:
    del match_ids
    with database.write() as connection:
        changed = bots.change_rule(connection, LEAGUE, ScoringRule(5, 2, 1), at=KICKOFF - DAY)
        assert changed.rule == ScoringRule(5, 2, 1)
        assert bots.all_leagues(connection) == [changed]
        with pytest.raises(TooLateError, match="its rule stays 5/2/1"):
            bots.change_rule(connection, changed, ScoringRule(), at=KICKOFF - HOUR)
        assert bots.change_rule(connection, changed, changed.rule, at=KICKOFF) == changed


def test_a_rule_by_which_tips_were_settled_stays_whoever_writes(
    database: Database, match_ids: list[int]
) -> None:
    place(database, tip(match_ids[0]))
    settle(database, [(key, Score(2, 1), 4) for key in ids(database)])
    with pytest.raises(IntegrityError, match="has begun stays"), database.write() as connection:
        connection.execute(update(leagues).values(exact_points=9))


def test_a_league_of_several_seasons_and_its_bots_are_read_back(database: Database) -> None:
    wide = League(
        "Wide",
        (("SP1", 2024), ("E0", 2025), ("E0", 2024)),
        first=date(2024, 9, 1),
        last=date(2025, 9, 1),
        knockout=True,
    )
    better = Bot("Eve", "random", Personality(doubt=Doubt.FALL_BACK, staking=Staking(Stakes.KELLY)))
    with database.write() as connection:
        bots.add(connection, better)
        bots.add_league(connection, wide, [better.name])
        bots.add_league(connection, LEAGUE, [])
        assert bots.all_leagues(connection) == [LEAGUE, wide]
        assert bots.listing(connection, league=wide) == [better]
    assert wide.seasons == (("E0", 2024), ("E0", 2025), ("SP1", 2024))


def test_settling_twice_records_once(database: Database, match_ids: list[int]) -> None:
    place(database, tip(match_ids[0]), tip(match_ids[0], bot="Bob"))
    earned = [(key, Score(2, 1), 4) for key in ids(database)]
    assert settle(database, earned) == 2
    assert settle(database, earned) == 0
    with database.read() as connection:
        settled = bots.settled_tips(connection, LEAGUE, as_of=KICKOFF + DAY)
    assert settled == [
        (tip(match_ids[0], bot="Bob"), Score(2, 1), 4),
        (tip(match_ids[0]), Score(2, 1), 4),
    ]


def test_a_corrected_result_settles_again(database: Database, match_ids: list[int]) -> None:
    place(database, tip(match_ids[0]), tip(match_ids[1]))
    first, second = ids(database)
    settle(database, [(first, Score(2, 1), 4), (second, Score(0, 0), 0)])
    assert settle(database, [(first, Score(1, 0), 3), (second, Score(0, 0), 0)]) == 1
    with database.read() as connection:
        points = [
            points for _, _, points in bots.settled_tips(connection, LEAGUE, as_of=KICKOFF + DAY)
        ]
        stored = connection.execute(select(settlements.c.home_goals, settlements.c.away_goals))
        assert sorted(map(tuple, stored)) == [(0, 0), (1, 0)]
    assert points == [3, 0]


def test_what_a_tip_earned_can_be_taken_back(database: Database, match_ids: list[int]) -> None:
    place(database, tip(match_ids[0]), tip(match_ids[1]))
    first, second = ids(database)
    settle(database, [(first, Score(2, 1), 4), (second, Score(0, 0), 0)])
    with database.write() as connection:
        assert bots.withdraw(connection, [first, 999]) == 1
        assert bots.withdraw(connection, [first]) == 0
        settled = bots.settled_matches(connection, LEAGUE, by=KICKOFF + DAY)
        assert settled.keys() == {match_ids[1]}
        assert settled[match_ids[1]].results == {Score(0, 0)}
        assert bots.settled_matches(connection, LEAGUE, by=KICKOFF) == {}


def test_a_tip_that_was_never_placed_earns_nothing(
    database: Database, match_ids: list[int]
) -> None:
    del match_ids
    with pytest.raises(IntegrityError):
        settle(database, [(12345, Score(1, 0), 3)])
    assert settle(database, []) == 0
