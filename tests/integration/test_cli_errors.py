"""Bad input: one line on standard error, an exit code, and nothing half-written."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from season_world import VERSION, Ended, Shell, artefact_of, contents
from sqlalchemy import Engine, event

from scoreline.home import open_home
from scoreline.settings import SETTINGS_FILE

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

HEAD = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR\n"
ROWS = "E0,11/08/2023,Burnley,Man City,0,3,A\nE0,12/08/2023,Arsenal,Nott'm Forest,2,1,H\n"
HTML = "<!DOCTYPE html><html><body>404 not found</body></html>"

EMPTY: dict[str, tuple[Sequence[str], str]] = {
    "an unknown source": (["ingest", "nowhere"], "no source 'nowhere'"),
    "a missing folder": (["ingest", "football-data", "--from", "missing"], "no folder 'missing'"),
    "a league the bundled data lack": (["ingest", "bundled", "--league", "SP1"], "E0 only"),
    "a season the bundled data lack": (["ingest", "bundled", "--seasons", "1999"], "not 1999"),
    "seasons nobody can read": (["ingest", "bundled", "--seasons", "x"], "--seasons 'x'"),
    "training without matches": (["train"], "no matches yet"),
    "features without matches": (["features", "--out", "f.parquet"], "no matches yet"),
    "predicting without a model": (["predict"], "scoreline train"),
    "showing the active model without one": (["models", "show"], "scoreline train"),
    "rolling back without versions": (["models", "rollback"], "no earlier version"),
    "replaying an empty home": (["replay", "--league", "E0", "--season", "2025"], "no matches"),
    "simulating an empty home": (["simulate", "--league", "E0", "--season", "2025"], "no matches"),
    "a league's table before there is one": (["bots", "table", "x"], "no prediction league 'x'"),
}

PLAYED: dict[str, tuple[Sequence[str], str]] = {
    "an unknown league to train on": (["train", "--league", "XX"], "no matches of league 'XX'"),
    "an until that is no day": (["train", "--until", "soon"], "--until 'soon'"),
    "an until in the future": (["train", "--until", "9999-12-31"], "lies after"),
    "too few matches": (["train", "--until", "2022-09-01"], "at least 100"),
    "no matches at all": (["train", "--until", "0001-01-01"], "at least 100"),
    "an unknown calibration": (["train", "--calibration", "x"], "no calibration 'x'"),
    "an unknown goals algorithm": (["train", "--goals", "x"], "no goals algorithm 'x'"),
    "an unknown rule": (["train", "--decision", "x"], "no decision rule 'x'"),
    "an unknown recipe": (["train", "--recipe", "x"], "no recipe 'x'"),
    "an unknown version": (["models", "show", "v1"], "no model version 'v1'"),
    "activating an unknown version": (["models", "activate", "../x"], "no model version"),
    "verifying an unknown version": (["models", "verify", "v1"], "no model version 'v1'"),
    "an unknown match": (["predict", "--match", "999999"], "no match 999999"),
    "a number that is no match's": (["predict", "--match", "9" * 30], "no match"),
    "a match that was played": (["predict", "--match", "{played}"], "has kicked off"),
    "a first day alone": (["predict", "--from", "2025-09-20"], "both --from and --to"),
    "a first day that is none": (["predict", "--from", "x", "--to", "2025-09-20"], "--from 'x'"),
    "days the wrong way round": (
        ["predict", "--from", "2025-09-21", "--to", "2025-09-20"],
        "lies before",
    ),
    "an out file in a missing folder": (["features", "--out", "no/f.parquet"], "no folder no"),
    "an out file that is a folder": (["features", "--out", "."], "is a folder"),
    "an out file of another kind": (["features", "--out", "f.csv"], "name it like f.parquet"),
    "features of an unknown league": (
        ["features", "--league", "XX", "--out", "f.parquet"],
        "no matches of league 'XX'",
    ),
    "features of a season without data": (
        ["features", "--seasons", "2001", "--out", "f.parquet"],
        "no matches of season 2001",
    ),
    "a backtest of an unknown league": (
        ["backtest", "--league", "XX", "--from", "2025-08-01", "--to", "2025-09-01"],
        "no matches of league 'XX'",
    ),
    "a backtest of a span without matches": (
        ["backtest", "--from", "2025-06-10", "--to", "2025-06-20"],
        "no finished matches",
    ),
    "a backtest the wrong way round": (
        ["backtest", "--from", "2025-09-01", "--to", "2025-08-01"],
        "the last day, 2025-08-01, lies before the first, 2025-09-01",
    ),
    "a backtest from the beginning of time": (
        ["backtest", "--from", "0001-01-01", "--to", "2022-08-31"],
        "at least 100",
    ),
    "a backtest of the end of time": (
        ["backtest", "--from", "9999-12-31", "--to", "9999-12-31"],
        "no finished matches",
    ),
    "a backtest from no day": (["backtest", "--from", "x", "--to", "2025-08-01"], "--from 'x'"),
    "an unknown refit": (
        ["backtest", "--from", "2025-08-01", "--to", "2025-09-01", "--refit", "x"],
        "weekly",
    ),
    "a backtest with an unknown calibration": (
        ["backtest", "--from", "2025-08-01", "--to", "2025-09-01", "--calibration", "x"],
        "no calibration 'x'; try ",
    ),
    "a backtest by an unknown rule": (
        ["backtest", "--from", "2025-08-01", "--to", "2025-09-01", "--decision", "x"],
        "no decision rule 'x'; try largest, balanced",
    ),
    "a backtest's page that is no page": (
        ["backtest", "--from", "2025-08-01", "--to", "2025-09-01", "--html", "b.pdf"],
        "b.pdf will be HTML; name it like b.html",
    ),
    "a backtest into a missing folder": (
        ["backtest", "--from", "2025-08-01", "--to", "2025-09-01", "--out", "no/b.parquet"],
        "no folder no",
    ),
    "simulating an unknown league": (
        ["simulate", "--league", "XX", "--season", "2025"],
        "no league 'XX'",
    ),
    "simulating a season without matches": (
        ["simulate", "--league", "E0", "--season", "2030"],
        "no matches of E0 2030; stored seasons: 2022, 2023, 2024, 2025",
    ),
    "simulating from the future": (
        ["simulate", "--league", "E0", "--season", "2025", "--as-of", "2030-01-01"],
        "lies after",
    ),
    "simulating from no day": (
        ["simulate", "--league", "E0", "--season", "2025", "--as-of", "x"],
        "--as-of 'x'",
    ),
    "simulating by an unknown recipe": (
        ["simulate", "--league", "E0", "--season", "2025", "--recipe", "x"],
        "no recipe 'x'",
    ),
    "an unknown strategy": (["bots", "add", "Ann", "x"], "no strategy 'x'"),
    "a bot's name that is taken": (["bots", "add", "HomeBias", "random"], "another bot"),
    "a bot without a name": (["bots", "add", "", "random"], "a bot needs a name"),
    "a bot with too long a name": (["bots", "add", "x" * 61, "random"], "a bot needs a name"),
    "a league with an odd name": (
        ["bots", "open", "--league", "E0", "--season", "2025", "--name", " x\n"],
        "a league needs a name",
    ),
    "a bot in an unknown league": (
        ["bots", "add", "Ann", "random", "--league", "x"],
        "no prediction league 'x'",
    ),
    "a league on an unknown competition": (
        ["bots", "open", "--league", "XX", "--season", "2025"],
        "no league 'XX'",
    ),
    "a rule that is none": (
        ["bots", "open", "--league", "E0", "--season", "2025", "--rule", "1/3"],
        "rule",
    ),
    "another rule for a league that is there": (
        ["bots", "open", "--league", "E0", "--season", "2025", "--rule", "4/3/2"],
        "another league",
    ),
    "a replay of an unknown league": (
        ["replay", "--league", "XX", "--season", "2025"],
        "no league 'XX'",
    ),
    "a replay of a season without data": (
        ["replay", "--league", "E0", "--season", "2031"],
        "no matches of E0 2031",
    ),
    "an unknown job": (["jobs", "run", "fly"], "no job 'fly'"),
    "an alias of an unknown club": (["teams", "alias", "football-data", "X", "Y"], "Y"),
}

WRONG_USAGE: dict[str, str] = {
    "fly": "no such command 'fly'; see: scoreline --help",
    "predict --match one": "invalid value for '--match'",
    "predict --days 0": "'--days': it should be greater than or equal to 1; see: scoreline predict",
    "train --odds tomorrow": "'tomorrow' is not one of 'none', 'past', 'opening', 'closing'",
    "models fly": "no such command 'fly'; see: scoreline models --help",
    "models activate": "missing argument 'VERSION'",
    "backtest --from 2025-08-01": "missing option '--to'; see: scoreline backtest --help",
    "replay --league E0": "missing option '--season'",
    "bots add Ann random --threshold 2": "invalid value for '--threshold'",
    "serve --port 70000": "'--port': it should be less than or equal to 65535",
    "init now": "extra argument",
    "predict --json=3": "does not take a value",
    "doctor --home": "no such option: --home",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def _assert_refused(ended: Ended, reason: str) -> None:
    lines = [line for line in ended.err.splitlines() if not line.startswith("the clock stands")]
    assert ended.code == 1, ended
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("error: ")
    assert reason in lines[0]
    assert ended.out == ""


def _state(folder: Path) -> object:
    with open_home(folder) as home:
        return contents(home.database, without=["job_attempts", "job_runs"])


@pytest.mark.parametrize("case", EMPTY)
def test_in_an_empty_home(shell: Shell, case: str) -> None:
    assert shell("init").code == 0
    before = _state(shell.home)
    arguments, reason = EMPTY[case]
    _assert_refused(shell(*arguments), reason)
    assert _state(shell.home) == before
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("case", PLAYED)
def test_in_a_home_with_a_season(played_shell: Shell, case: str) -> None:
    before = _state(played_shell.home)
    arguments, reason = PLAYED[case]
    played = str(min(row[0] for row in before["matches"]))  # type: ignore[index]
    _assert_refused(played_shell(*(each.format(played=played) for each in arguments)), reason)
    assert _state(played_shell.home) == before
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("arguments", WRONG_USAGE)
def test_wrong_usage_is_told_apart_and_in_one_line_too(shell: Shell, arguments: str) -> None:
    ended = shell.bare(*arguments.split())
    assert ended.code == 2
    assert re.fullmatch(r"error: .+; see: scoreline.* --help\n", ended.err)
    assert WRONG_USAGE[arguments] in ended.err
    assert ended.out == ""
    assert not shell.home.exists()


@pytest.mark.parametrize("arguments", [[], ["models"], ["bots"]])
def test_a_command_that_lacks_its_half_shows_what_there_is(
    shell: Shell, arguments: list[str]
) -> None:
    ended = shell.bare(*arguments)
    assert ended.code == 2
    assert "Usage: scoreline" in ended.out + ended.err
    assert "error:" not in ended.err
    assert not shell.home.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HTML, "is a web page"),
        (HEAD + ROWS + "E0,12/08/2023,Bournemouth,West H", "cut off"),
        (HEAD[:9], "mmz4281/2324/E0.csv"),
        ("", "empty"),
    ],
    ids=["HTML", "a truncated row", "a truncated head", "an empty file"],
)
def test_a_file_that_is_no_season_is_refused_and_what_is_stored_stays(
    shell: Shell, tmp_path: Path, content: str, reason: str
) -> None:
    file = tmp_path / "site" / "mmz4281" / "2324" / "E0.csv"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + ROWS)
    call = ("ingest", "football-data", "--from", tmp_path / "site", "--league", "E0")
    assert shell(*call).code == 0
    with open_home(shell.home) as home:
        before = contents(home.database, without=["quarantine", "raw_files"])
    file.write_text(content)
    ended = shell(*call)
    assert ended.code == 1
    errors = [line for line in ended.err.splitlines() if line.strip()]
    assert len(errors) == 1, ended.err
    assert reason in errors[0]
    with open_home(shell.home) as home:
        assert contents(home.database, without=["quarantine", "raw_files"]) == before


def test_a_club_nobody_knows_goes_in_once_its_alias_is_there(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "site" / "mmz4281" / "2324" / "E0.csv"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + ROWS.replace("Burnley", "Burnlee"))
    shell("ingest", "football-data", "--from", tmp_path / "site", "--league", "E0")
    [row] = shell("quarantine", "list", "--json").json
    assert "scoreline teams alias football-data" in row["suggestion"]
    said = shell("teams", "alias", "football-data", "Burnlee", "Burnley").out
    assert "scoreline quarantine retry" in said
    assert shell("quarantine", "retry", "--json").json["new"] == 1
    assert "nothing is in quarantine" in shell("quarantine", "list").out
    [gone] = shell("quarantine", "list", "--all", "--json").json
    assert gone["closed"] is not None
    assert "nothing is in quarantine" in shell("quarantine", "retry").out


def test_a_season_a_folder_lacks_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "site" / "mmz4281" / "2324" / "E0.csv"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + ROWS)
    call = ("ingest", "football-data", "--from", tmp_path / "site", "--seasons", "2022")
    _assert_refused(shell(*call), "no data of 2022")
    _assert_refused(shell(*call, "--league", "XX"), "no league 'XX'")


@pytest.mark.parametrize("command", ["predict", "models verify", f"models activate {VERSION}"])
def test_a_model_file_that_was_tampered_with_is_refused(played_shell: Shell, command: str) -> None:
    file = artefact_of(played_shell.home) / "ensemble.json"
    file.write_bytes(file.read_bytes().replace(b"0", b"1", 1))
    before = _state(played_shell.home)
    ended = played_shell(*command.split())
    assert ended.code == 1
    assert VERSION in ended.err
    assert "Traceback" not in ended.err
    assert "ensemble.json" in ended.err + ended.out
    assert _state(played_shell.home) == before


def test_every_damaged_version_is_named(played_shell: Shell) -> None:
    (artefact_of(played_shell.home) / "golden.json").unlink()
    ended = played_shell("models", "verify")
    assert "lacks its file golden.json" in ended.out
    assert f"1 of 1 damaged: {VERSION}" in ended.err


def test_a_database_of_a_newer_release_is_left_alone(fresh_shell: Shell) -> None:
    path = fresh_shell.home / "scoreline.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE scoreline_revision SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    for command in ("doctor", "predict", "init"):
        ended = fresh_shell(command)
        _assert_refused(ended, "newer scoreline")
    assert path.read_bytes() == before


def test_a_database_that_is_none_is_refused(shell: Shell) -> None:
    shell.home.mkdir()
    (shell.home / "scoreline.db").write_text("this is no database" * 100)
    _assert_refused(shell("doctor"), "cannot open the database")


def test_a_home_that_is_a_file_is_refused(shell: Shell) -> None:
    shell.home.write_text("a file")
    _assert_refused(shell("doctor"), "cannot open the home")


def test_a_home_inside_a_file_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    _assert_refused(shell.bare("--home", tmp_path / "file" / "home", "doctor"), "cannot open")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_home_that_may_not_be_read_is_refused(fresh_shell: Shell) -> None:
    fresh_shell.home.chmod(0o700)
    script = "import os, sys; os.setuid(65534); from scoreline.cli import main; main(sys.argv[1:])"
    # Everything is imported first: the code itself may lie where that user cannot read.
    ended = subprocess.run(
        [sys.executable, "-c", _IMPORTED + script, "--home", fresh_shell.home, "doctor"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    _assert_refused(Ended(ended.returncode, ended.stdout, ended.stderr), "Permission denied")


_IMPORTED = "import scoreline.cli.doctor; import scoreline.store.migrations; "


@pytest.mark.parametrize("instant", ["2026", "yesterday", "2026-05-01", "2026-05-01T12:00:00"])
def test_a_clock_that_is_no_instant_is_refused(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, instant: str
) -> None:
    monkeypatch.setenv("SCORELINE_AS_OF", instant)
    _assert_refused(shell("doctor"), "SCORELINE_AS_OF")
    assert not shell.home.exists()


def test_settings_that_are_no_text_are_refused(shell: Shell) -> None:
    shell.home.mkdir()
    (shell.home / SETTINGS_FILE).write_bytes(b"SCORELINE_AS_OF=\xff\xfe")
    _assert_refused(shell("doctor"), SETTINGS_FILE)


@pytest.mark.parametrize("name", ["a b", "a#b", "ä", "a;b", "a&b=c", "a?b=c", "a%41b"])
def test_a_home_may_be_called_almost_anything(shell: Shell, tmp_path: Path, name: str) -> None:
    assert shell.bare("--home", tmp_path / name, "doctor").code == 0
    assert (tmp_path / name / "scoreline.db").exists()


def test_an_empty_home_option_is_refused(shell: Shell) -> None:
    _assert_refused(shell.bare("--home", "", "doctor"), "--home is empty")
    assert list(Path.cwd().iterdir()) == []


def test_a_model_that_cannot_be_written_leaves_no_version(
    fresh_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from season_world import quick  # noqa: PLC0415

    from scoreline import models  # noqa: PLC0415

    monkeypatch.setattr(models, "recipe", quick)
    (fresh_shell.home / "artefacts").write_text("in the way")
    before = _state(fresh_shell.home)
    _assert_refused(fresh_shell("train"), "cannot store the model")
    assert _state(fresh_shell.home) == before


def test_a_database_that_stays_locked_is_refused_in_the_middle_of_a_command(
    fresh_shell: Shell,
) -> None:
    other = sqlite3.connect(fresh_shell.home / "scoreline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event.listen(Engine, "connect", _impatient)
    try:
        _assert_refused(fresh_shell("bots", "add", "Ann", "random"), "database is locked")
    finally:
        event.remove(Engine, "connect", _impatient)
        other.close()


def _impatient(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 10")


def test_exit_codes_reach_the_shell(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "scoreline.cli", "--home", str(tmp_path / "home")]
    script = [sys.executable, "-c", "from scoreline.cli import main; main()", *call[3:]]
    ended = subprocess.run(
        [*script, "models", "show", "v1"], capture_output=True, text=True, check=False, timeout=120
    )
    _assert_refused(Ended(ended.returncode, ended.stdout, ended.stderr), "no model version 'v1'")
