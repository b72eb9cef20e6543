"""What odds a forecaster may see."""

from enum import StrEnum


class InformationSet(StrEnum):
    """From no odds at all to the closing line; each set contains the ones before it."""

    NONE = "none"
    PAST = "past"
    OPENING = "opening"
    CLOSING = "closing"

    def contains(self, other: "InformationSet") -> bool:
        """Tell whether all that ``other`` may see may be seen here too."""
        order = list(InformationSet)
        return order.index(other) <= order.index(self)
