"""From a file's cells, texts or typed, to what they mean."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from scoreline import reference
from scoreline.clock import first_instant
from scoreline.sources._base import ROW
from scoreline.sources.mapped._mapping import Mapping

_LONGEST: Final = 120
_YEARS: Final = range(1850, 2200)
"""Beyond them a date is a slip, and arithmetic may leave the calendar."""


class Cells:
    """One row, read through a mapping."""

    def __init__(self, mapping: Mapping, row: dict[str, Any]) -> None:
        self._mapping = mapping
        self._row = row

    @property
    def line(self) -> int:
        """Return the row's number in the file."""
        return int(self._row[ROW])

    def __str__(self) -> str:
        return ", ".join(
            f"{name}={value}"
            for name, value in self._row.items()
            if name != ROW and value is not None
        )

    def raw(self, name: str) -> Any:
        """Return what is told under a name, translated; None where nothing is."""
        told = self._mapping.columns.get(name)
        if told is None:
            return self._mapping.constants.get(name)
        if isinstance(told, list):
            parts = [str(part) for column in told if (part := self._row[column]) is not None]
            value: Any = " ".join(parts) or None
        else:
            value = self._row[told]
        words = self._mapping.translate.get(name)
        return words.get(str(value), value) if words and value is not None else value

    def text(self, name: str, longest: int = _LONGEST) -> str | None:
        """Return a text, cut to what a table holds."""
        value = self.raw(name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        return str(value).replace("\0", "").strip()[:longest] or None

    def number(self, name: str) -> float | None:
        """Return a number; NaN where what is told is none."""
        return _number(self.raw(name))

    def price(self, column: str) -> float | None:
        """Return what stands in a column of prices or lines; NaN where that is no number."""
        return _number(self._row[column])

    def whole(self, name: str) -> int | None:
        """Return a whole number, None where it is none."""
        number = self.number(name)
        if number is None or not math.isfinite(number) or number != int(number):
            return None
        return int(number)

    def yes(self, name: str) -> bool:
        """Return whether something is told to be so."""
        return str(self.raw(name)).lower() in {"true", "1", "1.0", "yes", "y", "t"}

    def day(self, name: str) -> date | None:
        """Return a day."""
        value = self.raw(name)
        if isinstance(value, date):
            day = value.date() if isinstance(value, datetime) else value
            return day if day.year in _YEARS else None
        if value is None:
            return None
        pattern = self._mapping.formats.get(name)
        try:
            text = str(value).strip()
            day = (
                date.fromisoformat(text[:10]) if pattern is None else _parsed(text, pattern).date()
            )
        except ValueError:
            return None
        return day if day.year in _YEARS else None

    def instant(self, name: str, zone: str | None = None) -> datetime | None:
        """Return an instant in UTC; one without a time zone is read in ``zone``."""
        value = self.raw(name)
        if isinstance(value, date) and not isinstance(value, datetime):
            return first_instant(value) if value.year in _YEARS else None
        if isinstance(value, str):
            pattern = self._mapping.formats.get(name)
            try:
                text = value.strip()
                value = datetime.fromisoformat(text) if pattern is None else _parsed(text, pattern)
            except ValueError:
                return None
        return self._in_utc(value, zone) if isinstance(value, datetime) else None

    def moment(self, day: date | None, name: str, zone: str | None) -> datetime | None:
        """Return the instant of a time of day, on a day."""
        value = self.raw(name)
        if isinstance(value, str):
            pattern = self._mapping.formats.get(name)
            try:
                text = value.strip()
                value = (
                    time.fromisoformat(text) if pattern is None else _parsed(text, pattern).time()
                )
            except ValueError:
                return None
        if day is None or not isinstance(value, time):
            return None
        return self._in_utc(datetime.combine(day, value), zone)

    def country(self) -> str | None:
        """Return the country of a row's club."""
        told = self.text("country")
        league = reference.competitions().get(self.text("competition") or "")
        return told or (league.country if league else None)

    def _in_utc(self, value: datetime, zone: str | None) -> datetime | None:
        if value.year not in _YEARS:
            return None
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(self._mapping.timezone or zone or "UTC"))
        return value.astimezone(UTC)


def cells(mapping: Mapping, frame: pl.DataFrame) -> Iterator[Cells]:
    """Yield every row."""
    for row in frame.iter_rows(named=True):
        yield Cells(mapping, row)


def _number(value: Any) -> float | None:
    # In frames of numbers NaN stands for what is missing.
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _parsed(text: str, pattern: str) -> datetime:
    return datetime.strptime(text, pattern)  # noqa: DTZ007 - its zone is told elsewhere
