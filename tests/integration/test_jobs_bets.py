"""Bets and accuracy of a replayed season: what is stored, what is shown, and a replay that dies."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from season_world import LINEAR, NOW, Shell, at, contents, quote, standing_wall
from sqlalchemy import select

from scoreline.domain.accuracy import Period, Subject
from scoreline.home import Home, open_home
from scoreline.jobs import (
    accuracy_between,
    bankrolls,
    refresh_accuracy,
    replay,
    run,
    stored_accuracy,
)
from scoreline.jobs.refits import Refits
from scoreline.jobs.training import train_version
from scoreline.store import accuracies
from scoreline.store.tables import bets as bet_table
from scoreline.store.tables import model_versions
from scoreline.store.tables import predictions as prediction_table
from scoreline.web.app import create_app

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

DAYS_OF_BETS = 3
BETTORS = ("MLBot-Aggressive", "MLBot-Balanced", "MLBot-Conservative")

CHILD = """
import sys
from season_world import LINEAR, standing_wall
from scoreline.home import open_home
from scoreline.jobs import replay
with standing_wall(), open_home(sys.argv[1]) as home:
    replay(home, "E0", 2025, recipe=LINEAR, book="replay",
           progress=lambda done, total, day: print(done, flush=True))
"""


@pytest.fixture(scope="session")
def betting_folder(tmp_path_factory: pytest.TempPathFactory, fresh_folder: Path) -> Path:
    """Make a home with prices in which 2025/26 has been replayed with monthly retraining."""

    folder = tmp_path_factory.mktemp("betting") / "home"
    shutil.copytree(fresh_folder, folder)
    with standing_wall():
        quote(folder)
        with open_home(folder) as home:
            shutil.copytree(folder, folder.parent / "unplayed")
            replay(home, "E0", 2025, recipe=LINEAR, book="replay")
    return folder


@pytest.fixture
def betting(betting_folder: Path, wall: object) -> Home:  # noqa: ARG001
    """Open the home, to read in it; what is written in it must be what is there."""
    with open_home(betting_folder) as home:
        return replace(home, book="replay")


def test_every_day_is_forecast_by_a_model_that_knew_nothing_of_its_month(betting: Home) -> None:
    with betting.database.read() as connection:
        until = dict(
            connection.execute(select(model_versions.c.name, model_versions.c.trained_until)).all()
        )
        said = connection.execute(
            select(prediction_table.c.version, prediction_table.c.as_of)
        ).all()
    assert {day.isoformat() for day in until.values()} == {"2025-08-15", "2025-09-01"}
    assert all(
        until[version] == max(d for d in until.values() if d <= as_of.date())
        for version, as_of in said
    )


def test_a_version_on_shared_features_is_the_one_trained_on_its_own(
    fresh: Home,
) -> None:
    day = (NOW - timedelta(days=18)).date()
    shared = Refits(fresh, LINEAR, ["E0"])
    shared.until((NOW - timedelta(days=60)).date())
    alone = train_version(fresh, LINEAR, competitions=["E0"], until=day)
    files = dict(shared.until(day).manifest)
    # The golden rows may be of matches to come, which are not among the shared ones.
    assert files | {"golden.json": ""} == alone.manifest | {"golden.json": ""}


def test_bots_bet_before_kick_off_at_prices_known_then_and_all_is_settled(betting: Home) -> None:
    with betting.database.read() as connection:
        rows = connection.execute(select(bet_table)).all()
    assert rows
    assert all(row.kickoff - row.placed_at >= timedelta(hours=2) for row in rows)
    assert {row.bookmaker for row in rows} == {"pinnacle"}
    found = {each.bot: each for each in bankrolls(betting)}
    assert set(found) == set(BETTORS)
    for each in found.values():
        row = each.row(seed=1)
        assert row["won"] + row["lost"] + row["void"] == row["bets"]
        assert row["bankroll"] == pytest.approx(row["start"] + row["profit"])
        assert row["clv_bets"] == row["bets"]
        assert row["roi"]["low"] <= row["roi"]["value"] <= row["roi"]["high"]


def test_accuracy_sums_to_the_ledger_for_every_subject_and_period(betting: Home) -> None:
    with betting.database.read() as connection:
        ledger = accuracies.settled_by_day(connection, "replay", as_of=NOW)
    with_model = sum(each.version is not None for each in ledger)
    for subject, tips in (
        (Subject.BOT, len(ledger)),
        (Subject.STRATEGY, len(ledger)),
        (Subject.VERSION, with_model),
    ):
        for period in (Period.WEEKLY, Period.MONTHLY, Period.ALL_TIME):
            rows = stored_accuracy(betting, subject, period)
            assert sum(each.tips for each in rows) == tips
            assert all(each.exact + sum(each.goals_off) == each.tips for each in rows)
            assert len({(each.name, each.start) for each in rows}) == len(rows)
    points = sum(each.points for each in ledger)
    assert (
        sum(each.points for each in stored_accuracy(betting, Subject.BOT, Period.WEEKLY)) == points
    )
    span = (ledger[0].day, ledger[0].day)
    between = accuracy_between(betting, Subject.BOT, span)
    assert sum(each.tips for each in between) == sum(each.day == span[0] for each in ledger)


def test_accuracy_derived_again_changes_nothing_and_what_is_no_longer_true_goes(
    played: Home,
) -> None:
    assert refresh_accuracy(played) == 0
    before = contents(played.database)["accuracies"]
    early = at(played, NOW - timedelta(days=20))
    assert refresh_accuracy(early) > 0
    fewer = contents(played.database)["accuracies"]
    assert 0 < len(fewer) < len(before)
    assert "brought up to date" in run(played, "accuracy")
    again = contents(played.database)["accuracies"]
    assert [row[:-1] for row in again] == [row[:-1] for row in before]


def test_a_replay_that_is_killed_goes_on_and_ends_as_one_that_was_not(
    betting_folder: Path,
    tmp_path: Path,
    wall: object,  # noqa: ARG001
) -> None:

    folder = Path(shutil.copytree(betting_folder.parent / "unplayed", tmp_path / "home"))
    _die_on_day(folder, DAYS_OF_BETS)
    with open_home(folder) as home:
        placed = contents(home.database)["bets"]
        replay(home, "E0", 2025, recipe=LINEAR, book="replay")
        found = contents(home.database, without=["raw_files", "model_versions"])
    with open_home(betting_folder) as home:
        expected = contents(home.database, without=["raw_files", "model_versions"])
    assert 0 < len(placed) < len(expected["bets"])
    assert found == expected


def test_bankrolls_and_bets_are_shown(
    betting_folder: Path,
    shell: Shell,
    wall: object,  # noqa: ARG001
) -> None:

    shutil.copytree(betting_folder, shell.home)
    rows = shell("bots", "bankroll", "--book", "replay", "--json").json
    assert [row["bot"] for row in rows] == list(BETTORS)
    curve = shell("bots", "bankroll", "--book", "replay", "--bot", BETTORS[0], "--curve", "--json")
    days = curve.json[BETTORS[0]]
    assert days[-1]["bankroll"] == pytest.approx(rows[0]["bankroll"], abs=0.01)
    listed = shell("bots", "bets", "--book", "replay", "--limit", "5", "--json").json
    assert len(listed) == 5
    assert "roi" in shell("bots", "bankroll", "--book", "replay").out
    found = shell("bots", "accuracy", "--by", "version", "--book", "replay", "--json").json
    assert {row["by"] for row in found} == {"version"}
    refused = shell("bots", "bankroll", "--bot", "Random")
    assert refused.code == 1
    *_, said = refused.err.splitlines()  # after where the clock stands
    assert said == "error: the bot 'Random' does not bet; see: scoreline bots list"
    assert shell("bots", "accuracy", "--from", "2025-08-01").code == 1
    with open_home(shell.home) as home, TestClient(create_app(replace(home, book="replay"))) as web:
        answer = web.get(f"/api/bots/{BETTORS[1]}/bankroll").json()
        page = web.get(f"/api/bots/{BETTORS[1]}/bets", params={"limit": 3}).json()
        nobody = web.get("/api/bots/Nobody/bankroll")
    assert answer["curve"][-1]["bankroll"] == pytest.approx(answer["bankroll"], abs=0.01)
    assert (page["total"], len(page["items"])) == (answer["bets"] + answer["open"], 3)
    assert nobody.status_code == 404


def _die_on_day(folder: Path, day: int) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= day:
                time.sleep(0.05)
                child.send_signal(signal.SIGKILL)
                break
