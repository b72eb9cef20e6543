"""What holds of bets and bankrolls whatever happens."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from scoreline.bots import open_league
from scoreline.bots.betting import place_bets, settle_bets
from scoreline.bots.wagers import Funds, Value, kelly, stakes
from scoreline.clock import FixedClock
from scoreline.domain import (
    Bet,
    Bot,
    Fixture,
    Forecast,
    InformationSet,
    League,
    MatchStatus,
    ModelVersion,
    Moment,
    Outcome,
    Personality,
    Quote,
    Score,
    ScoreGrid,
    Stakes,
    Staking,
)
from scoreline.errors import TooLateError
from scoreline.forecasting import Preview
from scoreline.store import Database, bets, versions
from scoreline.store.tables import bets as bet_table
from scoreline.testing.seasons import Planned, store_matches

FIRST = datetime(2025, 8, 16, 14, tzinfo=UTC)
EARLY = FIRST - timedelta(hours=2)
OVER = FIRST + timedelta(days=30)
PAIRS = [("Ayr", "Bath"), ("Crewe", "Derby"), ("Bath", "Crewe"), ("Derby", "Ayr")]
VERSION = "v2025-08-01-001"
BETTORS = (
    Bot("Flat", "machine_learning", Personality(staking=Staking(Stakes.FLAT, unit=2))),
    Bot("Kelly", "machine_learning", Personality(staking=Staking(Stakes.KELLY, fraction=1))),
)

scores = st.builds(Score, st.integers(0, 4), st.integers(0, 4))
results = st.lists(scores, min_size=4, max_size=4)
books = count()

shares = st.floats(0.01, 1.0)
stakings = st.builds(
    Staking,
    st.sampled_from(Stakes),
    bankroll=st.floats(1, 10_000),
    unit=st.floats(0.01, 1000),
    fraction=shares,
    least_edge=st.floats(0, 0.2),
    largest_stake=shares,
    most_open=st.integers(1, 12),
    most_at_risk=shares,
)
chances = st.floats(0.001, 0.999)
prices = st.floats(1.01, 100)


@st.composite
def offers(draw: st.DrawFn) -> list[Value]:
    pairs = draw(st.lists(st.tuples(chances, prices), max_size=12))
    return [
        Value(_fixture(i), Outcome.HOME, "pinnacle", price, chance, VERSION)
        for i, (chance, price) in enumerate(pairs)
    ]


def _fixture(number: int) -> Fixture:
    home, away = f"Club {number}", f"Other {number}"
    scheduled = MatchStatus.SCHEDULED
    return Fixture(number, "E0", 2025, FIRST.date(), FIRST, False, 1, home, away, scheduled)


@given(stakings, offers(), st.integers(0, 1_000_000), st.integers(0, 1_000_000), st.integers(0, 9))
def test_no_limit_is_passed_whatever_is_on_offer(
    staking: Staking, values: list[Value], bankroll: int, at_risk: int, open_bets: int
) -> None:
    funds = Funds(bankroll, at_risk, open_bets)
    placed = stakes(staking, values, funds)
    assert open_bets + len(placed) <= max(staking.most_open, open_bets)
    assert all(0 < stake <= staking.largest_stake * bankroll for _, stake in placed)
    assert sum(stake for _, stake in placed) <= max(staking.most_at_risk * bankroll - at_risk, 0)
    assert all(value.edge >= staking.least_edge for value, _ in placed)


@given(stakings, offers(), st.integers(0, 1_000_000), st.randoms(use_true_random=False))
def test_the_order_of_offers_does_not_matter_to_the_stakes(
    staking: Staking, values: list[Value], bankroll: int, random: object
) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stakes(staking, values, Funds(bankroll)) == stakes(staking, shuffled, Funds(bankroll))


@given(chances, prices)
def test_kelly_stakes_less_than_everything_and_nothing_without_an_edge(
    chance: float, price: float
) -> None:
    share = kelly(chance, price)
    assert 0 <= share < 1
    assert (share > 0) == (chance * price > 1)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("bets") / "x.db"
    database = Database.open(f"sqlite:///{path}")
    with database.write() as connection:
        versions.add(
            connection,
            ModelVersion(
                name=VERSION,
                created_at=EARLY,
                competitions=("E0",),
                trained_from=date(2020, 8, 1),
                trained_until=date(2025, 8, 1),
                samples=1900,
                information=InformationSet.NONE,
                features=(),
                config={},
                metrics={},
                manifest={},
                artefact="0" * 64,
            ),
        )
    yield database
    database.close()


class Ground:
    """A book of its own on a season of its own, its matches a day apart."""

    def __init__(self, database: Database) -> None:
        number = next(books)
        self.database, self.season = database, 1900 + number
        self.book = f"book {number}"
        self.fixtures = self.store({})
        league = League("League", (("E0", self.season),), book=self.book)
        open_league(database, league, BETTORS)

    def store(
        self, scores: Mapping[int, Score], status: MatchStatus | None = None
    ) -> list[Fixture]:
        planned = [
            Planned(
                *pair, FIRST + timedelta(days=i), scores.get(i), status if i in scores else None
            )
            for i, pair in enumerate(PAIRS)
        ]
        return store_matches(self.database, planned, season=self.season)

    def bet(self, day: int | None = None) -> int:
        """Bet on one day's match two hours before it, or on everything before the first."""
        chosen = self.fixtures if day is None else [self.fixtures[day]]
        clock = FixedClock(chosen[0].kickoff - timedelta(hours=2))
        previews = [_preview(each, clock.now()) for each in chosen]
        return place_bets(self.database, self.book, previews, clock, wall=clock)

    def settle(self, at: datetime = OVER) -> int:
        return settle_bets(self.database, self.book, FixedClock(at))

    def placed(self) -> list[bets.Placed]:
        with self.database.read() as connection:
            return bets.listing(connection, self.book, as_of=OVER)

    def positions(self, at: datetime = OVER) -> dict[str, bets.Position]:
        with self.database.read() as connection:
            return bets.positions(connection, self.book, at=at)


