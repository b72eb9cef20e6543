"""clubelo.com: Elo ratings of Europe's clubs, a club's history or all clubs on a day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from scoreline import reference
from scoreline.domain.frames import UTC_INSTANT
from scoreline.errors import NotFoundError, SourceError
from scoreline.sources._base import ROW, Access, Parsed, RawFile, Reject, Selection
from scoreline.sources._csv import read_table
from scoreline.sources._http import Manners, is_address
from scoreline.sources._reading import read_file, require_folder
from scoreline.store.quarantine import NOTHING_TO_DO

_COUNTRIES: Final = {
    "AUT": "Austria",
    "BEL": "Belgium",
    "DEN": "Denmark",
    "ENG": "England",
    "ESP": "Spain",
    "FIN": "Finland",
    "FRA": "France",
    "GER": "Germany",
    "GRE": "Greece",
    "IRL": "Ireland",
    "ITA": "Italy",
    "NED": "Netherlands",
    "NOR": "Norway",
    "POL": "Poland",
    "POR": "Portugal",
    "ROM": "Romania",
    "RUS": "Russia",
    "SCO": "Scotland",
    "SUI": "Switzerland",
    "SWE": "Sweden",
    "TUR": "Turkey",
}
_FILE: Final = re.compile(r"\d{4}-\d\d-\d\d|[A-Za-z0-9-]+")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_COLUMNS: Final = ("Club", "Country", "Level", "Elo", "From")
_LEAST, _MOST = 300.0, 3000.0
_LIST_FRESH: Final = timedelta(hours=6)
_HISTORY_FRESH: Final = timedelta(days=30)
_LOOK: Final = f"{NOTHING_TO_DO}: the other ratings went in"


@dataclass(frozen=True, slots=True)
class ClubElo:
    """Files named like the addresses below the root: ``2024-01-01`` or ``ManCity``.

    With leagues, the histories of the clubs that play in them now or played in them in the middle
    of the seasons asked for, and the lists that say which clubs those are; without, all clubs on
    the first day of each month of the seasons, or today. A folder may hold both kinds, ending in
    ``.csv`` or not.

    Attributes:
        address: The interface's root, used where no location is given; it has no encrypted one.
        manners: How the host is asked.
    """

    address: str = "http://api.clubelo.com"
    manners: Manners = field(default_factory=Manners)
    name: str = "clubelo"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the selection's files; with leagues it asks which clubs those are.

        Raises:
            NotFoundError: None of the leagues is in Europe, or a folder has no such file.
            SourceError: The host does not say which clubs there are.
        """
        leagues = [reference.competition(code) for code in selection.leagues]
        tiers = {(each.country, each.tier) for each in leagues}
        if leagues and not tiers & _rated():
            raise NotFoundError("clubelo rates clubs of Europe's first two tiers only")
        root = access.location or self.address
        if not is_address(root):
            return _found(require_folder(root, "2024-01-01.csv or ManCity.csv"))
        today = access.clock.now().date()
        if not leagues:
            days = [day for year in selection.seasons for day in _months(year) if day <= today]
            return [day.isoformat() for day in (days or [today])]
        middles = [min(date(year + 1, 1, 1), today) for year in selection.seasons] or [today]
        lists = [day.isoformat() for day in dict.fromkeys(middles)]
        clubs = {club for name in lists for club in _clubs(self.read(name, access), tiers)}
        return [*lists, *sorted({re.sub(r"[^A-Za-z0-9-]", "", club) for club in clubs} - {""})]

    def read(self, file: str, access: Access) -> RawFile:
        """Fetch a day's list or a club's history, unless the one that is kept will do.

        Raises:
            AbsentError: It is not there.
            SourceError: It did not arrive whole.
        """
        _require_name(file)
        root = access.location or self.address
        kept = access.kept(file) if is_address(root) else None
        if (
            kept is not None
            and kept.address == f"{root.rstrip('/')}/{file}"
            and _will_do(kept, access.clock.now())
        ):
            return kept
        there = not is_address(root) and not (Path(root) / file).is_file()
        path = f"{file}.csv" if there else file
        return read_file(self.name, file, root, access, self.manners, path=path)

    def parse(self, raw: RawFile) -> Parsed:
        """Return the ratings of clubs in the tiers whose leagues are known here.

        A rating holds from its first day on and counts as known when that day is over.

        Raises:
            SourceError: The bytes are no such list.
        """
        _require_name(raw.name)
        table = read_table(raw)
        typed = _typed(raw, table.frame)
        reason = _reason(typed)
        refused = typed.with_columns(reason.alias("reason")).filter(pl.col("reason").is_not_null())
        rejects = [
            Reject(row, why, table.texts[row], _LOOK)
            for row, why in refused.select(ROW, "reason").rows()
        ]
        kept = typed.join(refused, on=ROW, how="anti", maintain_order="left")
        known_at = (pl.col("start") + timedelta(days=1)).cast(UTC_INSTANT)
        ratings = kept.select(
            ROW,
            "country",
            "club",
            pl.lit(self.name).alias("provider"),
            known_at.alias("known_at"),
            "value",
        )
        return Parsed(team_ratings=ratings, rejects=tuple(rejects))


