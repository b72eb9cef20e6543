"""Versions side by side: which matches they are compared on, and that it is the same for all."""

from dataclasses import replace
from datetime import date

import pytest
from season_world import VERSION, Shell, quick

from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.jobs.comparing import compare_versions
from scoreline.jobs.training import train_version
from scoreline.store import versions

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

TWIN = "v2026-07-01-002"


def twin(home: Home) -> None:
    """Give the home a second version of the same files."""
    with home.database.write() as connection:
        known = versions.get(connection, VERSION)
        versions.add(connection, replace(known, name=TWIN, active=False))


def test_a_version_and_its_twin_do_not_differ(played: Home) -> None:
    twin(played)
    found = compare_versions(played, [VERSION, TWIN])
    last = played.registry.get(VERSION).trained_until
    assert (found.start, found.matches) == (last, 40)
    losses = next(row for row in found.figures if row["figure"] == "log_loss")
    assert 0.8 < losses["first"] < 1.2
    for row in found.figures:
        assert row["version"] == TWIN
        assert (row["difference"], row["low"], row["high"]) in {(0, 0, 0), (None, None, None)}


def test_one_that_learnt_less_is_compared_on_what_neither_has_seen(played: Home) -> None:
    other = train_version(played, quick(""), until=date(2024, 8, 1)).name
    found = compare_versions(played, [VERSION, other])
    assert (found.start, found.matches) == (played.registry.get(VERSION).trained_until, 40)
    gap = next(row for row in found.figures if row["figure"] == "log_loss")
    assert gap["difference"] == pytest.approx(gap["value"] - gap["first"])
    assert gap["low"] < gap["difference"] < gap["high"]
    with pytest.raises(ConfigurationError, match="has learnt from matches until"):
        compare_versions(played, [other, VERSION], start=date(2025, 1, 1))


def test_stored_forecasts_are_compared_of_pruned_versions_too(played: Home) -> None:
    twin(played)
    stored = compare_versions(played, [VERSION, TWIN], stored=True)
    assert (stored.matches, stored.figures) == (0, ())
    with played.database.write() as connection:
        versions.mark_pruned(connection, [TWIN], at=played.wall.now())
    assert compare_versions(played, [VERSION, TWIN], stored=True).matches == 0
    with pytest.raises(NotFoundError, match="pruned"):
        compare_versions(played, [VERSION, TWIN])


@pytest.mark.parametrize("names", [[], [VERSION], [VERSION, VERSION]])
def test_fewer_than_two_versions_are_no_comparison(played: Home, names: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="at least two"):
        compare_versions(played, names)


def test_the_command_prints_both_tables_and_json(played: Home, shell: Shell) -> None:
    twin(played)
    asked = ("--home", played.settings.home, "models", "compare", VERSION, TWIN)
    printed = shell.bare(*asked)
    assert printed.code == 0, printed.err
    for said in ("home_goals: r2", "outcome: log_loss", "Forecasts of the same 40 matches"):
        assert said in printed.out
    plain = shell.bare(*asked, "--json").json
    assert (plain["matches"], len(plain["versions"])) == (40, 2)
    assert plain["versions"][0]["models"][0]["target"] == "home_goals"
