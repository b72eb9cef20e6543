"""The page of a bot that bets: its bankroll with every bet, or why it has not bet yet."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from store_rows import quote
from test_web_page import words
from web_world import NOW, VERSION, add_match, add_version, client, empty_home

from scoreline.domain import Bet, Bot, League, Outcome, Personality, Score, Stakes, Staking
from scoreline.home import Home
from scoreline.store import bets, bots

REPLAY = League("Sunday 2025/26", (("E0", 2025),), book="replay of Sunday")
BETTOR = Bot("Punter", "market", Personality(staking=Staking(Stakes.FLAT)))
WATCHER = Bot("Watcher", "market", Personality())
CLUBS = [("Arsenal", "Tottenham"), ("Leeds", "Hull"), ("Everton", "Fulham")]
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        add_version(opened)
        with opened.database.write() as connection:
            for bot in (BETTOR, WATCHER):
                bots.add(connection, bot)
            bots.add_league(connection, REPLAY, [BETTOR.name, WATCHER.name])
        yield opened


def play(home: Home, *odds: dict[str, Any]) -> list[int]:
    """Store matches of the last three days, each with these prices."""
    return [
        add_match(home, clubs, NOW - (3 - day) * DAY, odds=odds) for day, clubs in enumerate(CLUBS)
    ]


def wager(home: Home, ids: Sequence[int], results: Sequence[Score | None]) -> None:
    """Bet a unit at evens on each home side and settle what has a result."""
    given = [
        Bet(BETTOR.name, key, Outcome.HOME, "bet365", 2.0, 0.6, 100, NOW - 5 * DAY, VERSION)
        for key in ids
    ]
    with home.database.write() as connection:
        bets.place(connection, REPLAY.book, given, recorded_at=NOW)
        placed = bets.of_matches(connection, REPLAY.book, ids)
        over = [
            (key, result, bet.profit(result))
            for (key, bet, _), result in zip(placed, results, strict=True)
            if result is not None
        ]
        bets.settle(connection, over, at=NOW - DAY)


def seen(home: Home, query: str = "", bot: str = BETTOR.name) -> str:
    asking = client(home)
    for _ in range(50):
        answer = asking.get(f"/bots/{bot}{query}")
        assert answer.status_code == 200
        if "data-reload" not in answer.text:
            return answer.text
    raise AssertionError(answer.text)


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        ((), "No bookmaker's price is stored for Sunday 2025/26."),
        (
            (quote(0, 2.0, 3.5, 4.0, bookmaker="average"),),
            "only the average and the best of all bookmakers' prices are stored, and nobody can be",
        ),
        (
            (
                quote(0, 2.0, 3.5, 4.0, bookmaker="bet365"),
                quote(0, 2.1, 3.5, 4.0, bookmaker="william_hill"),
                quote(0, 2.1, 3.5, 4.0, bookmaker="maximum"),
            ),
            "Prices of bet365 and william hill are stored for Sunday 2025/26. At those known when",
        ),
    ],
)
def test_a_bettor_without_bets_says_why_there_are_none(
    home: Home, prices: Sequence[dict[str, Any]], why: str
) -> None:
    play(home, *prices)
    html = seen(home)
    assert 'class="empty"' in html
    assert why in unescape(words(html))
    assert "Closing-line value" not in html
    assert "scoreline bots tip" in html if "william" in why else "football-data" in html


def test_prices_that_were_not_known_yet_are_no_prices(home: Home) -> None:
    add_match(home, CLUBS[0], NOW + DAY, odds=[quote(0, 2.0, 3.5, 4.0, bookmaker="bet365")])
    assert "No bookmaker's price is stored" in unescape(words(seen(home)))


def test_a_bankroll_is_that_of_the_book_its_league_is_in(home: Home) -> None:
    assert home.book != REPLAY.book
    ids = play(home, quote(0, 2.0, 3.5, 4.0, bookmaker="bet365"))
    wager(home, ids, [Score(2, 0), Score(0, 1), None])
    said = words(seen(home))
    assert "Bankroll 100.0 of 100 units, flat" in said
    assert "Bets 2 1 won, 1 lost, 1 open" in said
    assert re.search(r"Deepest fall [\d.]+ % [\d.]+ to [\d.]+ %", said)
    assert "No bet yet" not in said


def test_a_bankroll_is_drawn_with_its_interval_its_numbers_and_every_bet(home: Home) -> None:
    ids = play(home, quote(0, 2.0, 3.5, 4.0, bookmaker="bet365"))
    wager(home, ids, [Score(2, 0), Score(0, 1), None])
    html = seen(home)
    drawn = html[html.index("<figure") : html.index("</figure")]
    assert "with its 95 % interval" in drawn
    assert "<polygon" in drawn
    lines = seen(home, "?csv=bankroll").splitlines()
    assert lines[0] == "day,bankroll,low,high"
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["2026-05-06", "100.0"],
        ["2026-05-05", "101.0"],
    ]
    listed = seen(home, "?csv=bets&bets=profit").splitlines()
    assert [line.split(",")[-2:] for line in listed[1:]] == [
        ["lost", "-1.0"],
        ["won", "1.0"],
        ["open", ""],
    ]
    assert "1 row" in words(seen(home, "?bets.q=leeds"))


def test_a_bankroll_of_a_single_day_has_no_course_yet_and_says_when_it_begins(home: Home) -> None:
    ids = play(home, quote(0, 2.0, 3.5, 4.0, bookmaker="bet365"))
    wager(home, ids, [Score(2, 0), None, None])
    html = seen(home)
    assert "<polygon" not in html
    assert "The course begins with the second match day whose bets are settled." in words(html)


def test_a_bot_that_never_bets_has_no_bankroll(home: Home) -> None:
    assert "Bankroll" not in seen(home, bot=WATCHER.name)
