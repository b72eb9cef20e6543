from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scoreline.bots import (
    ROSTER,
    Standing,
    league_course,
    league_duels,
    league_table,
    open_league,
    place_tips,
    rank,
    recalculate,
    settle_league,
)
from scoreline.clock import FixedClock
from scoreline.domain import LIVE, Bot, Fixture, League, Score, ScoringRule, Tip
from scoreline.errors import TooLateError
from scoreline.forecasting import Preview
from scoreline.store import Database
from scoreline.store import bots as ledger
from scoreline.store.tables import bots, settlements, tips
from scoreline.testing.seasons import Planned, store_matches

FIRST = datetime(2025, 8, 16, 14, tzinfo=UTC)
EARLY = FIRST - timedelta(hours=1)
OVER = FIRST + timedelta(days=30)
PAIRS = [("Ayr", "Bath"), ("Crewe", "Derby"), ("Bath", "Crewe"), ("Derby", "Ayr")]

scores = st.builds(Score, st.integers(0, 4), st.integers(0, 4))
results = st.lists(scores, min_size=4, max_size=4)
rules = st.sampled_from([ScoringRule(3, 1, 1), ScoringRule(4, 3, 2), ScoringRule(10, 0, 0)])
# Four of them, any four in any order: each opens the league anew and tips match by match.
some_bots = st.permutations(ROSTER).map(lambda bots: bots[:4])
seasons = count(1900)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("leagues") / "x.db"
    database = Database.open(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Database:
    """Give one database after the other, for what the database itself has to hold."""
    name = "database" if request.param == "sqlite" else "postgresql_database"
    found: Database = request.getfixturevalue(name)
    return found


class Ground:
    """A league of its own in a season of its own, its matches a day apart."""

    def __init__(
        self,
        database: Database,
        rule: ScoringRule,
        founders: Collection[Bot] = ROSTER,
        book: str = LIVE,
    ) -> None:
        self.season = season = next(seasons)
        self.database = database
        self.league = League(f"League {season}", (("E0", season),), rule, book)
        self.kickoffs = [FIRST + timedelta(days=day) for day in range(len(PAIRS))]
        self.fixtures = self.store({})
        open_league(database, self.league, founders)

    def store(self, scores: Mapping[int, Score]) -> list[Fixture]:
        planned = [Planned(*pair, self.kickoffs[i], scores.get(i)) for i, pair in enumerate(PAIRS)]
        return store_matches(self.database, planned, season=self.season)

    def tip(self, seed: int, at: datetime = EARLY) -> int:
        previews = [Preview(fixture, {}, None) for fixture in self.fixtures]
        clock = FixedClock(at)
        return place_tips(self.database, self.league, previews, clock, wall=clock, seed=seed).new

    def settle(self, at: datetime = OVER) -> int:
        return settle_league(self.database, self.league, FixedClock(at))

    def table(self) -> list[Standing]:
        with self.database.read() as connection:
            return league_table(connection, self.league, as_of=OVER)

    def tips(self) -> list[tuple[int, Tip]]:
        with self.database.read() as connection:
            return ledger.tips_of(connection, self.league)

    def fresh_table(self, played: Sequence[Score]) -> list[Standing]:
        by_match = dict(zip([fixture.id for fixture in self.fixtures], played, strict=True))
        rule = self.league.rule
        settled = [
            (tip, by_match[tip.match_id], rule.points(tip.score, by_match[tip.match_id]))
            for _, tip in self.tips()
        ]
        return rank([bot.name for bot in ROSTER], settled)


@settings(max_examples=4)
@given(rules, results, st.integers(0, 100))
def test_a_table_is_what_its_tips_earned_under_the_rule(
    database: Database, rule: ScoringRule, played: list[Score], seed: int
) -> None:
    ground = Ground(database, rule)
    ground.tip(seed)
    ground.store(dict(enumerate(played)))
    ground.settle()
    assert ground.table() == ground.fresh_table(played)


@settings(max_examples=4)
@given(results, st.permutations(range(len(PAIRS))))
def test_the_order_of_settlement_does_not_matter(
    database: Database, played: list[Score], order: list[int]
) -> None:
    ground = Ground(database, ScoringRule())
    ground.tip(0)
    for i in order:
        ground.store({i: played[i]})
        ground.settle()
    assert ground.table() == ground.fresh_table(played)


@settings(max_examples=4)
@given(results, st.integers(0, len(PAIRS)), st.sets(st.sampled_from(ROSTER)))
def test_when_a_bot_joins_and_tips_does_not_matter_to_what_its_tips_earn(
    database: Database, played: list[Score], settled: int, founders: set[Bot]
) -> None:
    ground = Ground(database, ScoringRule(), founders, "replay")
    ground.tip(0)
    ground.store(dict(enumerate(played[:settled])))
    ground.settle()
    open_league(database, ground.league)
    ground.tip(0)
    ground.store(dict(enumerate(played)))
    ground.settle()
    assert len(ground.tips()) == len(ROSTER) * len(PAIRS)
    assert ground.table() == ground.fresh_table(played)


@settings(max_examples=4)
@given(st.permutations(range(len(PAIRS))), some_bots, st.integers(0, 100))
def test_the_order_in_which_matches_and_bots_come_does_not_matter_to_the_tips(
    database: Database, order: list[int], joining: list[Bot], seed: int
) -> None:
    ground = Ground(database, ScoringRule(), joining)
    ground.tip(seed)
    other = replace(ground.league, name=f"Other {ground.season}")
    clock = FixedClock(EARLY)
    for bot in joining:
        open_league(database, other, [bot])
        for i in order:
            previews = [Preview(ground.fixtures[i], {}, None)]
            place_tips(database, other, previews, clock, wall=clock, seed=seed)
    with database.read() as connection:
        found = [tip for _, tip in ledger.tips_of(connection, other)]
    assert found == [tip for _, tip in ground.tips()]


@settings(max_examples=4)
@given(results, results)
def test_corrected_results_settle_anew(
    database: Database, first: list[Score], corrected: list[Score]
) -> None:
    ground = Ground(database, ScoringRule(4, 3, 2))
    ground.tip(0)
    for played in (first, corrected):
        ground.store(dict(enumerate(played)))
        ground.settle()
    assert ground.table() == ground.fresh_table(corrected)


@settings(max_examples=4)
@given(results, st.integers(0, 100), st.integers(0, 100))
def test_placing_and_settling_again_changes_nothing(
    database: Database, played: list[Score], seed: int, other_seed: int
) -> None:
    ground = Ground(database, ScoringRule())
    assert ground.tip(seed) == len(ROSTER) * len(PAIRS)
    placed = ground.tips()
    assert ground.tip(other_seed) == 0
    assert ground.tips() == placed
    ground.store(dict(enumerate(played)))
    assert ground.settle() == len(placed)
    table = ground.table()
    assert ground.settle() == 0
    assert ground.table() == table


def forced(ground: Ground, **claimed: Any) -> dict[str, Any]:
    """Return the row of a tip for whoever writes past the store."""
    with ground.database.read() as connection:
        honest = {
            "league_id": ledger.league_id(connection, ground.league),
            "bot_id": connection.scalar(select(func.min(bots.c.id))),
            "match_id": ground.fixtures[0].id,
            "home_goals": 1,
            "away_goals": 0,
            "confidence": 0.5,
            "reason": "Because.",
            "fallback": False,
            "book": ground.league.book,
            "placed_at": EARLY,
            "recorded_at": EARLY,
            "kickoff": FIRST,
        }
    return honest | claimed


def force(ground: Ground, row: dict[str, Any], match: str) -> None:
    with pytest.raises(IntegrityError, match=match), ground.database.write() as connection:
        connection.execute(insert(tips).values(row))


@settings(max_examples=3)
@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.booleans())
def test_no_tip_can_be_forced_in_from_the_kick_off_on(
    either: Database, after: timedelta, honest: bool
) -> None:
    ground = Ground(either, ScoringRule())
    late = FIRST + after
    # The dishonest set the clock back; by the wall clock they are late all the same.
    placed = late if honest else EARLY
    tip = Tip("Random", ground.fixtures[0].id, Score(1, 0), 0.5, "Because.", placed)
    with pytest.raises(TooLateError), either.write() as connection:
        ledger.place(connection, ground.league, [tip], recorded_at=late)
    broken = "before_kickoff" if honest else "live_before_kickoff"
    recorded = EARLY if honest else late
    force(ground, forced(ground, placed_at=placed, recorded_at=recorded), broken)
    # Nor does a lie about the kick-off, the record or, once there is a result, the time help.
    moved = forced(ground, placed_at=late, recorded_at=late, kickoff=late + timedelta(hours=1))
    force(ground, moved, "knows when its match kicks off")
    force(ground, forced(ground, recorded_at=late, book="replay"), "in the book of its league")
    ground.store({0: Score(1, 0)})
    force(ground, forced(ground), "a match that was played cannot be tipped live")
    assert ground.tips() == []
    assert ground.tip(0) == len(ROSTER) * (len(PAIRS) - 1)


