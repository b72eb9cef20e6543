"""What a page shows of a prediction league is what is settled, whatever was corrected since."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web_world import NOW, add_match, client, empty_home

from scoreline.clock import FixedClock
from scoreline.domain import Bot, League, Score, Tip
from scoreline.home import Home
from scoreline.store import bots
from scoreline.web.boards import Board, Boards

LEAGUE = League("Sunday", (("E0", 2025),), book="replay")
HOME, AWAY, LATE = Bot("100% home?", "home_bias"), Bot("Away", "random"), Bot("Late", "random")
KICKOFF = datetime(2026, 5, 3, 14, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        match = add_match(opened, ("Arsenal", "Tottenham"), KICKOFF)
        before = KICKOFF - timedelta(days=1)
        with opened.database.write() as connection:
            for bot in (HOME, AWAY, LATE):
                bots.add(connection, bot)
            bots.add_league(connection, LEAGUE, [HOME.name, AWAY.name])
            scores = ((HOME, Score(1, 0)), (AWAY, Score(0, 1)))
            given = [Tip(bot.name, match, score, 0.5, "So.", before) for bot, score in scores]
            bots.place(connection, LEAGUE, given, recorded_at=before)
        settle(opened, Score(1, 0), 3, 0)
        yield opened.at(FixedClock(NOW), book=LEAGUE.book)


def settle(home: Home, result: Score, *points: int) -> None:
    with home.database.write() as connection:
        ids = {tip.bot: key for key, tip in bots.tips_of(connection, LEAGUE)}
        earned = zip((HOME, AWAY), points, strict=True)
        bots.settle(connection, [(ids[bot.name], result, each) for bot, each in earned], at=NOW)


def board(boards: Boards) -> Board:
    for _ in range(100):
        kept = boards.of(LEAGUE, now=NOW)
        if kept.fresh and kept.value is not None:
            return kept.value
    raise AssertionError(kept)


def test_a_board_is_made_anew_when_points_change_hands_and_when_a_bot_joins(home: Home) -> None:
    boards = Boards(home)
    first = board(boards)
    assert [(line.bot, line.points) for line in first.table] == [(HOME.name, 3), (AWAY.name, 0)]
    assert first.duels == {(HOME.name, AWAY.name): 1.0, (AWAY.name, HOME.name): 0.0}
    assert first.courses == {HOME.name: [(KICKOFF.date(), 3)], AWAY.name: [(KICKOFF.date(), 0)]}
    settle(home, Score(0, 1), 0, 3)
    assert [line.bot for line in board(boards).table] == [AWAY.name, HOME.name]
    with home.database.write() as connection:
        bots.add_league(connection, LEAGUE, [LATE.name])
    assert LATE.name in board(boards).members


def test_a_bot_of_any_name_has_a_page(home: Home) -> None:
    page = client(home)
    listed = page.get("/bots").text
    address = "/bots/100%25%20home%3F"
    assert f'href="{address}"' in listed
    assert "Arsenal v Tottenham" in page.get(address).text
