"""How numbers are written for people."""

from collections.abc import Sequence
from datetime import timedelta
from math import floor


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 match``, ``2 matches``; ``many`` where it is irregular."""
    regular = f"{one}{'es' if one.endswith(('ch', 's', 'x')) else 's'}"
    return f"{number} {one if number == 1 else many or regular}"


def whole_percents(shares: Sequence[float]) -> list[int]:
    """Round shares of one to whole percents that add up to 100: largest remainders first."""
    exact = [100 * share for share in shares]
    whole = [floor(percent) for percent in exact]
    missing = round(sum(exact)) - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_remainder[:missing]:
        whole[place] += 1
    return whole


def ordinal(place: float) -> str:
    """Return a place: ``1st``, ``2nd``, ``11th``."""
    number = round(place)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in {11, 12, 13} else suffix}"


def signed_line(goals: float) -> str:
    """Return a handicap as bookmakers write it: ``-0.75``, ``0``, ``+1.5``."""
    return f"{goals:+g}" if goals else "0"


def spanned(years: Sequence[int]) -> str:
    """Return years, those in a row as a span: ``2000-2003``, or ``2000,2002``."""
    given = sorted(years)
    if len(given) > 1 and given == list(range(given[0], given[-1] + 1)):
        return f"{given[0]}-{given[-1]}"
    return ",".join(map(str, given))


def ago(age: timedelta) -> str:
    """Return how long ago something was: ``5 min ago``, ``2 h ago``, ``3 days ago``."""
    hours = age / timedelta(hours=1)
    if hours < 1:
        return f"{max(floor(60 * hours), 0)} min ago"
    return f"{floor(hours)} h ago" if age.days < 2 else f"{age.days} days ago"  # noqa: PLR2004