@settings(max_examples=3)
@given(results, st.integers(0, 3), scores)
def test_no_tip_can_be_changed_or_taken_back_and_counting_anew_undoes_what_can(
    either: Database, played: list[Score], match: int, lie: Score
) -> None:
    ground = Ground(either, ScoringRule())
    ground.tip(0)
    ground.store(dict(enumerate(played)))
    ground.settle()
    placed, table = ground.tips(), ground.table()
    (key, _), *_ = [each for each in placed if each[1].match_id == ground.fixtures[match].id]
    for act in (
        update(tips).where(tips.c.id == key).values(home_goals=lie.home, away_goals=lie.away),
        delete(tips).where(tips.c.id == key),
    ):
        with pytest.raises(IntegrityError, match="a tip is never"), either.write() as connection:
            connection.execute(act)
    with either.write() as connection:
        meddled = settlements.c.tip_id == key
        connection.execute(update(settlements).where(meddled).values(points=99))
    assert ground.table() != table
    counted = recalculate(either, ground.league, FixedClock(OVER))
    assert (counted.tips, counted.repaired) == (len(placed), 1)
    assert (ground.tips(), ground.table()) == (placed, table)
    assert recalculate(either, ground.league, FixedClock(OVER)).repaired == 0


@settings(max_examples=3)
@given(rules, results)
def test_points_over_time_and_duels_add_up_to_the_table(
    database: Database, rule: ScoringRule, played: list[Score]
) -> None:
    ground = Ground(database, rule)
    ground.tip(0)
    ground.store(dict(enumerate(played)))
    ground.settle()
    with database.read() as connection:
        course = league_course(connection, ground.league, as_of=OVER)
        met = league_duels(connection, ground.league, as_of=OVER)
    table = {line.bot: line for line in ground.table()}
    last = course[-len(table) :]
    assert [(each.place, each.bot, each.total) for each in last] == [
        (line.place, line.bot, line.points) for line in table.values()
    ]
    for bot, line in table.items():
        assert sum(each.points for each in course if each.bot == bot) == line.points
    other_way = {(duel.other, duel.bot): duel for duel in met}
    for duel in met:
        assert duel.won + duel.level + duel.lost == duel.matches == len(PAIRS)
        assert (duel.won, duel.points) == (
            other_way[duel.bot, duel.other].lost,
            table[duel.bot].points,
        )


@settings(max_examples=4)
@given(st.timedeltas(timedelta(days=-1), timedelta(days=5)))
def test_only_matches_that_have_not_kicked_off_are_tipped(
    database: Database, since_first: timedelta
) -> None:
    ground = Ground(database, ScoringRule())
    now = FIRST + since_first
    coming = {
        fixture.id
        for fixture, kickoff in zip(ground.fixtures, ground.kickoffs, strict=True)
        if kickoff > now
    }
    assert ground.tip(0, now) == len(ROSTER) * len(coming)
    assert {tip.match_id for _, tip in ground.tips()} == coming
