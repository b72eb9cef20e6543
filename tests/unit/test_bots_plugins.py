"""What anybody's strategy can do to a league: nothing but lose its own bot's tips."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from typing import cast

import pytest
from structlog.testing import capture_logs

from scoreline.bots import (
    ENTRY_POINTS,
    Opinion,
    Situation,
    Skipped,
    Tipped,
    _named,
    open_league,
    place_tips,
)
from scoreline.clock import FixedClock
from scoreline.domain import Bot, Fixture, League, Score
from scoreline.forecasting import Preview
from scoreline.store import Database
from scoreline.store import bots as ledger
from scoreline.testing.seasons import Planned, store_matches

KICKOFF = datetime(2025, 8, 16, 14, tzinfo=UTC)
BEFORE = KICKOFF - timedelta(hours=1)
LEAGUE = League("Test", (("E0", 2025),))
MATCHES = [Planned("Ayr", "Bath", KICKOFF), Planned("Crewe", "Derby", KICKOFF)]
ONE_ALL = Opinion(Score(1, 1), (1.0, 1.0), "Because.")


class Theirs:
    """Does what a test tells it to."""

    name = "theirs"
    description = "Anything at all."
    does: Callable[[Situation], Opinion | None] = staticmethod(lambda _situation: ONE_ALL)

    def suggest(self, situation: Situation) -> Opinion | None:
        return Theirs.does(situation)


def does(monkeypatch: pytest.MonkeyPatch, act: Callable[[Situation], object]) -> None:
    point = EntryPoint("theirs", f"{__name__}:Theirs", ENTRY_POINTS)
    monkeypatch.setattr(_named, "entry_points", EntryPoints([point]).select)
    monkeypatch.setattr(Theirs, "does", staticmethod(act))


def play(database: Database, *, seed: int = 0) -> tuple[Tipped, list[Fixture]]:
    fixtures = store_matches(database, MATCHES)
    # By name, the plug-in's bot comes first.
    open_league(database, LEAGUE, [Bot("A plug-in", "theirs"), Bot("Ours", "random")])
    previews = [Preview(fixture, {"matchweek": 1.0}, None) for fixture in fixtures]
    clock = FixedClock(BEFORE)
    return place_tips(database, LEAGUE, previews, clock, wall=clock, seed=seed), fixtures


def placed(database: Database) -> set[tuple[str, int]]:
    with database.read() as connection:
        return {(tip.bot, tip.match_id) for _, tip in ledger.tips_of(connection, LEAGUE)}


def test_a_strategy_that_fails_on_one_match_costs_its_own_bot_that_tip_and_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(situation: Situation) -> Opinion:
        if situation.fixture.home == "Ayr":
            raise ZeroDivisionError("no form")
        return ONE_ALL

    does(monkeypatch, stumble)
    with capture_logs() as logged:
        tipped, (first, second) = play(database)
    assert tipped == Tipped(3, (Skipped("A plug-in", first, "ZeroDivisionError: no form"),))
    assert placed(database) == {
        ("A plug-in", second.id),
        ("Ours", first.id),
        ("Ours", second.id),
    }
    assert str(tipped.skipped[0]) == (
        "A plug-in could not tip Ayr v Bath, Sat 16 Aug 2025: ZeroDivisionError: no form"
    )
    (entry,) = logged
    assert (entry["event"], entry["log_level"]) == ("strategy failed", "warning")
    assert (entry["bot"], entry["strategy"], entry["match"]) == ("A plug-in", "theirs", first.id)


def test_a_bot_that_failed_may_tip_the_next_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda _situation: 1 / 0)
    assert play(database)[0].new == 2
    does(monkeypatch, lambda _situation: ONE_ALL)
    assert play(database)[0] == Tipped(2)
    assert play(database)[0] == Tipped(0)


def test_an_answer_that_is_no_opinion_is_no_tip(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda _situation: Score(1, 1))
    tipped, _ = play(database)
    assert tipped.new == 2
    assert "TypeError: a strategy answers with an Opinion or None" in tipped.skipped[0].problem


def test_a_version_made_up_is_no_tip_and_does_not_break_those_of_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda _situation: replace(ONE_ALL, version="v1"))
    tipped, _ = play(database)
    assert tipped.new == 2
    assert "the version 'v1' is not that" in tipped.skipped[1].problem


def test_a_strategy_that_is_installed_no_longer_skips_its_bot_and_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda _situation: ONE_ALL)
    fixtures = store_matches(database, MATCHES)
    open_league(database, LEAGUE, [Bot("A plug-in", "theirs"), Bot("Ours", "random")])
    monkeypatch.setattr(_named, "entry_points", EntryPoints([]).select)
    clock = FixedClock(BEFORE)
    previews = [Preview(fixture, {}, None) for fixture in fixtures]
    tipped = place_tips(database, LEAGUE, previews, clock, wall=clock, seed=0)
    (skipped,) = tipped.skipped
    assert tipped.new == 2
    assert (skipped.bot, skipped.fixture) == ("A plug-in", None)
    assert str(skipped).startswith(
        "A plug-in could not tip any match: ConfigurationError: no strategy 'theirs'"
    )


def test_a_strategy_cannot_write_into_what_others_see(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle(situation: Situation) -> Opinion:
        cast("dict[str, float]", situation.features)["matchweek"] = 99.0
        return ONE_ALL

    does(monkeypatch, meddle)
    tipped, _ = play(database)
    assert all("TypeError" in skipped.problem for skipped in tipped.skipped)
    assert tipped.new == 2


def test_strategies_think_outside_of_the_transaction_and_a_match_moved_meanwhile_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(situation: Situation) -> Opinion:
        # With a transaction open around it, this would wait for itself.
        if situation.fixture.home == "Ayr":
            store_matches(database, [replace(MATCHES[0], kickoff=BEFORE)])
        return ONE_ALL

    does(monkeypatch, meanwhile)
    tipped, (_, second) = play(database)
    assert tipped == Tipped(2)
    assert placed(database) == {("A plug-in", second.id), ("Ours", second.id)}


def test_chance_belongs_to_bot_and_match_whatever_the_others_use_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []

    def draw(situation: Situation) -> None:
        seen.append(float(situation.random.random()))

    does(monkeypatch, draw)
    play(database)
    play(database)
    play(database, seed=1)
    assert seen[:2] == seen[2:4]
    assert len(set(seen)) == 4
