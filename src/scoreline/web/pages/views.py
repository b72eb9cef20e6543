"""A match and its forecast in the words and figures that a page prints."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from scoreline import reference
from scoreline.domain import OUTCOMES, Fixture, Forecast
from scoreline.web.ledger import Entry
from scoreline.words import whole_percents

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
            score=f"{goals[0]}\N{EN DASH}{goals[1]}",
            score_percent=round(100 * forecast.grid.values[0, goals[0], goals[1]]),
            strength=forecast.strength.capitalize(),
            pips=_PIPS[forecast.strength],
            confidence=round(100 * forecast.confidence),
            factors=tuple(each.text for each in forecast.key_factors),
        )


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as printed; ``time`` is None where only the day is known."""

    home: str
    away: str
    kickoff: str
    time: str | None
    zone: str
    forecast: ForecastView | None

    @classmethod
    def of(cls, entry: Entry) -> "MatchView":
        """Read a match, its kick-off in the league's own time."""
        fixture = entry.fixture
        local = _local(fixture)
        return cls(
            home=fixture.home,
            away=fixture.away,
            kickoff=fixture.date.isoformat() if fixture.date_only else local.isoformat(),
            time=None if fixture.date_only else f"{local:%H:%M}",
            zone=f"{local:%Z}",
            forecast=ForecastView.of(entry.forecast) if entry.forecast else None,
        )


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
