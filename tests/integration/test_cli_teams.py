"""Clubs and their aliases by command: added, exported, taken in again, conflicts refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from season_world import Shell

from scoreline import reference
from scoreline.domain.frames import ABSENCES
from scoreline.home import open_home
from scoreline.store import absences, teams

pytest_plugins = ("season_fixtures",)

DAY = date(2024, 8, 1)
TOLD = datetime(2024, 8, 2, tzinfo=UTC)
HEADER = "source,country,spelling,club\n"


def failed(shell: Shell, *call: str | Path) -> str:
    ended = shell(*call)
    assert ended.code == 1
    [line] = [line for line in ended.err.splitlines() if line.strip()]
    return line


def test_an_exported_table_goes_into_another_home_once(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    shell("teams", "alias", "csv", "The Gunners", "Arsenal")
    assert shell("teams", "export", file).code == 0
    assert "csv,England,The Gunners,Arsenal\n" in file.read_text(encoding="utf-8")
    other = ("--home", tmp_path / "other")
    lines = len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert shell.bare(*other, "teams", "import", file).out == (
        f"1 new alias, {lines - 1} there already\n"
    )
    assert shell.bare(*other, "teams", "import", file).out == (
        f"0 new aliases, {lines} there already\n"
    )


def test_a_table_with_a_conflict_is_refused_whole(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    shell("teams", "alias", "csv", "City", "Man City")
    file.write_text(HEADER + "csv,England,Gunners,Arsenal\ncsv,England,City,Stoke\n")
    assert "'City' of csv already stands for Man City" in failed(shell, "teams", "import", file)
    shell("teams", "export", tmp_path / "after.csv")
    assert "Gunners" not in (tmp_path / "after.csv").read_text(encoding="utf-8")
    file.write_text(HEADER + "csv,France,Gunners,Arsenal\n")
    assert "no club 'Arsenal' in France" in failed(shell, "teams", "import", file)


def test_a_file_that_is_not_there_or_no_text_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    assert "No such file" in failed(shell, "teams", "import", file)
    file.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in failed(shell, "teams", "import", file)
    assert "will be CSV" in failed(shell, "teams", "export", tmp_path / "aliases.txt")


def test_a_club_is_added_once(shell: Shell) -> None:
    call = ("teams", "add", "Neuland", "--country", "Germany", "--full-name", "SC Neuland")
    assert "is there now" in shell(*call).out
    assert "was there already" in shell(*call).out
    found = [club for club in shell("teams", "list", "--json").json if club["name"] == call[2]]
    assert found == [{"name": "Neuland", "full_name": "SC Neuland", "country": "Germany"}]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("add", "Arsenal", "--country", "France"), "'Arsenal' is Arsenal of England already"),
        (("add", "Roda JC", "--country", "Netherlands"), "what football-data calls Roda"),
        (("add", "X", "--country", "Atlantis"), "no league is in 'Atlantis'"),
        (("add", " ", "--country", "England"), "the club needs a name"),
        (("alias", "football-data", "Chelsea", "Arsenal"), "name of a club of its own"),
        (("alias", "understat", "Manchester City", "Arsenal"), "already stands for Man City"),
        (("alias", "csv", "x" * 121, "Arsenal"), "the spelling needs a name of 1 to 120"),
        (("alias", "mine", "x", "Arsenal"), "no source 'mine'; there are api-football, bundled"),
        (("alias", "csv", "x", "Nobody"), "no club 'Nobody'; see: scoreline teams list"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    shell: Shell, call: tuple[str, ...], says: str
) -> None:
    assert says in failed(shell, "teams", *call)


def test_players_of_two_sources_are_one_once_somebody_says_so(shell: Shell) -> None:
    assert "no players yet" in shell("players", "list").out
    with open_home(shell.home) as home, home.database.write() as connection:
        teams.seed(connection, reference.clubs())
        for source, name in (("a", "Tomáš Souček"), ("b", "Tomas Soucek")):
            row = {"club": "West Ham", "player": name, "kind": "injury", "start": DAY}
            frame = pl.DataFrame([{**row, "known_at": TOLD}], schema=ABSENCES)
            absences.save(connection, frame, source=source)
    [pair] = shell("players", "alike", "--json").json
    assert (pair["player"], pair["source"], pair["spelling"]) == (
        "Tomáš Souček",
        "b",
        "Tomas Soucek",
    )
    call = ("players", "alias", "b", "Tomas Soucek", "Tomáš Souček", "--club", "West Ham")
    assert "stands for Tomáš Souček of West Ham" in shell(*call).out
    [player] = shell("players", "list", "--club", "West Ham", "--json").json
    assert player["spellings"] == "a: Tomáš Souček; b: Tomas Soucek"
    assert "no names of different sources are alike" in shell("players", "alike").out
    assert "no player 'X' of West Ham" in failed(
        shell, "players", "alias", "b", "Y", "X", "--club", "West Ham"
    )