def _typed(raw: RawFile, frame: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        raise SourceError(f"{raw.name} has no column {missing[0]}; it is no list of ratings")
    tiers = pl.DataFrame(
        sorted(_rated()), schema={"country": pl.String, "tier": pl.Int64}, orient="row"
    )
    return frame.select(
        ROW,
        pl.col("Club").alias("club"),
        pl.col("Country")
        .replace_strict(_COUNTRIES, default=None, return_dtype=pl.String)
        .alias("country"),
        pl.col("Level").cast(pl.Int64, strict=False).alias("tier"),
        pl.col("Elo").cast(pl.Float64, strict=False).alias("value"),
        pl.col("From").str.to_date("%Y-%m-%d", strict=False).alias("start"),
    ).join(tiers, on=["country", "tier"], how="semi", maintain_order="left")


def _reason(_typed: pl.DataFrame) -> pl.Expr:
    key = pl.struct("country", "club", "start")
    reasons = {
        "no club": pl.col("club").is_null(),
        "no date, or an impossible one": pl.col("start").is_null(),
        f"Elo is no number from {_LEAST:.0f} to {_MOST:.0f}": ~pl.col("value")
        .is_between(_LEAST, _MOST)
        .fill_null(value=False),
        "the same rating twice": ~key.is_first_distinct(),
    }
    return pl.coalesce(pl.when(found).then(pl.lit(why)) for why, found in reasons.items())


def _clubs(raw: RawFile, tiers: set[tuple[str, int]]) -> Iterator[str]:
    """Yield the clubs of a day's list that play in some tiers."""
    wanted = pl.DataFrame(
        sorted(tiers), schema={"country": pl.String, "tier": pl.Int64}, orient="row"
    )
    rows = _typed(raw, read_table(raw).frame).join(wanted, on=["country", "tier"], how="semi")
    yield from rows["club"].drop_nulls()


def _rated() -> set[tuple[str, int]]:
    """Return country and tier of every league whose clubs are rated."""
    rated = set(_COUNTRIES.values())
    return {
        (each.country, each.tier)
        for each in reference.competitions().values()
        if each.country in rated and each.tier <= 2  # noqa: PLR2004 - it rates two tiers
    }


def _will_do(kept: RawFile, now: datetime) -> bool:
    """Tell whether what is kept need not be asked for again.

    The list of a day that was over will not change any more. What a history lacks of the last
    weeks, the lists of their days have.
    """
    if _DAY.fullmatch(kept.name) is None:
        return now - kept.fetched_at < _HISTORY_FRESH
    return kept.fetched_at.date().isoformat() > kept.name or now - kept.fetched_at < _LIST_FRESH


def _months(season: int) -> Iterator[date]:
    yield from (date(season, month, 1) for month in range(7, 13))
    yield from (date(season + 1, month, 1) for month in range(1, 7))


def _found(root: Path) -> list[str]:
    names = {
        path.name.removesuffix(".csv")
        for path in root.iterdir()
        if path.is_file() and path.suffix in {"", ".csv"}
    }
    files = sorted(name for name in names if _FILE.fullmatch(name))
    if not files:
        raise NotFoundError(f"'{root}' holds no file like 2024-01-01.csv or ManCity.csv")
    return files


def _require_name(file: str) -> None:
    if not _FILE.fullmatch(file):
        raise SourceError(
            f"'{file}' is no name of a file of clubelo; it reads 2024-01-01 or ManCity"
        )
