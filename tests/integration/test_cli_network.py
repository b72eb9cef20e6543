"""The command line against a host that behaves badly: what is stored stays, and it is said why."""

import gzip
from collections.abc import Iterator
from typing import Final

import pytest
from season_world import Ended, Shell, contents

from local_server import Reply, Site, local_site
from scoreline.home import open_home

pytest_plugins = ("season_fixtures",)

PATH: Final = "/mmz4281/2324/E0.csv"
SEASON: Final = (
    b"Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A\n"
    b"E0,11/08/2023,20:00,Burnley,Man City,0,3,A,8,5.5,1.33\n"
    b"E0,12/08/2023,12:30,Arsenal,Nott'm Forest,2,1,H,1.18,7,15\n"
)
GZIP: Final = {"Content-Encoding": "gzip"}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name, value in (("PAUSE", "0"), ("TRIES", "1"), ("TIMEOUT", "0.5")):
        monkeypatch.setenv(f"SCORELINE_HTTP_{name}", value)
    with local_site() as running:
        running.serve(PATH, Reply(body=SEASON))
        yield running


def ingest(shell: Shell, site: Site, *more: str) -> Ended:
    places = ("--from", site.address, "--league", "E0", *more, "--seasons", "2023")
    return shell("ingest", "football-data", *places, "--json")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(403), "answers 403"),
        (Reply(429, headers={"Retry-After": "3600"}), "asks to wait 3600 s"),
        (Reply(500), "answers 500"),
        (Reply(body=SEASON[:60], announced=len(SEASON)), "cannot be read"),
        (Reply(body=SEASON, pause=2), "cannot be read: ReadTimeout"),
        (Reply(body=b"<!doctype html><html>Down for maintenance</html>"), "is a web page"),
        (Reply(body=SEASON.replace(b"FTHG", b"HomeGoals")), "has no column FTHG"),
        (Reply(body=gzip.compress(SEASON)[:-8], headers=GZIP), "did not arrive whole"),
        (Reply(body=SEASON, headers=GZIP), "cannot be unpacked"),
    ],
    ids=["403", "429", "500", "cut", "slow", "html", "renamed", "half a gzip", "no gzip"],
)
def test_the_last_good_data_stay(shell: Shell, site: Site, reply: Reply, reason: str) -> None:
    assert ingest(shell, site).json["new"] == 2
    with open_home(shell.home) as home:
        before = contents(home.database, without=["quarantine"])
    site.serve(PATH, reply)
    ended = ingest(shell, site)
    assert ended.code == 1
    (error,) = [line for line in ended.err.splitlines() if line.startswith("error: ")]
    assert reason in error
    with open_home(shell.home) as home:
        assert contents(home.database, without=["quarantine"]) == before
    (row,) = shell("quarantine", "list", "--json").json
    assert reason in row["reason"]
    site.serve(PATH, Reply(body=SEASON))
    assert ingest(shell, site).json["same"] == 2
    assert shell("quarantine", "list", "--json").json == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"\xef\xbb\xbf" + SEASON),
        Reply(body=gzip.compress(SEASON), headers=GZIP),
        Reply(body=SEASON.replace(b"\n", b"\r\n") + b",,,,,,,,,,\r\n"),
        Reply(body=SEASON.replace(b"FTR", b"R\xe9sultat")),
        Reply(body=b"\xef\xbb\xbf" + SEASON.replace(b"FTR", b"R\xe9sultat")),
    ],
    ids=["a byte order mark", "gzip", "padding", "cp1252", "a mark before cp1252"],
)
def test_the_same_in_other_clothes_is_the_same(shell: Shell, site: Site, reply: Reply) -> None:
    ingest(shell, site)
    site.serve(PATH, reply)
    told = ingest(shell, site).json
    assert (told["same"], told["new"], told["changed"], told["quarantined"]) == (2, 0, 0, 0)


def test_what_a_host_has_not_is_named_and_the_rest_goes_in(shell: Shell, site: Site) -> None:
    told = ingest(shell, site, "--league", "E1")
    assert told.code == 0
    assert (told.json["new"], told.json["absent"]) == (2, ["mmz4281/2324/E1.csv"])
    said = shell(
        *("ingest", "football-data", "--from", site.address),
        *("--league", "E0", "--league", "E1", "--seasons", "2023"),
    )
    assert "the source does not have mmz4281/2324/E1.csv" in said.out


def test_a_host_that_has_nothing_of_it_is_a_failure(shell: Shell, site: Site) -> None:
    call = ("ingest", "football-data", "--from", site.address, "--league", "E1", "--seasons")
    ended = shell(*call, "2021-2023")
    assert ended.code == 1
    assert "football-data has nothing of that" in ended.err


def test_the_doctor_says_how_fresh_a_source_is_and_that_data_are_old(
    shell: Shell, site: Site
) -> None:
    strange = b"E0,13/08/2023,14:00,Burnlee,Arsenal,,,,2,3,4\n"
    coming = b"E0,14/08/2023,14:00,Chelsea,Fulham,,,,2,3,4\n"
    site.serve(PATH, Reply(body=SEASON + strange), Reply(body=SEASON + strange + coming))
    ingest(shell, site)
    said = shell("doctor", "--json").json
    source = said["sources"]["football-data"]
    assert (source["files"], source["newest_match"], source["waiting"]) == (1, "2023-08-12", 1)
    _, old, waiting = said["problems"]
    assert old.startswith("results end long ago, E0 (Premier League) with 2023-08-12: ingest")
    assert "1 row or value left out waits for you: scoreline quarantine list" in waiting
    ingest(shell, site)
    shown = shell("doctor").out
    assert "- matches kicked off without a result, 1 of E0 (Premier League): ingest" in shown
    assert "no model is active: scoreline train" in shown