def _preview(fixture: Fixture, as_of: datetime) -> Preview:
    quotes = tuple(
        Quote(bookmaker, "1x2", Moment.OPENING, 0.0, as_of, prices)
        for bookmaker, prices in {
            "bet365": (2.4, 3.4, 3.1),
            "pinnacle": (2.3, 3.6, 3.2),
            "maximum": (9.0, 9.0, 9.0),
        }.items()
    )
    grid = ScoreGrid.from_poisson([1.9 + fixture.id % 3 / 10], [0.9])
    said = Forecast(
        fixture.id, VERSION, InformationSet.NONE, as_of, grid, 0.6, Outcome.HOME, "WEAK", (), quotes
    )
    return Preview(fixture, {}, said)


def _bankroll_is_what_settled_bets_made_it(ground: Ground, played: Sequence[Score]) -> None:
    placed, positions = ground.placed(), ground.positions()
    by_match = dict(zip([each.id for each in ground.fixtures], played, strict=True))
    for bot in BETTORS:
        mine = [each.bet for each in placed if each.bet.bot == bot.name]
        assert mine
        won = sum(bet.profit(by_match[bet.match_id]) for bet in mine)
        assert positions[bot.name] == bets.Position(profit=won)


@settings(max_examples=3)
@given(results)
def test_a_bankroll_is_the_start_and_what_settled_bets_have_come_to(
    database: Database, played: list[Score]
) -> None:
    ground = Ground(database)
    for day in range(len(played)):
        ground.bet(day)
        ground.store(dict(enumerate(played[: day + 1])))
        ground.settle(FIRST + timedelta(days=day, hours=3))
    _bankroll_is_what_settled_bets_made_it(ground, played)


