"""The contract of sources finds what it is there to find."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from scoreline.sources import Access, FootballData, Parsed, RawFile, Reject, Selection
from scoreline.testing.sources import check_source

FILE = "mmz4281/2324/E0.csv"
SEASON = b"""Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A
E0,11/08/2023,20:00,Burnley,Man City,0,3,A,8,5.5,1.33
E0,12/08/2023,12:30,Arsenal,Arsenal,2,1,H,1.18,7,15
"""


class Wrapped:
    """A sound source with something done to what it parses."""

    name = "wrapped"

    def __init__(self) -> None:
        self.source = FootballData()

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        return self.source.files(selection, access)

    def read(self, file: str, access: Access) -> RawFile:
        return self.source.read(file, access)

    def parse(self, raw: RawFile) -> Parsed:
        return self.change(self.source.parse(raw))

    def change(self, parsed: Parsed) -> Parsed:
        return parsed


class Shouting(Wrapped):
    name = "My Source"


class Loose(Wrapped):
    def change(self, parsed: Parsed) -> Parsed:
        return replace(parsed, matches=parsed.matches.drop("home_xg"))


class Selfish(Wrapped):
    def change(self, parsed: Parsed) -> Parsed:
        return replace(parsed, matches=parsed.matches.with_columns(away=pl.col("home")))


class Generous(Wrapped):
    def change(self, parsed: Parsed) -> Parsed:
        return replace(parsed, odds=parsed.odds.with_columns(price_1=pl.lit(0.5)))


class Wordless(Wrapped):
    def change(self, parsed: Parsed) -> Parsed:
        return replace(parsed, rejects=(Reject(9, "senseless", "", ""),))


class Moody(Wrapped):
    def change(self, parsed: Parsed) -> Parsed:
        reason = f"read at {datetime.now(UTC):%f}"
        return replace(parsed, rejects=(Reject(9, reason, "", "nothing to do"),))


class Fragile(Wrapped):
    def parse(self, raw: RawFile) -> Parsed:
        raw.content.decode()
        return super().parse(raw)


def test_a_sound_source_passes() -> None:
    check_source(Wrapped(), {FILE: SEASON})


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (Shouting(), "a name is"),
        (Loose(), "matches has not the columns"),
        (Selfish(), "against itself"),
        (Generous(), "a price of 1 or less"),
        (Wordless(), "without a reason or a suggestion"),
        (Moody(), "what is left out changes"),
    ],
)
def test_one_that_breaks_the_contract_is_told_where(source: Wrapped, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        check_source(source, {FILE: SEASON})


def test_one_that_trips_over_broken_bytes_is_found() -> None:
    with pytest.raises(UnicodeDecodeError):
        check_source(Fragile(), {FILE: SEASON})
