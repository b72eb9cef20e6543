"""The first page: the coming matches, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request, Response

from scoreline import reference
from scoreline.home import Home
from scoreline.store import matches, versions
from scoreline.web import ledger
from scoreline.web.dependencies import TheHome
from scoreline.web.ledger import Entry
from scoreline.web.pages.choices import Choice, choices
from scoreline.web.pages.templates import render
from scoreline.web.pages.views import MatchView, long_day
from scoreline.words import counted

router = APIRouter(include_in_schema=False)

DAYS: Final = 7
SPANS: Final = ("3", "7", "14", "31")


@dataclass(frozen=True, slots=True)
class League:
    """One league's matches of a day."""

    name: str
    country: str
    matches: tuple[MatchView, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's matches; ``nearness`` is Today, Tomorrow or nothing."""

    date: date
    title: str
    nearness: str
    leagues: tuple[League, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to show forecasts with: the last stored match day, and a model."""

    last_day: str | None
    has_model: bool


@router.get("/")
def coming(request: Request, home: TheHome, days: str = "", league: str = "") -> Response:
    """Show the matches of the next days with their last forecasts."""
    now = home.clock.now()
    span = int(days) if days in SPANS else DAYS
    every = ledger.coming(home, now + timedelta(days=span), now=now, with_quotes=True)
    codes = dict.fromkeys(e.fixture.competition for e in sorted(every, key=_place))
    entries = [e for e in every if e.fixture.competition == league] if league in codes else every
    return render(
        request,
        "coming.html",
        span=span,
        spans=choices(request, "days", [Choice(each, f"{each} days") for each in SPANS], str(span)),
        leagues=choices(request, "league", _league_choices(codes), league),
        days=list(_days(entries, now)),
        total=len(entries),
        matches=counted(len(entries), "match"),
        bare=sum(entry.forecast is None for entry in entries),
        models=sorted({entry.forecast.version for entry in entries if entry.forecast}),
        stock=_stock(home),
    )


def _league_choices(codes: Iterable[str]) -> list[Choice]:
    named = [Choice(code, reference.competition(code).name) for code in codes]
    return [Choice("", "All leagues"), *named] if len(named) > 1 else []


def _place(entry: Entry) -> int:
    return list(reference.competitions()).index(entry.fixture.competition)


def _days(entries: Iterable[Entry], now: datetime) -> Iterator[Day]:
    rank = {code: place for place, code in enumerate(reference.competitions())}
    ordered = sorted(
        entries,
        key=lambda e: (e.fixture.date, rank[e.fixture.competition], e.fixture.kickoff),
    )
    for day, group in groupby(ordered, key=lambda entry: entry.fixture.date):
        yield Day(day, long_day(day), _nearness(day, now.date()), tuple(_leagues(group)))


def _leagues(entries: Iterable[Entry]) -> Iterator[League]:
    for code, group in groupby(entries, key=lambda entry: entry.fixture.competition):
        league = reference.competition(code)
        yield League(league.name, league.country, tuple(map(MatchView.of, group)))


def _nearness(day: date, today: date) -> str:
    names: Sequence[str] = ("Today", "Tomorrow")
    away = (day - today).days
    return names[away] if away in range(len(names)) else ""


def _stock(home: Home) -> Stock:
    with home.database.read() as connection:
        span = matches.day_span(connection)
        active = versions.active_name(connection)
    return Stock(long_day(span[1]) if span else None, active is not None)
