"""Parameters that several endpoints take."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scoreline import reference
from scoreline.web.errors import InvalidParameterError

FIRST_DAY: Final = dt.date(1870, 1, 1)
LAST_DAY: Final = dt.date(2199, 12, 31)
LARGEST_ID: Final = 2**63 - 1
Item = TypeVar("Item")
_WRITTEN: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: Any) -> Any:
    # Pydantic takes a number for seconds since 1970; nobody who writes 0 or 2026 means that.
    if not isinstance(value, str) or _WRITTEN.fullmatch(value) is None:
        raise ValueError("write the day like 2026-05-01")
    return value


Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_written_out)]


class PageQuery(BaseModel):
    """Which part of a list; whatever else is asked for is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=LARGEST_ID)

    def part(self, found: Sequence[Item]) -> Sequence[Item]:
        """Return that part of what was found."""
        return found[self.offset : self.offset + self.limit]


def known_leagues(codes: list[str]) -> list[str]:
    """Return codes of leagues, all of them known.

    Raises:
        InvalidParameterError: One is not.
    """
    unknown = [code for code in codes if code not in reference.competitions()]
    if unknown:
        known = reference.listed(reference.competitions())
        raise InvalidParameterError(f"competition: no league '{unknown[0]}'; known are {known}")
    return codes
