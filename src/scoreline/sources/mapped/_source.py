"""Where a mapping lies and how the files that it names are read."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode

import polars as pl
from polars.exceptions import PanicException, PolarsError

from scoreline import reference
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import ROW, Access, Parsed, RawFile, Selection
from scoreline.sources._csv import read_table
from scoreline.sources._http import Manners, is_address
from scoreline.sources._reading import read_file
from scoreline.sources.mapped._availability import availability
from scoreline.sources.mapped._clubs import absences, appearances, ratings, squad_values
from scoreline.sources.mapped._mapping import Mapping, read_mapping
from scoreline.sources.mapped._matches import matches
from scoreline.words import spanned

_MARK: Final = b"scoreline-mapped "
_LONGEST_NAME: Final = 300
_MOST_ROWS: Final = 1_000_000
_PARSERS: Final[MappingOf[str, Callable[[Mapping, pl.DataFrame], Parsed]]] = {
    "absences": absences,
    "availability": availability,
    "squad_values": squad_values,
    "appearances": appearances,
    "ratings": ratings,
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """Files with a mapping of their columns, which ``--from`` names.

    What is kept of a file is the mapping as it stood and the file, so that a parse can be replayed
    when neither is there any more.

    Attributes:
        name: ``csv`` or ``parquet``, which is how the files are read.
        manners: How a host is asked where the mapping names an address.
    """

    name: str
    manners: Manners = field(default_factory=Manners)

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the files that the mapping names, and what is chosen of them.

        Raises:
            NotFoundError: There is no mapping, or no file that it names.
        """
        for code in selection.leagues:
            reference.competition(code)
        path = _mapping_path(self.name, access)
        mapping = read_mapping(_bytes(path), str(path))
        names = [mapping.file]
        if not is_address(mapping.file):
            names = sorted(
                found.relative_to(path.parent).as_posix()
                for found in path.parent.glob(mapping.file.lstrip("/"))
                if found.is_file()
            )
        if not names:
            raise NotFoundError(f"'{path}' names '{mapping.file}', and there is no such file")
        chosen = {"leagues": "+".join(selection.leagues), "seasons": spanned(selection.seasons)}
        query = urlencode({name: text for name, text in chosen.items() if text}, safe="+,-")
        files = [f"{path.stem}/{name}?{query}".rstrip("?") for name in names]
        if longer := [file for file in files if len(file) > _LONGEST_NAME]:
            raise ConfigurationError(f"'{longer[0]}' is too long a name; choose fewer leagues")
        return files

    def read(self, file: str, access: Access) -> RawFile:
        """Read a file and put its mapping before it.

        Raises:
            AbsentError: It is not there.
            SourceError: It cannot be read.
        """
        path = _mapping_path(self.name, access)
        told = _bytes(path)
        name = file.partition("/")[2].partition("?")[0]
        root, _, last = name.rpartition("/") if is_address(name) else (str(path.parent), "", name)
        # Without what is kept: that has the mapping in it, and is of another form than an answer.
        raw = read_file(self.name, last, root, Access(access.clock), self.manners)
        head = _MARK + str(len(told)).encode() + b"\n"
        return RawFile(self.name, file, head + told + raw.content, raw.fetched_at)

    def parse(self, raw: RawFile) -> Parsed:
        """Return what the rows hold, as the mapping before them says.

        Raises:
            SourceError: They cannot be read, or lack a column that the mapping names.
        """
        told, content = _apart(raw)
        mapping = read_mapping(told, raw.name)
        data = RawFile(self.name, raw.name, content, raw.fetched_at)
        frame = (_of_parquet if self.name == "parquet" else _of_csv)(data, mapping)
        if mapping.kind == "matches":
            return matches(mapping, frame, _chosen(raw.name))
        return _PARSERS[mapping.kind](mapping, frame)


def _mapping_path(source: str, access: Access) -> Path:
    path = Path(access.location or "")
    if access.location is None or path.suffix != ".toml":
        raise NotFoundError(
            f"{source} takes --from MAPPING.toml, which names the file and its columns;"
            " see docs/reference/sources.md"
        )
    return path


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"cannot read '{path}': {error.strerror}") from error


def _apart(raw: RawFile) -> tuple[bytes, bytes]:
    head, _, rest = raw.content.partition(b"\n")
    length = head.removeprefix(_MARK)
    if not head.startswith(_MARK) or not length.isdigit() or int(length[:9]) > len(rest):
        raise SourceError(f"{raw.name} has no mapping before it; ingest it again")
    return rest[: int(length)], rest[int(length) :]


def _of_csv(raw: RawFile, mapping: Mapping) -> pl.DataFrame:
    frame = read_table(raw).frame
    _require(raw, mapping, frame.columns)
    return frame.select(ROW, *mapping.used())


def _of_parquet(raw: RawFile, mapping: Mapping) -> pl.DataFrame:
    try:
        lazy = pl.scan_parquet(BytesIO(raw.content))
        _require(raw, mapping, lazy.collect_schema().names())
        rows = int(lazy.select(pl.len()).collect().item())
        if rows > _MOST_ROWS:
            raise SourceError(f"{raw.name} has {rows:,} rows: too many; split it")
        frame = lazy.select(mapping.used()).collect()
    except (PolarsError, PanicException, OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{raw.name} is no whole Parquet file: {said}") from error
    return frame.with_row_index(ROW, offset=1)


def _require(raw: RawFile, mapping: Mapping, columns: Sequence[str]) -> None:
    missing = [name for name in mapping.used() if name not in columns]
    if missing:
        raise SourceError(f"{raw.name} has no column {missing[0]}, which its mapping names")
    if ROW in mapping.used():
        raise SourceError(f"{raw.name}: a mapped column cannot be called {ROW}; rename it")


def _chosen(file: str) -> Selection:
    """Return the selection that a file's name says."""
    told = parse_qs(file.partition("?")[2])
    leagues = " ".join(told.get("leagues", [])).split()
    seasons: list[int] = []
    for part in filter(None, ",".join(told.get("seasons", [])).split(",")):
        first, _, last = part.partition("-")
        seasons += range(int(first), int(last or first) + 1)
    return Selection(tuple(leagues), tuple(seasons))