@settings(max_examples=3)
@given(results, st.permutations(range(len(PAIRS))))
def test_the_order_in_which_bets_are_settled_does_not_matter(
    database: Database, played: list[Score], order: list[int]
) -> None:
    ground = Ground(database)
    ground.bet()
    known: dict[int, Score] = {}
    for i in order:
        known[i] = played[i]
        ground.store(known)
        ground.settle()
    _bankroll_is_what_settled_bets_made_it(ground, played)


@settings(max_examples=3)
@given(results, results)
def test_placing_and_settling_again_changes_nothing_and_corrections_settle_anew(
    database: Database, first: list[Score], corrected: list[Score]
) -> None:
    ground = Ground(database)
    assert ground.bet() > 0
    assert ground.bet() == 0
    ground.store(dict(enumerate(first)))
    ground.settle()
    assert ground.bet() == 0
    before = ground.placed()
    assert ground.settle() == 0
    assert ground.placed() == before
    ground.store(dict(enumerate(corrected)))
    ground.settle()
    _bankroll_is_what_settled_bets_made_it(ground, corrected)


@settings(max_examples=3)
@given(results)
def test_at_no_instant_is_more_at_risk_than_may_be(database: Database, played: list[Score]) -> None:
    ground = Ground(database)
    for day in range(len(PAIRS)):
        ground.bet(day)
    ground.store(dict(enumerate(played)))
    ground.settle()
    instants = [FIRST + timedelta(days=day) for day in range(6)]
    for before, after in pairwise(instants):
        for bot in BETTORS:
            staking = bot.personality.staking
            assert staking is not None
            then = ground.positions(before).get(bot.name, bets.Position())
            now = ground.positions(after)[bot.name]
            bankroll = 100 * staking.bankroll + then.profit
            assert now.at_risk <= max(staking.most_at_risk * bankroll, then.at_risk)


@pytest.mark.parametrize("status", [MatchStatus.POSTPONED, MatchStatus.ABANDONED])
def test_a_bet_on_a_match_that_was_called_off_is_void_and_can_be_won_no_more_two_days_later(
    database: Database, status: MatchStatus
) -> None:
    ground = Ground(database)
    ground.bet()
    ground.store({0: Score(0, 0)} if status is MatchStatus.ABANDONED else {}, status)
    planned = [Planned(*PAIRS[0], FIRST, None, status)]
    store_matches(database, planned, season=ground.season)
    ground.settle()
    of_match = [each for each in ground.placed() if each.bet.match_id == ground.fixtures[0].id]
    assert {each.state for each in of_match} == {"void"}
    assert all(position.profit == 0 for position in ground.positions().values())
    late = [Planned(*PAIRS[0], FIRST + timedelta(days=9), Score(3, 0))]
    store_matches(database, late, season=ground.season)
    ground.settle()
    of_match = [each for each in ground.placed() if each.bet.match_id == ground.fixtures[0].id]
    assert {each.state for each in of_match} == {"void"}


def test_no_bet_after_kick_off_can_be_forced_in(database: Database) -> None:
    ground = Ground(database)
    match = ground.fixtures[0]
    late = Bet("Flat", match.id, Outcome.HOME, "x", 2.0, 0.6, 100, match.kickoff, VERSION)
    with pytest.raises(TooLateError), database.write() as connection:
        bets.place(connection, ground.book, [late], recorded_at=EARLY)
    row = {
        "book": ground.book,
        "bot_id": 1,
        "match_id": match.id,
        "outcome": 0,
        "bookmaker": "x",
        "price": 2.0,
        "chance": 0.6,
        "stake": 100,
        "version": VERSION,
        "placed_at": match.kickoff,
        "recorded_at": EARLY,
        "kickoff": match.kickoff,
    }
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(bet_table).values(row))
    after = FixedClock(match.kickoff + timedelta(minutes=1))
    previews = [_preview(match, EARLY)]
    assert place_bets(database, ground.book, previews, after, wall=after) == 0


def test_a_price_that_nobody_can_be_asked_to_pay_is_not_bet_at(database: Database) -> None:
    ground = Ground(database)
    ground.bet()
    assert {each.bet.bookmaker for each in ground.placed()} <= {"bet365", "pinnacle"}
