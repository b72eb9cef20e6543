"""Files into the store: each whole or not at all, twice changes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from sqlalchemy import func, select

from local_server import Reply, Site, local_site
from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, NotFoundError, SourceError
from scoreline.sources import FootballData, IngestReport, Selection, ingest
from scoreline.sources._http import Manners
from scoreline.store import Database, quarantine, raw_files, teams
from scoreline.store import matches as stored_matches
from scoreline.store.tables import match_history, odds

HEADER: Final = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A\n"
OPENER: Final = "E0,11/08/2023,20:00,Burnley,Man City,0,3,A,8,5.5,1.33\n"
SECOND: Final = "E0,12/08/2023,12:30,Arsenal,Nott'm Forest,2,1,H,1.18,7,15\n"
FILE: Final = "mmz4281/2324/E0.csv"
EVERYTHING: Final = Selection()
LATER: Final = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def publish(site: Path, *lines: str, name: str = FILE) -> None:
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def run(database: Database, site: Path, selection: Selection = EVERYTHING) -> IngestReport:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    return ingest(database, FootballData(), selection, clock=clock, location=str(site))


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    total = report.total
    return total.new, total.changed, total.same, total.quarantined


def known(database: Database) -> pl.DataFrame:
    with database.read() as connection:
        return stored_matches.evidence(connection, as_of=LATER).matches


def open_rows(database: Database) -> list[quarantine.QuarantineRow]:
    with database.read() as connection:
        return quarantine.open_rows(connection)


def test_every_row_is_new_once_and_the_same_ever_after(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER, SECOND)
    assert counts(run(database, site)) == (2, 0, 0, 0)
    assert counts(run(database, site)) == (0, 0, 2, 0)
    assert known(database)["home"].to_list() == ["Burnley", "Arsenal"]
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(odds)) == 2


def test_a_corrected_score_changes_one_row_and_keeps_the_old_state(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER, SECOND)
    run(database, site)
    publish(site, HEADER, OPENER.replace(",0,3,A", ",1,3,A"), SECOND)
    assert counts(run(database, site)) == (0, 1, 1, 0)
    assert known(database)["home_goals"].to_list() == [1, 2]
    with database.read() as connection:
        before = list(connection.scalars(select(match_history.c.before)))
    assert before == [{"home_goals": 0, "result_known_at": None}]


def test_the_bytes_are_kept_for_a_replay(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER)
    run(database, site)
    with database.read() as connection:
        kept = raw_files.latest(connection, "football-data", FILE)
    assert kept is not None
    assert kept.content == (HEADER + OPENER).encode()


def test_a_senseless_row_is_quarantined_once_and_the_rest_goes_in(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER.replace("Man City", "Burnley"), SECOND)
    assert counts(run(database, site)) == (1, 0, 0, 1)
    assert counts(run(database, site)) == (0, 0, 1, 1)
    (row,) = open_rows(database)
    assert (row.source, row.file, row.line) == ("football-data", FILE, 2)
    assert row.reason == "a team against itself"


def test_a_corrected_row_leaves_quarantine(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER.replace("Man City", "Burnley"))
    run(database, site)
    publish(site, HEADER, OPENER)
    assert counts(run(database, site)) == (1, 0, 0, 0)
    assert open_rows(database) == []


def test_an_unknown_club_goes_in_once_its_alias_is_there(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER.replace("Burnley", "Burnlee"))
    assert counts(run(database, site)) == (0, 0, 0, 1)
    assert "'Burnley'" in open_rows(database)[0].suggestion
    with database.write() as connection:
        teams.add_alias(connection, source="football-data", spelling="Burnlee", name="Burnley")
    assert counts(run(database, site)) == (1, 0, 0, 0)
    assert open_rows(database) == []
    assert counts(run(database, site)) == (0, 0, 1, 0)


def test_odds_that_make_no_market_are_quarantined_beside_their_match(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER.replace("1.33", "0"))
    report = run(database, site)
    assert counts(report) == (1, 0, 0, 0)
    assert report.total.incomplete == 1
    assert len(open_rows(database)) == 1


def test_rows_of_the_report_add_up_to_the_rows_of_the_file(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER, SECOND)
    run(database, site)
    third = "E0,13/08/2023,14:00,Brentford,Tottenham,2,2,D,2.75,3.4,2.5\n"
    bad = "E0,13/08/2023,14:00,Brentford,Tottenham,x,2,D,2.75,3.4,2.5\n"
    publish(site, HEADER, OPENER.replace("20:00", "19:00"), SECOND, third, bad)
    report = run(database, site)
    assert counts(report) == (1, 1, 1, 1)
    assert report.total.rows == 4


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("<!doctype html><html></html>", "is a web page"),
        (HEADER + OPENER + SECOND[:30], "is cut off in the middle of line 3"),
        ("", "is empty"),
        (HEADER.replace("FTHG", "Goals") + OPENER, "has no column FTHG"),
    ],
)
def test_of_a_broken_file_nothing_is_stored_and_nothing_stored_is_lost(
    database: Database, site: Path, broken: str, says: str
) -> None:
    publish(site, HEADER, OPENER, SECOND.replace("Arsenal", "Arsenall"))
    publish(site, HEADER, SECOND.replace("2023", "2022"), name="mmz4281/2223/E0.csv")
    run(database, site)
    before = known(database)
    publish(site, broken)
    report = run(database, site)
    assert counts(report) == (0, 0, 1, 0)
    with pytest.raises(SourceError, match=says) as refused:
        report.require_whole()
    assert FILE in str(refused.value)
    assert known(database).equals(before)
    assert [row.line for row in open_rows(database)] == [0, 3]
    with database.read() as connection:
        kept = raw_files.latest(connection, "football-data", FILE)
    assert kept is not None
    assert b"Burnley" in kept.content
    publish(site, HEADER, OPENER, SECOND)
    run(database, site).require_whole()
    assert open_rows(database) == []


def test_several_broken_files_are_said_in_one_line(database: Database, site: Path) -> None:
    publish(site, "", name="mmz4281/2223/E0.csv")
    publish(site, "")
    report = run(database, site)
    assert report.total.rows == 0
    with pytest.raises(SourceError, match=r"2223/E0\.csv is empty; .* \(and 1 more file\)"):
        report.require_whole()


def test_a_selection_that_is_not_there_stores_nothing(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER)
    with pytest.raises(NotFoundError, match="no data of E0 2030"):
        run(database, site, Selection(("E0",), (2030, 2031)))
    assert known(database).is_empty()


def test_what_is_there_of_a_selection_goes_in_and_what_is_not_is_named(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER)
    report = run(database, site, Selection(("E0", "E1"), (2022, 2023)))
    report.require_whole()
    report.require_some()
    assert report.absent == [f"mmz4281/{n}.csv" for n in ("2223/E0", "2223/E1", "2324/E1")]
    assert known(database)["home"].to_list() == ["Burnley"]
    assert open_rows(database) == []


def test_a_host_is_asked_for_what_is_new_only(database: Database) -> None:
    clock, path = FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), f"/{FILE}"
    source = FootballData(manners=Manners(pause=0))

    def fetch(site: Site) -> IngestReport:
        chosen = Selection(("E0",), (2023,))
        return ingest(database, source, chosen, clock=clock, location=site.address)

    with local_site() as site:
        site.serve(path, Reply(body=(HEADER + OPENER).encode(), headers={"ETag": '"1"'}))
        assert [counts(fetch(site)) for _ in range(2)] == [(1, 0, 0, 0), (0, 0, 1, 0)]
        assert [headers.get("if-none-match") for _, headers in site.asked] == [None, '"1"']
        site.serve(path, Reply(body=(HEADER + OPENER + SECOND).encode(), headers={"ETag": '"2"'}))
        assert counts(fetch(site)) == (1, 0, 1, 0)
    with local_site() as other:
        # Another host's words say nothing of this one's file.
        other.serve(path, Reply(body=(HEADER + OPENER).encode(), headers={"ETag": '"2"'}))
        fetch(other)
        assert "if-none-match" not in other.asked[0][1]


def test_of_a_source_that_has_nothing_of_a_selection_it_is_said(database: Database) -> None:
    source = FootballData(manners=Manners(pause=0))
    with local_site() as site:
        chosen = Selection(("E0",), (2001,))
        clock = FixedClock(LATER)
        report = ingest(database, source, chosen, clock=clock, location=site.address)
    report.require_whole()
    with pytest.raises(AbsentError, match=r"has nothing of that: .*0102/E0\.csv answers 404"):
        report.require_some()


def test_progress_is_told_before_every_file_and_at_the_end(database: Database, site: Path) -> None:
    publish(site, HEADER, OPENER)
    told: list[tuple[int, int, str]] = []
    ingest(
        database,
        FootballData(),
        Selection(),
        clock=FixedClock(LATER),
        location=str(site),
        progress=lambda *now: told.append(now),
    )
    assert told == [(0, 1, FILE), (1, 1, "")]


def test_a_row_that_a_source_only_repeats_does_not_undo_what_another_has_corrected(
    database: Database, site: Path, tmp_path: Path
) -> None:
    publish(site, HEADER, OPENER, SECOND)
    run(database, site)
    other = tmp_path / "other"
    publish(other, HEADER, SECOND.replace("2,1,H", "2,2,D"))
    clock = FixedClock(datetime(2026, 1, 2, tzinfo=UTC))
    ingest(database, FootballData(name="other"), EVERYTHING, clock=clock, location=str(other))
    third = "E0,13/08/2023,14:00,Brentford,Tottenham,2,2,D,2.75,3.4,2.5\n"
    publish(site, HEADER, third, OPENER.replace("0,3,A", "1,3,A"), SECOND)
    assert counts(run(database, site)) == (1, 1, 1, 0)
    assert known(database).select("home", "home_goals", "away_goals").rows() == [
        ("Burnley", 1, 3),
        ("Arsenal", 2, 2),
        ("Brentford", 2, 2),
    ]
    publish(site, HEADER, SECOND.replace("2,1,H", "3,1,H"))
    assert counts(run(database, site)) == (0, 1, 0, 0)
    assert known(database)["home_goals"].to_list() == [1, 3, 2]


def test_a_price_that_moved_is_news_of_a_row_that_is_repeated_otherwise(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER, SECOND)
    run(database, site)
    publish(site, HEADER, OPENER.replace("5.5", "5.6"), SECOND)
    assert counts(run(database, site)) == (0, 1, 1, 0)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(odds)) == 3


def test_a_row_that_was_left_out_is_news_when_its_file_comes_again(
    database: Database, site: Path
) -> None:
    publish(site, HEADER, OPENER.replace("Burnley", "Burnlee"), SECOND)
    run(database, site)
    with database.write() as connection:
        teams.add_alias(connection, source="football-data", spelling="Burnlee", name="Burnley")
    publish(site, HEADER, SECOND, OPENER.replace("Burnley", "Burnlee"))
    assert counts(run(database, site)) == (1, 0, 1, 0)
    assert open_rows(database) == []
