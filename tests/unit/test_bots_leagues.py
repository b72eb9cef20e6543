from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from scoreline.bots import (
    ROSTER,
    Tipped,
    league_table,
    open_league,
    place_tips,
    settle_league,
)
from scoreline.clock import FixedClock
from scoreline.domain import (
    LIVE,
    Bot,
    Fixture,
    Forecast,
    InformationSet,
    League,
    MatchStatus,
    ModelVersion,
    Outcome,
    Personality,
    Score,
    ScoreGrid,
    ScoringRule,
    Tip,
)
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.forecasting import Preview
from scoreline.store import Database, versions
from scoreline.store import bots as ledger
from scoreline.testing.seasons import Planned, store_matches

KICKOFF = datetime(2025, 8, 16, 14, tzinfo=UTC)
BEFORE = KICKOFF - timedelta(hours=1)
AFTER = KICKOFF + timedelta(hours=3)
LATER = KICKOFF + timedelta(days=60)
LEAGUE = League("Test", (("E0", 2025),), ScoringRule(3, 1, 1))
MATCH = Planned("Ayr", "Bath", KICKOFF)
ONE_BOT = (Bot("Home", "home_bias"),)
VERSION = "v2025-08-01-001"


def preview(fixture: Fixture, forecast: Forecast | None = None) -> Preview:
    return Preview(fixture, {}, forecast)


def place(database: Database, previews: list[Preview], at: datetime = BEFORE, seed: int = 0) -> int:
    clock = FixedClock(at)
    tipped = place_tips(database, LEAGUE, previews, clock, wall=clock, seed=seed)
    assert tipped.skipped == ()
    return tipped.new


def settle(database: Database, at: datetime = AFTER, league: League = LEAGUE) -> int:
    return settle_league(database, league, FixedClock(at))


def tips(database: Database, league: League = LEAGUE) -> list[Tip]:
    with database.read() as connection:
        return [tip for _, tip in ledger.tips_of(connection, league)]


def points(database: Database, league: League = LEAGUE) -> dict[str, int]:
    with database.read() as connection:
        return {line.bot: line.points for line in league_table(connection, league, as_of=LATER)}


def played(database: Database) -> int:
    with database.read() as connection:
        return sum(line.played for line in league_table(connection, LEAGUE, as_of=LATER))


def force(
    database: Database,
    bot: str,
    match_id: int,
    score: Score,
    at: datetime = BEFORE,
    *,
    league: League = LEAGUE,
) -> None:
    with database.write() as connection:
        tip = Tip(bot, match_id, score, 0.5, "Because.", at)
        ledger.place(connection, league, [tip], recorded_at=at)


