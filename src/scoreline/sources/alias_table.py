"""The table of aliases as a CSV file, to look over, to edit and to carry to another home."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from scoreline.errors import ConfigurationError
from scoreline.store.teams import LONGEST, Alias

COLUMNS: Final = ("source", "country", "spelling", "club")


def write_aliases(aliases: Sequence[Alias]) -> str:
    """Return aliases as CSV, a line each below the header."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((each.source, each.country, each.spelling, each.club) for each in aliases)
    return text.getvalue()


def read_aliases(text: str, name: str) -> list[Alias]:
    """Read what :func:`write_aliases` wrote, perhaps edited since.

    Args:
        text: The CSV.
        name: What errors call it.

    Raises:
        ConfigurationError: It is not such a table, or one spelling stands for two clubs.
    """
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    if not lines or tuple(lines[0]) != COLUMNS:
        raise ConfigurationError(f"{name}: the first line must be {','.join(COLUMNS)}")
    found: dict[tuple[str, str, str], Alias] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if not cells:
            continue
        alias = _alias(cells, f"{name}, line {number}")
        key = (alias.source, alias.country, alias.spelling)
        if found.setdefault(key, alias) != alias:
            raise ConfigurationError(
                f"{name}, line {number}: '{alias.spelling}' of {alias.source} stands for"
                f" {found[key].club} and for {alias.club}"
            )
    return list(found.values())


def _alias(cells: Sequence[str], place: str) -> Alias:
    values = [cell.strip() for cell in cells]
    if len(values) != len(COLUMNS) or not all(values):
        raise ConfigurationError(f"{place}: it takes {', '.join(COLUMNS)}, none of them empty")
    for column, value in zip(COLUMNS, values, strict=True):
        longest = LONGEST[column]
        if len(value) > longest or not value.isprintable():
            raise ConfigurationError(
                f"{place}: {column} takes at most {longest} printable characters"
            )
    return Alias(*values)
