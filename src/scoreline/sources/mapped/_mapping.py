"""What a mapping says: which file, what its rows are, and which column means what."""

import tomllib
from collections.abc import Mapping as MappingOf
from types import MappingProxyType
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scoreline.domain import Moment
from scoreline.domain.frames import RESULTS
from scoreline.errors import SourceError

_CLUB: Final = frozenset({"club", "country", "competition"})
_PLAYER: Final = _CLUB | {"player"}

REQUIRED: Final[MappingOf[str, frozenset[str]]] = MappingProxyType(
    {
        "matches": frozenset({"competition", "home", "away"}),
        "absences": frozenset({"club", "player", "start"}),
        "availability": frozenset({"club", "player", "status", "snapshot"}),
        "squad_values": frozenset({"club", "known_at", "value"}),
        "appearances": frozenset({"club", "player", "date", "minutes"}),
        "ratings": frozenset({"club", "provider", "known_at", "value"}),
    }
)
"""What must be told of a row, by the kind of rows."""

OPTIONAL: Final[MappingOf[str, frozenset[str]]] = MappingProxyType(
    {
        "matches": frozenset(
            {"season", "date", "time", "kickoff", "status", "matchweek", "neutral", *RESULTS}
        ),
        "absences": frozenset({*_PLAYER, "kind", "end", "known_at", "detail"}),
        "availability": frozenset({*_PLAYER, "known_at", "detail"}),
        "squad_values": _CLUB,
        "appearances": frozenset({*_PLAYER, "known_at", "value"}),
        "ratings": _CLUB,
    }
)
"""What may be told besides."""

Constant = str | int | float | bool


class OddsColumns(BaseModel):
    """Where the prices of one bookmaker, market and moment stand.

    Attributes:
        prices: Columns of home, draw and away; of over and under; or of home and away.
        line: The market's line, a number or the column it stands in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bookmaker: str = Field(min_length=1, max_length=40)
    market: Literal["1x2", "totals", "handicap"]
    moment: Moment
    prices: tuple[str, ...]
    line: float | str | None = None

    @model_validator(mode="after")
    def _fits_its_market(self) -> "OddsColumns":
        ways = 3 if self.market == "1x2" else 2
        if len(self.prices) != ways:
            raise ValueError(f"{self.market} has {ways} prices")
        if (self.line is None) != (self.market == "1x2"):
            raise ValueError("totals and handicap have a line, 1x2 has none")
        return self


class Mapping(BaseModel):
    """A mapping as its file has it.

    Attributes:
        kind: What a row is.
        file: The file's name beside the mapping, a pattern for several, or an address.
        timezone: Of times that do not say theirs; matches' are the competition's otherwise.
        columns: What is told, and in which column; several are joined with a space.
        constants: What is the same in every row.
        formats: How dates and instants are written, in ``strptime``'s signs; ISO 8601 otherwise.
        translate: For what is told, the file's words and what they mean here.
        odds: Prices of matches.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal[
        "matches", "absences", "availability", "squad_values", "appearances", "ratings"
    ] = "matches"
    file: str = Field(min_length=1, max_length=200)
    timezone: str | None = None
    columns: dict[str, str | list[str]] = {}
    constants: dict[str, Constant] = {}
    formats: dict[str, str] = {}
    translate: dict[str, dict[str, Constant]] = {}
    odds: tuple[OddsColumns, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _there(cls, name: str | None) -> str | None:
        try:
            return name and ZoneInfo(name).key
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"no time zone '{name}'; write it like Europe/London") from error

    @model_validator(mode="after")
    def _complete(self) -> "Mapping":
        told = {*self.columns, *self.constants}
        known = REQUIRED[self.kind] | OPTIONAL[self.kind]
        if unknown := sorted((told | {*self.formats} | {*self.translate}) - known):
            raise ValueError(f"{self.kind} have no {unknown[0]}; they have {_listed(known)}")
        if missing := sorted(REQUIRED[self.kind] - told):
            raise ValueError(f"{self.kind} need {_listed(missing)} among columns or constants")
        if self.kind == "matches" and not told & {"date", "kickoff"}:
            raise ValueError("matches need date or kickoff among columns")
        if self.kind != "matches" and not told & {"country", "competition"}:
            raise ValueError(f"{self.kind} need country or competition, to tell clubs apart")
        if self.odds and self.kind != "matches":
            raise ValueError("only matches have odds")
        return self

    def used(self) -> list[str]:
        """Return the file's columns that the mapping names."""
        names = [
            name
            for told in self.columns.values()
            for name in ([told] if isinstance(told, str) else told)
        ]
        for quote in self.odds:
            names += [*quote.prices, *([quote.line] if isinstance(quote.line, str) else [])]
        return list(dict.fromkeys(names))


def read_mapping(content: bytes, name: str) -> Mapping:
    """Read a mapping.

    Raises:
        SourceError: It is no TOML, or says what cannot be.
    """
    try:
        told: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
        return Mapping.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise SourceError(f"{name}: {f'{place}: ' if place else ''}{said}") from error
    except (ValueError, RecursionError) as error:
        # Errors of decoding and of TOML are both values that cannot be.
        raise SourceError(f"{name} is no TOML file: {str(error).splitlines()[0]}") from error


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))
