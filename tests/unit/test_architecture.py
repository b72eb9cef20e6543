"""The one-way imports, the one clock, and no format that can run code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import scoreline

SOURCE = Path(scoreline.__file__).parent
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
FILES = sorted(SOURCE.rglob("*.py"))
TIME_TELLERS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
"""What asks the machine for the time of day; stopwatches like ``perf_counter`` do not."""
CODE_RUNNERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in FILES:
        yield path.relative_to(SOURCE), ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _intrudes(importer: Path, name: str) -> bool:
    """Tell whether a name that a file imports is private to a room that the file is not in."""
    home = ("scoreline", *importer.parent.parts)
    parts = name.split(".")
    rooms = [
        tuple(parts[:place])
        for place, part in enumerate(parts)
        if part.startswith("_") and not part.startswith("__")
    ]
    return parts[0] == "scoreline" and any(home[: len(room)] != room for room in rooms)


def _asks_for_the_time(tree: ast.Module) -> bool:
    attributes = {
        (node.value.id if isinstance(node.value, ast.Name) else node.value.attr, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute)
    }
    return bool(attributes & TIME_TELLERS) or "time.time" in set(_imported(tree))


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    failed = lint_imports(config_filename=str(PROJECT), no_cache=True, no_logo=True)
    assert not failed, capsys.readouterr().out


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert [str(path) for path, tree in _trees() if _asks_for_the_time(tree)] == ["clock.py"]


def test_what_is_private_to_a_room_stays_in_it() -> None:
    intruders = [
        (str(path), name)
        for path, tree in _trees()
        for name in _imported(tree)
        if _intrudes(path, name)
    ]
    assert intruders == []


@pytest.mark.parametrize(
    ("importer", "name", "intrudes"),
    [
        ("evaluation/walk.py", "scoreline.models._base.matrix", True),
        ("testing/sources.py", "scoreline.sources._base.ROW", True),
        ("cli/_app.py", "scoreline.home._opened", True),
        ("sources/mapped/_cells.py", "scoreline.sources.football_data._csv", True),
        ("models/tuning.py", "scoreline.models._base.Floats", False),
        ("sources/mapped/_cells.py", "scoreline.sources._base.ROW", False),
        ("ratings/elo.py", "scoreline._jit.jit", False),
        ("models/_threads.py", "os._exit", False),
    ],
)
def test_the_rooms_guard_sees_who_comes_in(importer: str, name: str, intrudes: bool) -> None:
    assert _intrudes(Path(importer), name) == intrudes


def test_nothing_that_can_run_code_on_loading_is_imported() -> None:
    runners = [
        (str(path), name)
        for path, tree in _trees()
        for name in _imported(tree)
        if name.split(".")[0] in CODE_RUNNERS
    ]
    assert runners == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "datetime.datetime.now()", "dt.date.today()", "from time import time"],
)
def test_the_clocks_guard_sees_every_way_of_asking(source: str) -> None:
    assert _asks_for_the_time(ast.parse(source))
