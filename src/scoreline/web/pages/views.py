"""A match and its forecast in the words and figures that a page prints."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from scoreline import reference
from scoreline.domain import OUTCOMES, Fixture, Forecast
from scoreline.web.ledger import Entry
from scoreline.web.pages.tables import signed
from scoreline.words import signed_line, whole_percents

_PARTS: Final = re.compile(r"[^_/]+[_/]*|[_/]+")
_PIPS: Final = {"WEAK": 1, "MODERATE": 2, "STRONG": 3}


@dataclass(frozen=True, slots=True)
class Share:
    """One outcome's part of the probability bar, in percent of its width.

    Attributes:
        percent: As printed; the three of a match add up to 100.
    """

    outcome: str
    start: float
    width: float
    percent: int
    favoured: bool


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A forecast as printed."""

    shares: tuple[Share, ...]
    goals: tuple[str, str]
    score: str
    score_percent: int
    strength: str
    pips: int
    confidence: int
    factors: tuple[str, ...]

    @classmethod
    def of(cls, forecast: Forecast) -> "ForecastView":
        """Read a forecast."""
        home, away = forecast.expected_goals
        goals = forecast.top_score
        return cls(
            shares=_shares(forecast),
            goals=(f"{home:.1f}", f"{away:.1f}"),
            score=score_text(*goals),
            score_percent=round(100 * forecast.grid.values[0, goals[0], goals[1]]),
            strength=forecast.strength.capitalize(),
            pips=_PIPS[forecast.strength],
            confidence=round(100 * forecast.confidence),
            factors=tuple(each.text for each in forecast.key_factors),
        )


@dataclass(frozen=True, slots=True)
class EdgeView:
    """The price that promises most, as printed."""

    value: str
    what: str
    price: str

    @classmethod
    def best(cls, fixture: Fixture, forecast: Forecast) -> "EdgeView | None":
        """Return the best of a forecast's edges, None where no price promises anything."""
        best = max(forecast.edges, key=lambda edge: edge.value, default=None)
        if best is None or best.value <= 0:
            return None
        what = bet_name(fixture, best.market, best.line, best.way)
        return cls(f"{signed(100 * best.value, 1)} %", what, f"{best.price:.2f}")


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as printed; ``time`` is None where only the day is known.

    Attributes:
        day: Of its kick-off in its league's own time, which it is listed under.
    """

    home: str
    away: str
    href: str
    kickoff: str
    day: str
    time: str | None
    zone: str
    forecast: ForecastView | None
    edge: EdgeView | None

    @classmethod
    def of(cls, entry: Entry) -> "MatchView":
        """Read a match, its kick-off in the league's own time."""
        fixture = entry.fixture
        local = _local(fixture)
        return cls(
            home=fixture.home,
            away=fixture.away,
            href=f"/matches/{fixture.id}",
            kickoff=fixture.date.isoformat() if fixture.date_only else local.isoformat(),
            day=fixture.date.isoformat(),
            time=None if fixture.date_only else f"{local:%H:%M}",
            zone=f"{local:%Z}",
            forecast=ForecastView.of(entry.forecast) if entry.forecast else None,
            edge=EdgeView.best(fixture, entry.forecast) if entry.forecast else None,
        )


_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "clock": "{0:%H:%M} UTC",
        "day": "{0.day} {0:%b} {0:%Y}",
        "date": "{0.day} {0:%b}",
        "year": " {0:%Y}",
        "time": "{0.day} {0:%b} {0:%Y}, {0:%H:%M} UTC",
        "full": "{0:%A} {0.day} {0:%B} {0:%Y}, {0:%H:%M} UTC",
    }
)


def moment(instant: date | datetime, shape: str) -> str:
    """Return an instant as a page without scripts prints it; a script puts it in the reader's zone.

    Args:
        instant: Or a day, which is the same in every zone.
        shape: clock, day, its date or its year, time or full.
    """
    return _SHAPES[shape].format(instant)


def day_text(text: str) -> str:
    """Return a day that is written like 2026-05-09 as a page prints it."""
    return moment(date.fromisoformat(text), "day")


def score_text(home: int, away: int) -> str:
    """Return a score as printed."""
    return f"{home}\N{EN DASH}{away}"


def season_text(season: int, *, calendar_year: bool) -> str:
    """Return a season by its years, like 2025/26."""
    return str(season) if calendar_year else f"{season}/{(season + 1) % 100:02d}"


def bet_name(fixture: Fixture, market: str, line: float, way: str) -> str:
    """Return what a bet is on, in words."""
    sides = {"home": fixture.home, "away": fixture.away}
    if market == "1x2":
        return "the draw" if way == "draw" else f"{sides[way]} to win"
    if market == "totals":
        return f"{way} {line:g} goals"
    if market == "both_score":
        return "both to score" if way == "yes" else "not both to score"
    return f"{sides[way]} {signed_line(line if way == 'home' else -line)}"


def sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def breakable(text: str) -> Markup:
    """Return a name of parts, like ``home_pi_rating``, which may go on in the next line between."""
    return Markup("<wbr>").join(_PARTS.findall(text))


def long_day(day: date) -> str:
    """Return a day like Saturday 9 May 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _shares(forecast: Forecast) -> tuple[Share, ...]:
    widths = forecast.probabilities
    return tuple(
        Share(
            outcome=outcome.name.lower(),
            start=100 * sum(widths[:outcome]),
            width=100 * widths[outcome],
            percent=percent,
            favoured=outcome is forecast.recommended,
        )
        for outcome, percent in zip(OUTCOMES, whole_percents(widths), strict=True)
    )


def _local(fixture: Fixture) -> datetime:
    zone = reference.competition(fixture.competition).timezone
    return fixture.kickoff.astimezone(ZoneInfo(zone))
