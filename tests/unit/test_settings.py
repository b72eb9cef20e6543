"""Where a setting comes from, and what happens to one that makes no sense."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreline.clock import SystemClock
from scoreline.errors import ConfigurationError
from scoreline.settings import SETTINGS_FILE, keep_setting, load_settings
from scoreline.store import Database

SEED, URL, AS_OF = "SCORELINE_SEED", "SCORELINE_FOOTBALL_DATA_URL", "SCORELINE_AS_OF"


def test_a_home_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    found = load_settings(tmp_path)
    assert (found.seed, found.strong, found.moderate) == (42, 0.70, 0.55)
    assert found.database == f"sqlite:///{tmp_path}/scoreline.db"
    assert found.artefacts == tmp_path / "artefacts"
    assert isinstance(found.clock, SystemClock)


def test_the_file_wins_over_the_default_and_the_environment_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_setting(tmp_path, SEED, "7")
    assert load_settings(tmp_path).seed == 7
    monkeypatch.setenv(SEED, "8")
    assert load_settings(tmp_path).seed == 8


def test_the_home_given_wins_over_the_environments_which_wins_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings().home == tmp_path / ".scoreline"
    monkeypatch.setenv("SCORELINE_HOME", "~/elsewhere")
    assert load_settings().home == tmp_path / "elsewhere"
    assert load_settings(tmp_path / "here").home == tmp_path / "here"


def test_a_home_stays_where_it_is_whatever_its_file_says(tmp_path: Path) -> None:
    keep_setting(tmp_path, "SCORELINE_HOME", "/somewhere/else")
    assert load_settings(tmp_path).home == tmp_path


def test_a_database_url_replaces_the_file_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORELINE_DATABASE_URL", "postgresql+psycopg://user@host/name")
    assert load_settings(tmp_path).database == "postgresql+psycopg://user@host/name"


@pytest.mark.parametrize("name", ["a?b=c", "a%41b", "100%", "a b#c", "ä&?%"])
def test_the_database_lies_in_the_home_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    Database.open(load_settings(home).database).close()
    assert (home / "scoreline.db").exists()
    assert list(tmp_path.iterdir()) == [home]


@pytest.mark.parametrize(
    "given",
    [{"SCORELINE_STRONG": "0.5"}, {"SCORELINE_STRONG": "0.6", "SCORELINE_MODERATE": "0.61"}],
)
def test_what_is_moderate_cannot_take_more_than_what_is_strong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=r"^SCORELINE_MODERATE: .*above SCORELINE_STRONG$"):
        load_settings(tmp_path)
    monkeypatch.setenv("SCORELINE_MODERATE", "0.5")
    assert load_settings(tmp_path).moderate == 0.5


def test_the_clock_stands_at_the_instant_set_in_utc(tmp_path: Path) -> None:
    keep_setting(tmp_path, AS_OF, "2026-05-01T14:00:00+02:00")
    assert load_settings(tmp_path).clock.now() == datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SEED, "many"),
        (SEED, "-1"),
        ("SCORELINE_STRONG", "1.5"),
        (AS_OF, "yesterday"),
        (AS_OF, "2026"),
        (AS_OF, "2026-05-01"),
        (AS_OF, "2026-05-01T12:00:00"),
    ],
)
def test_a_bad_value_is_an_error_of_one_line_that_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name}: [^\n]+$"):
        load_settings(tmp_path)


def test_a_bad_value_in_the_file_is_said_alike(tmp_path: Path) -> None:
    keep_setting(tmp_path, SEED, "many")
    with pytest.raises(ConfigurationError, match=f"^{SEED}: "):
        load_settings(tmp_path)


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b"SCORELINE_SEED=\xff\n")
    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        load_settings(tmp_path)


def test_keeping_a_setting_makes_the_home_and_leaves_the_others(tmp_path: Path) -> None:
    home = tmp_path / "new"
    keep_setting(home, SEED, "1")
    keep_setting(home, AS_OF, "2026-05-01T12:00:00Z")
    keep_setting(home, SEED, "2")
    found = load_settings(home)
    assert (found.seed, found.as_of) == (2, datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert len((home / SETTINGS_FILE).read_text().splitlines()) == 2


def test_a_setting_that_cannot_be_kept_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_setting(tmp_path, SEED, "1")

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="no space left"):
            keep_setting(tmp_path, SEED, "2")
    assert load_settings(tmp_path).seed == 1
    keep_setting(tmp_path, SEED, "3")
    assert load_settings(tmp_path).seed == 3
    assert [path.name for path in tmp_path.iterdir()] == [SETTINGS_FILE]


@pytest.mark.skipif(os.name != "posix", reason="files have other rights there")
def test_a_file_that_only_its_owner_may_read_stays_so(tmp_path: Path) -> None:
    keep_setting(tmp_path, SEED, "1")
    (tmp_path / SETTINGS_FILE).chmod(0o600)
    keep_setting(tmp_path, SEED, "2")
    assert (tmp_path / SETTINGS_FILE).stat().st_mode & 0o777 == 0o600


def test_settings_cannot_be_changed_in_passing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings(tmp_path).seed = 1  # type: ignore[misc]


# Dollar and brace stand for other variables in such files; line ends would end the setting.
plain = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="$"))
words = st.lists(plain, max_size=4).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words)
def test_a_setting_is_read_back_as_it_was_kept(tmp_path: Path, value: str) -> None:
    keep_setting(tmp_path, URL, value)
    assert load_settings(tmp_path).football_data_url == value


def test_tests_do_not_see_the_settings_of_whoever_runs_them() -> None:
    assert not [
        name
        for name in os.environ
        if name.startswith("SCORELINE_") and name != "SCORELINE_TEST_POSTGRESQL"
    ]
