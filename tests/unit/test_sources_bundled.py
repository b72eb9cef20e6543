"""The data inside the package, as a source."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from scoreline.clock import FixedClock
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources import Access, Bundled, Parsed, RawFile, Selection
from scoreline.sources._base import ABSENCES, APPEARANCES, MATCH_ROWS, ODDS_ROWS, SQUAD_VALUES

CLOCK = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
ACCESS = Access(CLOCK)
SOURCE = Bundled()


def parse(file: str) -> Parsed:
    return SOURCE.parse(SOURCE.read(file, ACCESS))


def test_every_season_has_380_matches_between_20_clubs() -> None:
    files = [file for file in SOURCE.files(Selection(), ACCESS) if file.endswith("matches.parquet")]
    assert len(files) == 12
    for file in files:
        parsed = parse(file)
        assert dict(parsed.matches.schema) == MATCH_ROWS
        assert len(parsed.matches) == 380
        assert parsed.matches["home"].n_unique() == 20
        assert parsed.rejects == ()


def test_seasons_without_kick_off_times_are_known_by_date_only() -> None:
    assert parse("2014/matches.parquet").matches["date_only"].all()
    assert not parse("2016/matches.parquet").matches["date_only"].any()


def test_expected_goals_are_there_from_2022_and_missing_before() -> None:
    assert parse("2021/matches.parquet").matches["home_xg"].null_count() == 380
    assert parse("2022/matches.parquet").matches["home_xg"].null_count() == 0


def test_the_odds_of_2023_belong_to_their_matches() -> None:
    parsed = parse("2023/matches.parquet")
    assert dict(parsed.odds.schema) == ODDS_ROWS
    assert len(parsed.odds) == 4 * 380
    opener = next(row for row in parsed.matches.to_dicts() if row["home"] == "Burnley")
    prices = parsed.odds.row(0, named=True)
    assert prices["line_no"] == opener["line_no"]
    assert prices["price_2"] < prices["price_1"]


def test_absences_and_squad_values_name_english_clubs() -> None:
    absences, values = parse("2023/absences.parquet"), parse("2023/squad_values.parquet")
    assert dict(absences.absences.schema) == ABSENCES
    assert dict(values.squad_values.schema) == SQUAD_VALUES
    assert absences.absences["country"].unique().to_list() == ["England"]
    assert values.squad_values["value"].gt(50).all()


def test_appearances_are_known_when_their_day_is_over() -> None:
    appearances = parse("2023/appearances.parquet").appearances
    assert dict(appearances.schema) == APPEARANCES
    assert appearances["minutes"].is_between(1, 90).all()
    day = pl.col("known_at") - pl.col("date").cast(pl.Datetime("us", "UTC"))
    assert appearances.select(day).to_series().unique().to_list() == [timedelta(days=1)]


def test_the_same_season_gives_the_same_bytes() -> None:
    first, second = (SOURCE.read("2023/matches.parquet", ACCESS) for _ in range(2))
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        (Selection(("SP1",)), "hold E0 only, not SP1"),
        (Selection((), (2013,)), "hold 2014-2025, not 2013"),
    ],
)
def test_what_is_not_bundled_is_said(selection: Selection, says: str) -> None:
    with pytest.raises(NotFoundError, match=says):
        SOURCE.files(selection, ACCESS)


def test_a_location_makes_no_sense() -> None:
    with pytest.raises(ConfigurationError, match="leave --from away"):
        SOURCE.files(Selection(), Access(CLOCK, "somewhere"))


def test_other_bytes_and_other_names_are_refused() -> None:
    at = CLOCK.now()
    with pytest.raises(SourceError, match="not as it was bundled"):
        SOURCE.parse(RawFile("bundled", "2023/matches.parquet", b"PAR1", at))
    with pytest.raises(SourceError, match="no bundled file"):
        SOURCE.parse(RawFile("bundled", "2023/odds.parquet", b"", at))
