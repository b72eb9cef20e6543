"""When a player may be back: days, weeks and months in words, to a range of dates."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final = {
    "a": 1,
    "an": 1,
    "another": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "game": 5, "match": 5, "year": 365}

_PAST: Final = timedelta(days=30)
"""A day without a year is the next one, or one that has just gone by."""

_MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_NUMBER: Final = r"(\d{1,3}|a|an|another|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_UNIT: Final = r"(day|week|month|game|match|year)(?:s|es)?\b"
_WHEN: Final = (
    r"\b(?:expected back|expected to return|expected to be back|back|returns?|returning|return date"
    r"|until|till|til|available|by|before|due|sidelined|out)\b[ :,]{0,3}"
    r"(?:(?:again|by|on|in|from|until|around|at|the|for|of|early|mid|late|end|start|beginning|least"
    r"|action|training|mid-|gw\d{1,2}|sometime)[ ,]{1,2}){0,4}"
)


class Range(NamedTuple):
    """The days on which he may be back first, both included."""

    first: date
    last: date


def return_range(text: str, told: date) -> Range | None:
    """Return when a sentence says that a player may be back, None where it does not.

    Args:
        text: The sentence.
        told: The day on which it was published.
    """
    folded = text.casefold()
    for pattern, read in _READINGS:
        for match in pattern.finditer(folded):
            found = read(match, told)
            if found is not None:
                return found
    return None


def _day(match: re.Match[str], told: date) -> Range | None:
    """Read ``expected back 12 feb 2021``."""
    return _on(told, int(match[1]), _MONTHS.index(match[2]) + 1, match[3])


def _day_american(match: re.Match[str], told: date) -> Range | None:
    return _on(told, int(match[2]), _MONTHS.index(match[1]) + 1, match[3])


def _day_in_figures(match: re.Match[str], told: date) -> Range | None:
    return _on(told, int(match[1]), int(match[2]), None)


def _day_iso(match: re.Match[str], _told: date) -> Range | None:
    return _range(int(match[1]), int(match[2]), int(match[3]))


def _month(match: re.Match[str], told: date) -> Range | None:
    """Read ``until late january``: a part of the month or all of it."""
    month = _MONTHS.index(match[2]) + 1
    year = told.year + (month < told.month)
    last = calendar.monthrange(year, month)[1]
    first, stop = {
        "early": (1, 10),
        "start of": (1, 10),
        "beginning of": (1, 10),
        "mid": (11, 20),
        "late": (21, last),
        "end of": (21, last),
        "the end of": (21, last),
    }.get((match[1] or "").strip(" -"), (1, last))
    until = match[0].lstrip().startswith(("until", "till", "til", "out until"))
    if until and not match[1]:
        stop = 10
    return Range(date(year, month, first), date(year, month, stop))


def _length(match: re.Match[str], told: date) -> Range | None:
    """Read ``for two to three weeks``, ``another six weeks``, ``a six-week lay-off``."""
    least = _count(match[1])
    most = _count(match[2]) if match[2] else least
    unit = _DAYS[match[3]]
    if not 0 < least <= most or most * unit > 2 * _DAYS["year"]:
        return None
    return Range(told + timedelta(days=least * unit), told + timedelta(days=most * unit))


def _vague_length(match: re.Match[str], told: date) -> Range | None:
    least, most = {
        "couple of": (2, 2),
        "couple more": (2, 2),
        "few": (2, 4),
        "few more": (2, 4),
        "several": (3, 8),
        "some": (2, 6),
        "number of": (3, 8),
        "many": (4, 12),
    }[match[1]]
    unit = _DAYS[match[2]]
    return Range(told + timedelta(days=least * unit), told + timedelta(days=most * unit))


def _season(_match: re.Match[str], told: date) -> Range | None:
    year = told.year + (told.month >= 7)  # noqa: PLR2004 - seasons end in June
    return Range(date(year, 7, 1), date(year, 8, 15))


def _new_year(_match: re.Match[str], told: date) -> Range | None:
    return Range(date(told.year + 1, 1, 1), date(told.year + 1, 1, 10))


def _christmas(_match: re.Match[str], told: date) -> Range | None:
    day = date(told.year, 12, 26)
    return Range(day, day) if day > told else None


def _next(match: re.Match[str], told: date) -> Range | None:
    monday = told + timedelta(days=7 - told.weekday())
    if match[1] == "next week":
        return Range(monday, monday + timedelta(days=6))
    if match[1] == "next month":
        year, month = told.year + (told.month == len(_MONTHS)), told.month % len(_MONTHS) + 1
        return Range(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    if match[1] == "tomorrow":
        return Range(told + timedelta(days=1), told + timedelta(days=1))
    saturday = told + timedelta(days=(5 - told.weekday()) % 7)
    return Range(saturday, saturday + timedelta(days=1))


def _weekday(match: re.Match[str], told: date) -> Range | None:
    ahead = (_WEEKDAYS.index(match[1]) - told.weekday()) % 7
    day = told + timedelta(days=ahead)
    return Range(day, day)


def _on(told: date, day: int, month: int, year: str | None) -> Range | None:
    if year is not None:
        return _range(int(year), month, day)
    for candidate in (told.year - 1, told.year, told.year + 1):
        found = _range(candidate, month, day)
        if found is not None and found.first >= told - _PAST:
            return found
    return None


def _range(year: int, month: int, day: int) -> Range | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Range(found, found)


def _count(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() else _NUMBERS[word]


_Reading = tuple[re.Pattern[str], Callable[[re.Match[str], date], Range | None]]


def _readings() -> Iterator[_Reading]:
    """Yield patterns, the surest first; every repetition in them is bounded."""
    day = r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? "
    year = r"(?:,? (\d{4}))?\b"
    yield re.compile(_WHEN + day + _MONTH + year), _day
    yield re.compile(_WHEN + _MONTH + r" (\d{1,2})(?:st|nd|rd|th)?" + year), _day_american
    yield re.compile(_WHEN + r"(\d{4})-(\d{2})-(\d{2})\b"), _day_iso
    yield re.compile(_WHEN + r"(\d{1,2})/(\d{1,2})\b"), _day_in_figures
    part = r"(early |mid |mid-|late |(?:the )?end of |start of |beginning of )?"
    month = r"\b(?:until|till|til|back in|return in|returns in|back by|before|by|in)\b (?:around )?"
    yield re.compile(month + part + _MONTH + r"(?![ \d]*\d)\b"), _month
    yield (
        re.compile(
            r"(?:rest|remainder|whole|end) of (?:the|this) (?:season|campaign)|season[- ]ending"
            r"|out for the season|until next season|until (?:the )?summer|season is over"
        ),
        _season,
    )
    yield re.compile(r"until (?:the )?new year|in the new year|until 20\d\d\b"), _new_year
    yield re.compile(r"(?:until|by|before|over) (?:after )?christmas"), _christmas
    most = r"(?:(?: to | or |-|\u2013| - )" + _NUMBER + r")?"
    yield re.compile(r"\b" + _NUMBER + most + r"[ -](?:more )?" + _UNIT), _lengthy(_length)
    vague = r"\b(couple of|couple more|few more|few|several|some|number of|many) "
    yield re.compile(vague + _UNIT), _lengthy(_vague_length)
    yield (
        re.compile(
            r"\b(?:back|return|returns|training|available|until|till) (?:\w+ )?(next week"
            r"|next month|tomorrow|this weekend)"
        ),
        _next,
    )
    weekday = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)\b"
    yield (
        re.compile(r"\b(?:back|return|returns|available) (?:\w+ )?(?:on|for) " + weekday),
        _weekday,
    )


_AHEAD: Final = re.compile(
    r"\b(?:out|sidelined|miss|misses|absent|unavailable|lay-off|layoff|ruled|rest|back in|return in"
    r"|another|away|ban|suspended|suspension|banned|recover|spell|up to|at least|around|about"
    r"|expected to take|next)\b"
)
_BEHIND: Final = re.compile(
    r"\b(?:for the (?:last|past)|been out|been sidelined|missed|ago|after)\b"
)


def _lengthy(
    read: Callable[[re.Match[str], date], Range | None],
) -> Callable[[re.Match[str], date], Range | None]:
    """Let a length of time count only where it lies ahead, not behind."""

    def checked(match: re.Match[str], told: date) -> Range | None:
        before = match.string[max(match.start() - 60, 0) : match.start()]
        after = match.string[match.end() : match.end() + 40]
        if _BEHIND.search(before) or after.startswith(" ago"):
            return None
        if not (_AHEAD.search(before) or _AHEAD.search(after)):
            return None
        return read(match, told)

    return checked


_READINGS: Final[tuple[_Reading, ...]] = tuple(_readings())
