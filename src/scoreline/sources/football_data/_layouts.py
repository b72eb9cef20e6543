"""How each kind of file says which league and season a row belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from scoreline import reference
from scoreline.sources._csv import Table
from scoreline.sources.football_data._files import (
    ComingFile,
    CountryFile,
    SeasonFile,
    is_country,
)

_LABEL: Final = r"^((?:19|20)\d\d)(?:/(?:19|20)?\d\d)?$"
"""A season in the countries' files: 2012/2013, or 2012 where it is a calendar year's."""

_GOALS: Final[Mapping[str, tuple[str, ...]]] = {
    "home_goals": ("FTHG", "HG"),
    "away_goals": ("FTAG", "AG"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file's rows are of; expressions over its text columns and ``date``.

    Attributes:
        competition: The league's code, null where nobody knows it.
        season: Its first year, null where it cannot be read.
        stray: Why the row is none of the file's, null where it is.
        autumn: Whether the season runs from July, not from January.
        required: Columns that must be there beside date and clubs, with the names they have had.
        division: The column that names a row's league.
        local: Whether dates are meant where the match is played; else as published.
    """

    competition: pl.Expr
    season: pl.Expr
    stray: pl.Expr
    autumn: pl.Expr
    required: Mapping[str, tuple[str, ...]]
    division: str = "Div"
    local: bool = False

    def chosen(self, table: Table, leagues: tuple[str, ...]) -> Table:
        """Return a table without the rows of leagues that were not asked for."""
        if not leagues or self.division not in table.frame.columns:
            return table
        others = self.competition.is_not_null() & ~self.competition.is_in(leagues)
        return replace(table, frame=table.frame.filter(~others))


def layout_of(file: SeasonFile | CountryFile | ComingFile) -> Layout:
    """Return the layout of a kind of file."""
    if isinstance(file, SeasonFile):
        return _season(file)
    return _country(file) if isinstance(file, CountryFile) else _coming(file)


def _season(file: SeasonFile) -> Layout:
    stray = f"belongs to another league than {file.league}"
    return Layout(
        competition=pl.lit(file.league),
        season=pl.lit(file.season, pl.Int32),
        stray=pl.when(pl.col("Div") != file.league).then(pl.lit(stray)),
        autumn=pl.lit(value=True),
        required=_GOALS,
    )


def _country(file: CountryFile) -> Layout:
    first = pl.col("Season").str.extract(_LABEL).cast(pl.Int32)
    country = reference.competition(file.league).country
    stray = f"belongs to another country than {country}"
    return Layout(
        competition=pl.lit(file.league),
        season=first,
        stray=pl.when(_code_of_country() != file.league).then(pl.lit(stray)),
        autumn=pl.col("Season").str.contains("/"),
        required={**_GOALS, "Season": ("Season",)},
        division="Country",
        local=True,
    )


def _coming(file: ComingFile) -> Layout:
    abroad = file.path != "fixtures.csv"
    competition = _code_of_country() if abroad else _code_of_division()
    spring = [code for code, each in reference.competitions().items() if each.calendar_year]
    autumn = ~competition.is_in(spring)
    year, month = pl.col("date").dt.year(), pl.col("date").dt.month()
    return Layout(
        competition=competition,
        season=pl.when(autumn & (month < 7)).then(year - 1).otherwise(year),  # noqa: PLR2004
        stray=pl.when(competition.is_null()).then(pl.lit("a league that nobody knows")),
        autumn=autumn,
        required={"Country": ("Country",)} if abroad else {"Div": ("Div",)},
        division="Country" if abroad else "Div",
        local=abroad,
    )


def _code_of_division() -> pl.Expr:
    codes = [code for code in reference.competitions() if not is_country(code)]
    return pl.col("Div").replace_strict(codes, codes, default=None, return_dtype=pl.String)


def _code_of_country() -> pl.Expr:
    abroad = {
        each.country: code for code, each in reference.competitions().items() if is_country(code)
    }
    return pl.col("Country").replace_strict(
        [*abroad], [*abroad.values()], default=None, return_dtype=pl.String
    )
