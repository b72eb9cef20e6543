"""What every source holds to, for anybody who writes one.

In a plug-in's tests, with bytes as the provider sends them::

    from scoreline.testing.sources import check_source


    def test_my_source_keeps_the_contract() -> None:
        check_source(MySource(), {"2023/E0.json": RECORDED})
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Final

import polars as pl

from scoreline import reference
from scoreline.domain import MatchStatus, Moment
from scoreline.errors import ScorelineError
from scoreline.sources import (
    ABSENCES,
    APPEARANCES,
    MATCH_ROWS,
    ODDS_ROWS,
    ROW,
    SQUAD_VALUES,
    TEAM_RATINGS,
    Parsed,
    RawFile,
    Source,
)

_FETCHED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TABLES: Final = {
    "matches": MATCH_ROWS,
    "odds": ODDS_ROWS,
    "absences": ABSENCES,
    "squad_values": SQUAD_VALUES,
    "appearances": APPEARANCES,
    "team_ratings": TEAM_RATINGS,
}
_REQUIRED: Final = ("competition", "season", "date", "kickoff", "date_only", "home", "away")
_BROKEN: Final = (b"", b"\0", b"\xff\xfe", b"<!doctype html><html></html>", b"{", b"[" * 20_000)


def check_source(source: Source, files: Mapping[str, bytes]) -> None:
    """Run every check below.

    Args:
        source: The source.
        files: By their names, bytes as the provider sends them.

    Raises:
        AssertionError: The source breaks the contract; the message says where.
    """
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,39}", source.name), (
        f"a name is up to 40 of a-z, 0-9 and -, a letter first: {source.name!r}"
    )
    for name, content in files.items():
        check_rows_make_sense(source, name, content)
        check_same_bytes_give_the_same(source, name, content)
        check_broken_bytes_are_refused_or_empty(source, name, content)


def check_rows_make_sense(source: Source, name: str, content: bytes) -> None:
    """Check columns, values and that no line is both taken and left out."""
    parsed = source.parse(RawFile(source.name, name, content, _FETCHED))
    for table, schema in _TABLES.items():
        frame: pl.DataFrame = getattr(parsed, table)
        assert dict(frame.schema) == schema, f"{name}: {table} has not the columns promised"
    matches = parsed.matches
    assert sum(matches.select(_REQUIRED).null_count().row(0)) == 0, f"{name}: a match lacks a key"
    assert set(matches["competition"]) <= {*reference.competitions()}, f"{name}: a strange league"
    assert set(matches["status"]) <= {*MatchStatus}, f"{name}: a strange status"
    assert (matches["home"] != matches["away"]).all(), f"{name}: a team against itself"
    goals = matches.select("home_goals", "away_goals")
    assert goals.min_horizontal().ge(0).all(), f"{name}: negative goals"
    assert set(parsed.odds["moment"]) <= {*Moment}, f"{name}: a strange moment"
    assert parsed.odds.select("price_1", "price_2").min_horizontal().gt(1).all(), (
        f"{name}: a price of 1 or less"
    )
    assert set(parsed.odds[ROW]) <= set(matches[ROW]), f"{name}: odds without their match"
    left_out = {reject.line_no for reject in parsed.rejects if reject.column is None}
    assert not left_out & set(matches[ROW]), f"{name}: a line taken and left out"
    assert all(reject.reason and reject.suggestion for reject in parsed.rejects), (
        f"{name}: a reject without a reason or a suggestion"
    )


def check_same_bytes_give_the_same(source: Source, name: str, content: bytes) -> None:
    """Check that a parse can be replayed."""
    first, again = (source.parse(RawFile(source.name, name, content, _FETCHED)) for _ in range(2))
    for table in _TABLES:
        assert getattr(first, table).equals(getattr(again, table)), f"{name}: {table} changes"
    assert first.rejects == again.rejects, f"{name}: what is left out changes"


def check_broken_bytes_are_refused_or_empty(source: Source, name: str, content: bytes) -> None:
    """Check that broken bytes never escape as another error than scoreline's, in one line."""
    cut = (content[: len(content) * part // 7] for part in range(1, 7))
    for broken in chain(_BROKEN, cut):
        try:
            parsed = source.parse(RawFile(source.name, name, broken, _FETCHED))
        except ScorelineError as error:
            said = str(error)
        else:
            assert isinstance(parsed, Parsed), f"{name}: no rows and no error"
            said = ""
        assert "\n" not in said, f"{name}: an error of more than a line: {said!r}"
