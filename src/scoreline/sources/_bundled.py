"""The Premier League since 2014/15, inside the package."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from scoreline import reference
from scoreline.domain import MatchStatus
from scoreline.domain.frames import UTC_INSTANT
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import (
    ABSENCES,
    APPEARANCES,
    MATCH_ROWS,
    ODDS_ROWS,
    ROW,
    SQUAD_VALUES,
    Access,
    Parsed,
    RawFile,
    Selection,
)

_LEAGUE: Final = "E0"
_FILE: Final = re.compile(r"(\d{4})/(matches|absences|squad_values|appearances)\.parquet")
_KINDS: Final = ("matches", "absences", "squad_values", "appearances")


@dataclass(frozen=True, slots=True)
class Bundled:
    """Results, expected goals, who played or was absent, squad values and a season of odds.

    ``PROVENANCE.md`` beside the data says where each comes from. One file a season and kind, like
    ``2023/matches.parquet``, the season's odds nested in its matches.
    """

    name: str = "bundled"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the files of the selected seasons.

        Raises:
            ConfigurationError: A location was given.
            NotFoundError: Another league or season is asked for.
        """
        if access.location is not None:
            raise ConfigurationError("the bundled data lie inside the package: leave --from away")
        _require_there(selection)
        return [
            f"{season}/{kind}.parquet"
            for season in selection.seasons or _seasons("matches")
            for kind in _KINDS
            if season in _seasons(kind)
        ]

    def read(self, file: str, access: Access) -> RawFile:
        """Cut one season's file out of the package's data."""
        season, kind = _key(file)
        content = BytesIO()
        _slice(kind, season).write_parquet(content)
        return RawFile(self.name, file, content.getvalue(), access.clock.now())

    def parse(self, raw: RawFile) -> Parsed:
        """Return the rows of a file.

        Raises:
            SourceError: The bytes are not those of a bundled file.
        """
        _, kind = _key(raw.name)
        try:
            rows = pl.read_parquet(BytesIO(raw.content)).with_row_index(ROW, offset=1)
            return _PARSERS[kind](rows.with_columns(pl.col(ROW).cast(pl.Int32)))
        except PolarsError as error:
            raise SourceError(f"{raw.name} is not as it was bundled: install again") from error


def bundled_appearances() -> pl.DataFrame:
    """Return ``club``, ``player`` and ``date`` of every bundled appearance, without a home."""
    return _packaged("appearances").select("club", "player", "date")


def _require_there(selection: Selection) -> None:
    others = [code for code in selection.leagues if code != _LEAGUE]
    if others:
        raise NotFoundError(
            f"the bundled data hold {_LEAGUE} only, not {others[0]}; football-data has more leagues"
        )
    there = _seasons("matches")
    missing = [season for season in selection.seasons if season not in there]
    if missing:
        raise NotFoundError(f"the bundled data hold {there[0]}-{there[-1]}, not {missing[0]}")


def _key(file: str) -> tuple[int, str]:
    found = _FILE.fullmatch(file)
    if found is None:
        raise SourceError(f"'{file}' is no bundled file; they read like 2023/matches.parquet")
    return int(found[1]), found[2]


@cache
def _packaged(kind: str) -> pl.DataFrame:
    content = files("scoreline.sources").joinpath("bundled", f"{kind}.parquet").read_bytes()
    return pl.read_parquet(BytesIO(content))


def _seasons(kind: str) -> list[int]:
    return sorted(_packaged(kind)["season"].unique().to_list())


def _slice(kind: str, season: int) -> pl.DataFrame:
    rows = _packaged(kind).filter(pl.col("season") == season)
    if kind != "matches":
        return rows
    packaged = _packaged("odds")
    quote = [name for name in ODDS_ROWS if name in packaged.columns]
    odds = packaged.group_by("season", "home", "away", maintain_order=True)
    nested = odds.agg(pl.struct(quote).alias("odds"))
    return rows.join(nested, on=["season", "home", "away"], how="left", maintain_order="left")


def _matches(rows: pl.DataFrame) -> Parsed:
    matches = rows.with_columns(
        competition=pl.lit(_LEAGUE),
        date_only=pl.col("kickoff").is_null(),
        kickoff=pl.coalesce("kickoff", pl.col("date").cast(UTC_INSTANT)),
        neutral=pl.lit(value=False),
        status=pl.lit(MatchStatus.FINISHED.value),
    )
    odds = rows.select(ROW, "odds").explode("odds").drop_nulls("odds").unnest("odds")
    return Parsed(matches=_as(matches, MATCH_ROWS), odds=_as(odds, ODDS_ROWS))


def _absences(rows: pl.DataFrame) -> Parsed:
    """Tell an absence twice: on its first day without its end, and once it is over.

    The data were collected afterwards. That a player was out is taken to be known when his first
    day out is over, and the day he came back the day after it.
    """
    began = rows.with_columns(known_at=_day_after("start"), end=pl.lit(None, pl.Date))
    ended = rows.filter(pl.col("end").is_not_null()).with_columns(known_at=_day_after("end"))
    told = pl.concat([began, ended]).with_columns(country=_country())
    return Parsed(absences=_as(told, ABSENCES))


def _day_after(name: str) -> pl.Expr:
    return pl.col(name).dt.offset_by("1d").cast(UTC_INSTANT)


def _squad_values(rows: pl.DataFrame) -> Parsed:
    named = rows.with_columns(known_at=pl.col("as_of"), country=_country())
    return Parsed(squad_values=_as(named, SQUAD_VALUES))


def _appearances(rows: pl.DataFrame) -> Parsed:
    """Take appearances to be known when their day is over."""
    named = rows.with_columns(known_at=_day_after("date"), country=_country())
    return Parsed(appearances=_as(named, APPEARANCES))


_PARSERS: Final[Mapping[str, Callable[[pl.DataFrame], Parsed]]] = {
    "matches": _matches,
    "absences": _absences,
    "squad_values": _squad_values,
    "appearances": _appearances,
}


def _country() -> pl.Expr:
    return pl.lit(reference.competition(_LEAGUE).country)


def _as(rows: pl.DataFrame, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return exactly the columns of a schema; those the data do not have are null."""
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None).alias(name)).cast(kind)
        for name, kind in schema.items()
    )
