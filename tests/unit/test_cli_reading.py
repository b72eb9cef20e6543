"""How the command line reads what was typed and writes what it says."""

import errno
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
import typer

from scoreline.cli import _output, service
from scoreline.cli._app import COMMANDS, home_first, load
from scoreline.cli._options import read_day, read_seasons, required_day
from scoreline.cli.service import listening
from scoreline.errors import ConfigurationError


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["doctor"], ["doctor"]),
        (["--home", "x", "doctor"], ["--home=x", "doctor"]),
        (["doctor", "--home", "x"], ["--home=x", "doctor"]),
        (["doctor", "--home=x", "--json"], ["--home=x", "doctor", "--json"]),
        (["models", "show", "--home", "x", "v1"], ["--home=x", "models", "show", "v1"]),
        (["--home", "x", "doctor", "--home", "y"], ["--home=x", "--home=y", "doctor"]),
        (["bots", "add", "--", "--home", "random"], ["bots", "add", "--", "--home", "random"]),
        (["doctor", "--home"], ["doctor", "--home"]),
    ],
)
def test_the_home_may_stand_anywhere(given: list[str], expected: list[str]) -> None:
    assert home_first(given) == expected


@pytest.mark.parametrize("given", [["--home", ""], ["doctor", "--home="]])
def test_an_empty_home_is_not_the_current_folder(given: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="empty"):
        home_first(given)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (None, ()),
        ("2022", (2022,)),
        ("2015-2017,2020", (2015, 2016, 2017, 2020)),
        ("2020, 2020,2019-2020", (2020, 2019)),
    ],
)
def test_seasons_are_years_and_spans_of_them(text: str | None, years: tuple[int, ...]) -> None:
    assert read_seasons(text) == years


@pytest.mark.parametrize("text", ["", "22", "2022-", "2022-2020", "2022;2023", "last", "2022-23"])
def test_other_seasons_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--seasons"):
        read_seasons(text)


def test_a_day_is_year_month_day() -> None:
    assert read_day("2023-06-30", "--from") == date(2023, 6, 30)
    assert read_day(None, "--from") is None
    assert required_day("2023-06-30", "--from") == date(2023, 6, 30)


@pytest.mark.parametrize("text", ["", "30.06.2023", "2023-02-30", "tomorrow", "2023-06"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--to"):
        read_day(text, "--to")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_own_page_begins_with(name: str) -> None:
    assert " ".join(load(name).help.split("\n\n")[0].split()) == COMMANDS[name][1]


def test_every_command_there_is_is_listed() -> None:

    there = {
        command
        for file in {file for file, _ in COMMANDS.values()}
        for command in typer.main.get_group(import_module(f"scoreline.cli.{file}").app).commands
    }
    assert there == set(COMMANDS)


SLOW = (
    *("scipy", "sklearn", "xgboost", "numba", "polars", "alembic"),
    *("structlog", "fastapi", "uvicorn", "rich.progress"),
)
"""What takes long to import, besides what every look at the database needs."""


def said_without(slow: Sequence[str], *arguments: str) -> str:
    """Return what a command prints; fail where it has imported what it does not need."""
    script = (
        "import sys\n"
        "from scoreline.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit as end:\n    assert not end.code\n"
        f"sys.exit(', '.join(sorted({{*{slow!r}}} & set(sys.modules))) or 0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_list_of_commands_is_shown_without_importing_what_is_slow() -> None:
    said = said_without([*SLOW, "numpy", "sqlalchemy", "pydantic_settings"], "--help")
    assert all(name in said for name in COMMANDS)


def test_versions_are_listed_without_importing_what_is_slow(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    assert "no versions yet" in said_without(SLOW, "--home", str(tmp_path), "models", "list")


def test_a_table_is_not_cut_off_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = "x" * 400
    _output.show([{"reason": long, "line": 1}], as_json=False)
    _output.heading(long)
    said = capsys.readouterr().out
    assert said.count(long) == 2
    assert "…" not in said


@pytest.mark.parametrize("text", ["[bold]", "a\\[b]", "[/]", "[red]x[/red]"])
def test_brackets_in_a_text_are_printed_as_they_are(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _output.show([{"text": text}], as_json=False)
    _output.say(text)
    _output.heading(text)
    assert capsys.readouterr().out.count(text) == 3
    _output.fail(text)
    assert capsys.readouterr().err == f"error: {text}\n"


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _output.fail("first\nsecond " + "x" * 300)
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_empty_tables_say_so_and_are_empty_lists_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _output.show([], as_json=False, empty="nothing here")
    assert capsys.readouterr().out == "nothing here\n"
    _output.show([], as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_a_number_that_is_none_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    _output.show_json({"mape": float("nan"), "deep": [{"x": float("inf")}], "ok": 0.5})
    assert json.loads(capsys.readouterr().out) == {"mape": None, "deep": [{"x": None}], "ok": 0.5}


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    _output.write_whole(out, lambda path: path.write_text("done"))
    assert out.read_text() == "done"
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")

    def failing(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigurationError, match=r"out\.txt: No space left on device"):
        _output.write_whole(out, failing)
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", [".", "..", "folder", "missing/out.parquet"])
def test_a_file_that_has_no_place_is_refused_beforehand(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="folder"):
        _output.require_place(Path(name))


def test_a_port_that_is_taken_is_one_line_that_names_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = rf"127.0.0.1 port {port} \(Address already in use\); try --port {port + 1}"
        with pytest.raises(ConfigurationError, match=said):
            listening("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "2001:db8::1", "a b"])
def test_an_address_of_no_machine_here_is_one_line_that_says_which_are(host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"; --host takes an address of this machine"):
        listening(host, 0)


def test_a_port_for_which_one_has_no_right_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: object, **_known: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refused)
    with pytest.raises(ConfigurationError, match=r"port 80 \(Permission denied\); ports below"):
        listening("127.0.0.1", 80)


def test_an_empty_address_is_not_all_of_them() -> None:
    with pytest.raises(ConfigurationError, match="--host is empty; --host takes"):
        listening("", 0)


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
def test_the_address_may_be_of_ipv6() -> None:
    with listening("::1", 0) as listener:
        port = listener.getsockname()[1]
        socket.create_connection(("::1", port)).close()
    with listening("::", 0) as listener:
        port = listener.getsockname()[1]
        for address in ("::1", "127.0.0.1"):
            socket.create_connection((address, port)).close()
    assert service._address("::1", 8000) == "http://[::1]:8000"


def test_what_is_answered_is_sent_at_once_and_whoever_asks_early_waits() -> None:
    with listening("127.0.0.1", 0) as listener:
        early = socket.create_connection(listener.getsockname())
        with early, listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
