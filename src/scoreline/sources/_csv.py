"""CSV as it is found in the wild, made into a frame of text or refused as a whole."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

import polars as pl

from scoreline.errors import SourceError
from scoreline.sources._base import ROW, RawFile

_MOST_ROWS: Final = 500_000
_MOST_CELLS: Final = 5_000_000
"""A season of a league has some 60,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A CSV file's cells.

    Attributes:
        frame: One text column per name in the header (the first, where a name comes twice),
            stripped, null where empty, and ``ROW``, the line in the file. Lines without any
            value are not there.
        overlong: Lines with more values than the header has columns: they cannot be trusted.
        texts: The lines' text by ``ROW``.
    """

    frame: pl.DataFrame
    overlong: frozenset[int]
    texts: dict[int, str]


def read_table(raw: RawFile) -> Table:
    """Read a CSV file: BOM or not, UTF-8 or cp1252, any line ends, ragged rows, padding.

    Raises:
        SourceError: The bytes are no whole CSV file.
    """
    text = _decode(raw)
    records = list(_bounded(raw, _records(raw, text)))
    header = [cell.strip() for cell in records[0][1]]
    _refuse_cut_off(raw, text, header, records[-1])
    filled = [(row, cells) for row, cells in records[1:] if any(map(str.strip, cells))]
    if len(header) * (len(filled) + 1) > _MOST_CELLS:
        raise SourceError(f"{raw.name} has {len(header)} columns and {len(filled)} rows: too many")
    return Table(
        frame=_frame(header, filled),
        overlong=frozenset(row for row, cells in filled if any(cells[len(header) :])),
        texts={row: ",".join(cells) for row, cells in filled},
    )


def _decode(raw: RawFile) -> str:
    try:
        text = raw.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_western(raw)
    if not text.strip():
        raise SourceError(f"{raw.name} is empty; fetch it again")
    if "\0" in text:
        raise SourceError(f"{raw.name} holds binary data, not text; fetch it again")
    if text.lstrip().startswith("<"):
        raise SourceError(f"{raw.name} is a web page, not a CSV file; fetch it again later")
    return text


def _decode_western(raw: RawFile) -> str:
    try:
        # Some files have the mark of UTF-8 before text in cp1252.
        return raw.content.removeprefix(BOM_UTF8).decode("cp1252")
    except UnicodeDecodeError as error:
        raise SourceError(f"{raw.name} is neither UTF-8 nor cp1252 text; fetch it again") from error


def _records(raw: RawFile, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""))
    try:
        for row, cells in enumerate(reader, start=1):
            # A quote that is never closed swallows the lines after it, silently.
            if reader.line_num != row:
                raise SourceError(f"{raw.name} has a quote in line {row} that is never closed")
            yield row, cells
    except csv.Error as error:
        raise SourceError(f"{raw.name} is no CSV file: line {reader.line_num}: {error}") from error


def _bounded(
    raw: RawFile, records: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield records while they are no more than a file can have: empty ones take memory too."""
    seen = 0
    for row, cells in records:
        seen += len(cells)
        if row > _MOST_ROWS or seen > _MOST_CELLS:
            raise SourceError(f"{raw.name} has more than {row - 1:,} lines: too many")
        yield row, cells


def _refuse_cut_off(
    raw: RawFile, text: str, header: list[str], last: tuple[int, list[str]]
) -> None:
    # Whole files end their last line, and old ones leave its empty columns away; a last line with
    # neither its end nor all its columns was cut off on the way, and so was a header without end.
    row, cells = last
    named = max((i for i, name in enumerate(header, start=1) if name), default=0)
    if not text.endswith(("\n", "\r")) and (row == 1 or len(cells) < named):
        raise SourceError(f"{raw.name} is cut off in the middle of line {row}; fetch it again")


def _frame(header: list[str], filled: list[tuple[int, list[str]]]) -> pl.DataFrame:
    width = len(header)
    cells = [(cells + [""] * (width - len(cells)))[:width] for _, cells in filled]
    columns = list(zip(*cells, strict=True)) or [()] * width
    lines = pl.Series(ROW, [row for row, _ in filled], dtype=pl.Int32)
    named = {
        name: pl.Series(name, column, dtype=pl.String)
        for name, column in reversed(list(zip(header, columns, strict=True)))
        if name not in {"", ROW}
    }
    return pl.DataFrame([*reversed(named.values()), lines]).with_columns(
        pl.col(pl.String).str.strip_chars().replace("", None)
    )
