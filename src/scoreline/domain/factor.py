"""Why a forecast is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from scoreline.domain.outcome import Outcome

AGAINST: Final = "against it: "
"""How a factor begins that favours another outcome than the recommended one."""


@dataclass(frozen=True, slots=True)
class KeyFactor:
    """One reason for a forecast, or against it, in plain words with its numbers.

    Attributes:
        text: One sentence without its full stop.
        weight: What the features behind it add to the log-odds of the outcome it favours, above
            what an average match has; positive.
        features: The features behind it, the weightiest first.
        favours: The outcome that they make likelier.
    """

    text: str
    weight: float
    features: tuple[str, ...]
    favours: Outcome

    def __str__(self) -> str:
        return self.text

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "text": self.text,
            "weight": self.weight,
            "favours": self.favours.name.lower(),
            "features": list(self.features),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_plain` wrote."""
        favours = Outcome[plain["favours"].upper()]
        return cls(plain["text"], plain["weight"], tuple(plain["features"]), favours)
