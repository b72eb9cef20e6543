"""What is left of real seasons, from their results alone."""

from datetime import UTC, datetime

import polars as pl
import pytest

from benchmarks import history
from scoreline import reference
from scoreline.evaluation.fixture_list import FixtureList, fixture_list
from scoreline.features.standings import standing

pytestmark = pytest.mark.skipif(not history.PATH.exists(), reason=history.ABSENT)

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def matches() -> pl.DataFrame:
    return history.matches()


def left(
    matches: pl.DataFrame, code: str, season: int, as_of: datetime
) -> tuple[FixtureList, Pairs]:
    """Return what is left, and the clubs of each match."""
    league = reference.competition(code)
    now = standing(matches, league, season, as_of=as_of)
    found = fixture_list(matches, now, league, season, as_of=as_of)
    return found, [(now.clubs[home], now.clubs[away]) for home, away in found.pairs]


@pytest.mark.parametrize(
    "code", ["E0", "E1", "EC", "SP1", "I1", "I2", "D1", "F1", "N1", "P1", "SC0", "SC1"]
)
@pytest.mark.parametrize("season", [2006, 2014, 2022])
def test_nothing_is_left_of_a_season_that_was_played_to_its_end(
    matches: pl.DataFrame, code: str, season: int
) -> None:
    of_season = matches.filter(competition=code, season=season)
    winter = datetime(season + 1, 12, 1, tzinfo=UTC)
    assert left(of_season, code, season, winter)[1] == []


@pytest.mark.parametrize("code", ["E0", "E1", "I2", "SC1"])
def test_matches_that_nobody_has_announced_are_those_that_came(
    matches: pl.DataFrame, code: str
) -> None:
    winter = datetime(2022, 1, 15, tzinfo=UTC)
    announced, those = left(matches, code, 2021, winter)
    results = matches.filter(pl.col("kickoff") < winter)
    guessed, these = left(results, code, 2021, winter)
    assert announced.derived == 0
    assert guessed.derived == len(these) > 0
    assert sorted(these) == sorted(those)


def test_before_a_split_every_meeting_it_may_bring_is_listed(matches: pl.DataFrame) -> None:
    winter = datetime(2022, 1, 15, tzinfo=UTC)
    found, pairs = left(matches, "SC0", 2021, winter)
    assert found.certain == 198 - 120
    assert len({frozenset(pair) for pair in pairs[found.certain :]}) == 66


def test_after_the_split_its_matches_are_known(matches: pl.DataFrame) -> None:
    spring = datetime(2022, 5, 1, tzinfo=UTC)
    announced, those = left(matches, "SC0", 2021, spring)
    guessed, these = left(matches.filter(pl.col("kickoff") < spring), "SC0", 2021, spring)
    assert announced.certain == len(those) == guessed.certain
    assert {frozenset(pair) for pair in these} == {frozenset(pair) for pair in those}