def forecast(database: Database, fixture: Fixture, as_of: datetime) -> Forecast:
    with database.write() as connection:
        versions.add(
            connection,
            ModelVersion(
                name=VERSION,
                created_at=BEFORE,
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
    grid = ScoreGrid.from_poisson([2.2], [0.7])
    return Forecast(
        fixture.id, VERSION, InformationSet.NONE, as_of, grid, 0.6, Outcome.HOME, "WEAK", ()
    )


def test_every_bot_of_the_roster_tips_and_the_reason_and_version_are_kept(
    database: Database,
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE)
    told = preview(fixture, forecast(database, fixture, BEFORE))
    assert place(database, [told]) == len(ROSTER)
    placed = {tip.bot: tip for tip in tips(database)}
    assert placed["MLBot-Balanced"].score == Score(2, 0)
    assert placed["MLBot-Balanced"].version == VERSION
    assert placed["MLBot-Balanced"].placed_at == BEFORE
    assert "its likeliest score is 2-0" in placed["MLBot-Conservative"].reason
    assert placed["Random"].version is None
    # Of this match neither prices nor form are known.
    blind = {"FormBased", "StatsAnalyst", "Market"}
    assert {bot for bot, tip in placed.items() if tip.fallback} == blind


def test_a_bot_that_is_less_confident_than_its_threshold_leaves_the_match_out(
    database: Database,
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    picky = Bot("Picky", "home_bias", Personality(base_confidence=0.8, threshold=0.81))
    open_league(database, LEAGUE, [*ONE_BOT, picky])
    assert place(database, [preview(fixture)]) == 1
    assert [tip.bot for tip in tips(database)] == ["Home"]
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    settle(database)
    with database.read() as connection:
        missed = {line.bot: line.missed for line in league_table(connection, LEAGUE, as_of=LATER)}
    assert missed == {"Home": 0, "Picky": 1}


def drawn(folder: Path, seed: int, *, pairs: str = "ABCD", first: int = 1) -> list[Tip]:
    """Tip in a database of its own, whose matches of the pairs are numbered from ``first``."""
    database = Database.open(f"sqlite:///{folder}/{seed} {pairs} {first}.db")
    if first > 1:
        store_matches(database, [Planned("Y", f"Z{i}", KICKOFF) for i in range(1, first)])
    meetings = [Planned(home, away, KICKOFF) for home in pairs for away in "EFGH"]
    fixtures = store_matches(database, meetings)
    open_league(database, LEAGUE)
    place(database, [preview(fixture) for fixture in fixtures], seed=seed)
    names = {fixture.id: f"{fixture.home}{fixture.away}" for fixture in fixtures}
    found = sorted(tips(database), key=lambda tip: (names[tip.match_id], tip.bot))
    assert min(names) == first
    database.close()
    return [replace(tip, match_id=0) for tip in found]


def test_two_databases_with_other_ids_give_the_same_tips(tmp_path: Path) -> None:
    assert drawn(tmp_path, 1) == drawn(tmp_path, 1, pairs="DCBA", first=5)


def test_another_seed_gives_other_tips(tmp_path: Path) -> None:
    one, other = drawn(tmp_path, 1), drawn(tmp_path, 2)
    assert [tip.score for tip in one] != [tip.score for tip in other]


def test_previews_of_another_league_or_season_are_passed_over(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    (other_league,) = store_matches(database, [MATCH], competition="E1")
    (other_season,) = store_matches(database, [MATCH], season=2026)
    open_league(database, LEAGUE, ONE_BOT)
    assert place(database, [preview(each) for each in (fixture, other_league, other_season)]) == 1
    assert [tip.match_id for tip in tips(database)] == [fixture.id]


def test_a_postponed_match_is_not_tipped(database: Database) -> None:
    (fixture,) = store_matches(database, [replace(MATCH, status=MatchStatus.POSTPONED)])
    open_league(database, LEAGUE, ONE_BOT)
    assert place(database, [preview(fixture)]) == 0


def test_a_kick_off_brought_forward_since_the_preview_closes_the_match(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    store_matches(database, [replace(MATCH, kickoff=BEFORE)])
    assert place(database, [preview(fixture)]) == 0


@pytest.mark.parametrize(("book", "new"), [(LIVE, 0), ("replay", 1)])
def test_only_a_replay_tips_matches_that_have_really_kicked_off(
    database: Database, book: str, new: int
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    league = replace(LEAGUE, book=book)
    open_league(database, league, ONE_BOT)
    clock, wall = FixedClock(BEFORE), FixedClock(KICKOFF)
    tipped = place_tips(database, league, [preview(fixture)], clock, wall=wall, seed=0)
    assert tipped == Tipped(new)


def test_a_strategy_does_not_see_a_result_that_its_preview_carries(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE)
    place(database, [preview(fixture)])
    seen = tips(database)
    other = League("Other", (("E0", 2025),))
    open_league(database, other)
    told = replace(fixture, score=Score(9, 9), status=MatchStatus.FINISHED)
    clock = FixedClock(BEFORE)
    place_tips(database, other, [preview(told)], clock, wall=clock, seed=0)
    assert tips(database, other) == seen


def test_no_tip_may_rest_on_a_forecast_from_after_the_clock(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE)
    late = forecast(database, fixture, BEFORE + timedelta(seconds=1))
    with pytest.raises(ConfigurationError, match="later than the clock"):
        place(database, [preview(fixture, late)])
    assert tips(database) == []


def test_tips_earn_points_once_the_result_is_known_and_not_before(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE)
    force(database, "Random", fixture.id, Score(2, 1))
    force(database, "HomeBias", fixture.id, Score(1, 0))
    force(database, "Statistical", fixture.id, Score(1, 1))
    store_matches(database, [replace(MATCH, score=Score(2, 1))])
    assert settle(database, KICKOFF + timedelta(hours=2, minutes=29)) == 0
    assert settle(database, KICKOFF + timedelta(hours=2, minutes=30)) == 3
    earned = points(database)
    assert (earned["Random"], earned["HomeBias"], earned["Statistical"]) == (3, 1, 0)


def test_an_awarded_match_counts(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(3, 0))
    awarded = replace(MATCH, score=Score(3, 0), status=MatchStatus.AWARDED)
    store_matches(database, [awarded])
    assert settle(database) == 1
    assert points(database) == {"Home": 3}


@pytest.mark.parametrize("status", [MatchStatus.POSTPONED, MatchStatus.ABANDONED])
def test_a_match_that_was_not_finished_is_not_settled(
    database: Database, status: MatchStatus
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0), status=status)])
    assert settle(database) == 0
    assert played(database) == 0


def test_a_bot_that_joins_late_is_settled_on_matches_settled_long_since(
    database: Database,
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    replayed = replace(LEAGUE, book="replay")
    open_league(database, replayed, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0), league=replayed)
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    assert settle(database, league=replayed) == 1
    open_league(database, replayed, [Bot("Late", "random")])
    force(database, "Late", fixture.id, Score(2, 0), league=replayed)
    assert settle(database, league=replayed) == 1
    assert points(database, replayed) == {"Home": 3, "Late": 1}
    assert settle(database, league=replayed) == 0


def test_settling_reads_no_tip_again_of_which_nothing_has_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    really = ledger._tip

    def count(row: Any) -> Tip:
        read.append(row.id)
        return really(row)

    later = Planned("Cove", "Dale", KICKOFF + timedelta(days=1))
    first, second = store_matches(database, [MATCH, later])
    open_league(database, LEAGUE)
    bots = [bot.name for bot in ROSTER]
    for name in bots:
        for fixture in (first, second):
            force(database, name, fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    assert settle(database) == len(bots)
    store_matches(database, [replace(later, score=Score(1, 0))])
    monkeypatch.setattr(ledger, "_tip", count)
    evening = later.kickoff + timedelta(hours=3)
    assert settle(database, evening) == len(bots)
    assert len(read) == len(bots)
    assert settle(database, evening) == 0
    assert len(read) == len(bots)


def test_a_table_is_added_up_by_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(2, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    settle(database)
    monkeypatch.delattr(ledger, "_tip")  # a season of many bots has millions of them
    with database.read() as connection:
        [line] = league_table(connection, LEAGUE, as_of=LATER)
    assert (line.played, line.points, line.exact, line.outcomes, line.mae) == (1, 1, 0, 1, 0.5)


def test_a_result_that_is_annulled_takes_its_points_with_it(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    assert settle(database) == 1
    store_matches(database, [replace(MATCH, score=Score(1, 0), status=MatchStatus.ABANDONED)])
    assert settle(database) == 1
    assert played(database) == 0
    assert settle(database) == 0


def test_a_result_that_is_to_be_played_again_takes_its_points_with_it(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    settle(database)
    store_matches(database, [replace(MATCH, status=MatchStatus.ABANDONED)])
    store_matches(database, [replace(MATCH, kickoff=KICKOFF + timedelta(days=9))])
    assert settle(database, AFTER + timedelta(days=1)) == 1
    assert played(database) == 0


def test_a_clock_set_back_takes_nothing_back_that_was_settled_later(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    settle(database)
    assert settle(database, BEFORE) == 0
    assert settle(database, AFTER - timedelta(minutes=1)) == 0
    assert points(database) == {"Home": 3}


def test_a_tip_counts_for_a_postponed_match_when_it_is_played_at_last(database: Database) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, status=MatchStatus.POSTPONED)])
    later = KICKOFF + timedelta(days=30)
    store_matches(database, [replace(MATCH, kickoff=later, score=Score(1, 0))])
    assert settle(database, later) == 0
    assert settle(database, later + timedelta(hours=3)) == 1
    assert points(database) == {"Home": 3}


def test_a_tip_after_what_turns_out_to_have_been_the_kick_off_earns_nothing(
    database: Database,
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, kickoff=BEFORE, score=Score(1, 0))])
    assert settle(database) == 0
    assert played(database) == 0


def test_points_go_when_the_kick_off_turns_out_to_have_been_before_the_tip(
    database: Database,
) -> None:
    (fixture,) = store_matches(database, [MATCH])
    open_league(database, LEAGUE, ONE_BOT)
    force(database, "Home", fixture.id, Score(1, 0))
    store_matches(database, [replace(MATCH, score=Score(1, 0))])
    assert settle(database) == 1
    store_matches(database, [replace(MATCH, kickoff=BEFORE, score=Score(1, 0))])
    assert settle(database) == 1
    assert played(database) == 0


def test_opening_a_league_again_changes_nothing_and_lets_more_bots_in(database: Database) -> None:
    open_league(database, LEAGUE, ONE_BOT)
    open_league(database, LEAGUE, ONE_BOT)
    open_league(database, LEAGUE, [Bot("Away", "random")])
    assert points(database) == {"Away": 0, "Home": 0}


def test_many_bots_are_let_in_by_as_many_statements_as_few(database: Database) -> None:
    said: list[str] = []

    def count(*given: Any) -> None:
        said.append(given[2])

    event.listen(database.engine, "before_cursor_execute", count)
    asked = []
    for number, name in ((3, "few"), (60, "many")):
        said.clear()
        members = [Bot(f"{name} {place}", "random") for place in range(number)]
        open_league(database, replace(LEAGUE, name=name), [*members, members[0]])
        asked.append(len(said))
    event.remove(database.engine, "before_cursor_execute", count)
    assert asked[0] == asked[1]


def test_a_league_with_a_bot_of_an_unknown_strategy_is_not_opened_at_all(
    database: Database,
) -> None:
    with pytest.raises(ConfigurationError, match="no strategy 'clairvoyant'"):
        open_league(database, LEAGUE, [*ONE_BOT, Bot("Seer", "clairvoyant")])
    with database.read() as connection:
        assert ledger.all_leagues(connection) == []
        assert ledger.listing(connection) == []


def test_nothing_can_be_done_in_a_league_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no prediction league 'Test'"):
        place(database, [])
    with pytest.raises(NotFoundError, match="no prediction league 'Test'"):
        settle(database)
    with database.read() as connection, pytest.raises(NotFoundError, match="no prediction league"):
        league_table(connection, LEAGUE, as_of=LATER)
