"""A home of very many matches and bots, step by step; run as a module by itself.

``python -m tests.benchmarks.scale_world FOLDER COPIES BOTS [URL]`` prints seconds and peak memory
of each step as JSON. ``FOLDER`` has the simulated leagues that are taken in under COPIES names;
named alone, it is filled with them.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from threading import Event
from time import perf_counter, process_time
from typing import Any, Final, TypeVar

import httpx2
import polars as pl

from scoreline.bots import ROSTER, league_table, open_league
from scoreline.clock import FixedClock
from scoreline.domain import Fixture, League
from scoreline.domain.frames import Evidence
from scoreline.home import STANDING, Home, open_home
from scoreline.jobs import Desk, coming, forecast, tasks, train_version
from scoreline.jobs.desk import tip
from scoreline.models import recipe
from scoreline.reference import Club
from scoreline.settings import keep_setting
from scoreline.store import match_writing, teams
from scoreline.testing.leagues import simulated_league

from .service import serving

TEAMS, SEASONS, DIVISIONS = 24, 10, 18
NOW: Final = datetime(2030, 1, 2, 9, tzinfo=UTC)
"""In the last season: its later results are stored, but not known yet."""

LEAGUE: Final = League("All of them", (("E0", 2029),), book=STANDING)
T = TypeVar("T")


def simulate(folder: Path) -> None:
    """Make leagues of a hundred thousand matches, with an opening and a closing price each."""
    made = simulated_league(1, teams=TEAMS, seasons=SEASONS, divisions=DIVISIONS, code="")
    made.matches.write_parquet(folder / "matches.parquet")
    one = made.odds.filter(
        pl.col("market") == "1x2", pl.col("bookmaker") == made.odds["bookmaker"].min()
    )
    one.write_parquet(folder / "odds.parquet")


def copies(folder: Path, number: int) -> Iterator[Evidence]:
    """Yield the leagues again and again, each time with clubs and codes of their own."""
    matches = pl.read_parquet(folder / "matches.parquet")
    odds = pl.read_parquet(folder / "odds.parquet")
    for place in range(number):
        mark = chr(ord("A") + place)
        names = {name: mark + pl.col(name) for name in ("competition", "home", "away")}
        named = matches.with_columns(**names)
        known = pl.col("competition").replace("A1", "E0")  # pages know real leagues only
        yield Evidence(named.with_columns(known), odds)


class Steps:
    """What each step took."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def take(self, name: str, work: Callable[[], T]) -> T:
        """Do a step and keep its seconds and the process's peak memory by its end."""
        began, busy = perf_counter(), process_time()
        result = work()
        self.found[name] = perf_counter() - began
        self.found[f"{name} busy"] = process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self.found[f"{name} memory"] = peak
        sys.stderr.write(f"{name}: {self.found[name]:.2f} s, {peak / 1e9:.2f} GB\n")
        return result


def write(home: Home, known: Evidence) -> None:
    """Take leagues in, season by season, as an ingest does file by file."""
    given = known.matches.rename({"match_id": "line_no"})
    prices = known.odds.rename({"match_id": "line_no"})
    clubs = [Club(name, name, "Nowhere", ()) for name in sorted({*given["home"], *given["away"]})]
    with home.database.write() as connection:
        teams.seed(connection, clubs)
    seasons = given.partition_by("competition", "season", as_dict=True)
    for (code, season), part in sorted(seasons.items()):
        quoted = prices.join(part.select("line_no"), on="line_no", how="semi")
        with home.database.write() as connection:
            match_writing.save(connection, code, season, part, quoted, at=NOW)


def enter_bots(home: Home, number: int) -> None:
    """Open a league in which the roster's bots play again and again."""
    open_league(home.database, LEAGUE, [])
    rows = [
        replace(ROSTER[place % len(ROSTER)], name=f"Bot {place:06d}") for place in range(number)
    ]
    open_league(home.database, LEAGUE, rows)


def ask(port: int, path: str) -> float:
    """Return the seconds of an answer."""
    began = perf_counter()
    answer = httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=600, follow_redirects=True)
    assert answer.status_code == HTTPStatus.OK, f"{path}: {answer.status_code} {answer.text[:200]}"
    return perf_counter() - began


def wait_for_page(port: int) -> None:
    """Let the page be made beside the requests: readers meanwhile get one that says so."""
    while "data-reload" in httpx2.get(f"http://127.0.0.1:{port}/bots", timeout=600).text:
        Event().wait(0.5)


def size(home: Home) -> int:
    """Return the bytes of the database."""
    with home.database.read() as connection:
        if connection.dialect.name == "sqlite":
            pages, of = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("page_count", "page_size")
            )
            return int(pages * of)
        query = "SELECT pg_database_size(current_database())"
        return int(connection.exec_driver_sql(query).scalar_one())


def main(folder: str, number: str, bots: str, url: str | None = None) -> None:
    """Go through a match day and print what it took."""
    place = Path(folder) / f"home-{number}-{bots}-{'postgresql' if url else 'sqlite'}"
    keep_setting(place, "SCORELINE_AS_OF", NOW.isoformat())
    if url:
        keep_setting(place, "SCORELINE_DATABASE_URL", url)
    steps = Steps()
    with open_home(place) as home:
        for part in copies(Path(folder), int(number)):
            before = dict(steps.found)
            steps.take("ingest", lambda part=part: write(home, part))  # type: ignore[misc]
            for name in ("ingest", "ingest busy"):
                steps.found[name] += before.get(name, 0.0)
            for name, rows in (("matches", part.matches), ("quotes", part.odds)):
                steps.found[name] = before.get(name, 0) + len(rows)
        steps.found["bytes of matches"] = size(home)
        _match_day(home, steps, int(bots))
        steps.found["bytes"] = size(home)
        with serving(home, workers=1) as port:
            wait_for_page(port)
            steps.found["page"] = ask(port, "/bots")
            steps.found["table"] = ask(port, "/api/leagues/1/table")
    sys.stdout.write(json.dumps(steps.found))


def _match_day(home: Home, steps: Steps, bots: int) -> None:
    version = steps.take("train", lambda: train_version(home, recipe("glm"), seasons=(2028, 2029)))
    home.registry.activate(version.name)
    today = coming(home, until=NOW + timedelta(days=2))
    steps.found["today"] = len(today)
    desk = steps.take("desk", lambda: Desk(home, home.registry.load_active()))
    previews = steps.take("forecast", lambda: forecast(home, desk, today))
    ours = [each.fixture for each in previews if LEAGUE.covers(each.fixture)]
    steps.found["bots"] = bots
    steps.take("enter", lambda: enter_bots(home, bots))
    tipped = steps.take("tip", lambda: tip(home, LEAGUE, previews))
    assert not tipped.skipped
    steps.found["tips"], steps.found["tipped matches"] = tipped.new, len(ours)
    _after(home, steps, ours)


def _after(home: Home, steps: Steps, played: list[Fixture]) -> None:
    late = FixedClock(max(each.kickoff for each in played) + timedelta(days=1))
    evening = home.at(late, book=home.book)
    steps.take("settle", lambda: tasks.settle_all(evening))
    with home.database.read() as connection:
        steps.take("standings", lambda: league_table(connection, LEAGUE, as_of=late.now()))
    keep_setting(home.settings.home, "SCORELINE_AS_OF", late.now().isoformat())


if __name__ == "__main__":
    if len(sys.argv) == 2:
        simulate(Path(sys.argv[1]))
    else:
        main(*sys.argv[1:])
