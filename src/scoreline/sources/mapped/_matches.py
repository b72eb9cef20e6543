"""Matches and their odds out of a mapped file."""

import math
from functools import cache
from typing import Any

import polars as pl

from scoreline import reference
from scoreline.domain import MatchStatus
from scoreline.domain.frames import RESULTS
from scoreline.sources._base import ODDS_ROWS, ROW, Parsed, Selection
from scoreline.sources._sheet import Sheet, Told, season_of
from scoreline.sources.mapped._cells import Cells, cells
from scoreline.sources.mapped._mapping import Mapping, OddsColumns

_LEAST_SUM, _MOST_SUM = 0.8, 1.4
"""Within these implied probabilities of a market add up; else a digit or a column has slipped."""


def matches(mapping: Mapping, frame: pl.DataFrame, chosen: Selection) -> Parsed:
    """Return the matches of the leagues and seasons chosen, with their odds."""
    sheet, odds = Sheet(), list[dict[str, Any]]()
    for row in cells(mapping, frame):
        if chosen.leagues and (row.text("competition") or "") in _others(chosen):
            continue
        told = _told(row)
        if not _is_chosen(told, chosen) or not sheet.add(told):
            continue
        for quote in mapping.odds:
            priced = _priced(row, quote)
            if isinstance(priced, str):
                reason = f"{quote.market} odds of {quote.bookmaker} make no market"
                sheet.reject(row.line, reason, priced, quote.prices[0])
            elif priced is not None:
                odds.append(priced)
    return Parsed(
        matches=sheet.frame(),
        odds=pl.DataFrame(odds, schema=ODDS_ROWS, orient="row"),
        rejects=tuple(sheet.rejects),
    )


@cache
def _others(chosen: Selection) -> frozenset[str]:
    return frozenset(reference.competitions()) - {*chosen.leagues}


def _told(row: Cells) -> Told:
    code = row.text("competition")
    league = reference.competitions().get(code or "")
    zone = league.timezone if league else None
    day = row.day("date")
    kickoff = row.instant("kickoff", zone) or row.moment(day, "time", zone)
    if day is None and kickoff is None:
        day = row.day("kickoff")
    season = row.whole("season")
    on = kickoff.date() if day is None and kickoff is not None else day
    if season is None and league is not None and on is not None:
        season = season_of(on, league.code)
    return Told(
        line=row.line,
        text=row,
        competition=league.code if league else None,
        season=season,
        home=row.text("home"),
        away=row.text("away"),
        day=day,
        kickoff=kickoff,
        status=_status(row.text("status")),
        matchweek=row.whole("matchweek"),
        neutral=row.yes("neutral"),
        values={name: row.number(name) for name in RESULTS},
    )


def _status(text: str | None) -> MatchStatus | None:
    return MatchStatus(text.lower()) if text and text.lower() in [*MatchStatus] else None


def _is_chosen(told: Told, chosen: Selection) -> bool:
    # What nobody can place is left out for what is wrong with it, not for being another's.
    league = told.competition is None or told.competition in (chosen.leagues or {told.competition})
    season = told.season is None or told.season in (chosen.seasons or {told.season})
    return league and season


def _priced(row: Cells, quote: OddsColumns) -> dict[str, Any] | str | None:
    """Return a row of odds; None where no price is told, what is told where it makes none."""
    prices = [row.price(column) for column in quote.prices]
    if all(price is None for price in prices):
        return None
    line = row.price(quote.line) if isinstance(quote.line, str) else quote.line
    told = ", ".join(f"{name}={price}" for name, price in zip(quote.prices, prices, strict=True))
    sound = [price for price in prices if price is not None and 1 < price < math.inf]
    if len(sound) < len(prices) or not _LEAST_SUM <= sum(1 / p for p in sound) <= _MOST_SUM:
        return told
    if quote.market != "1x2" and (line is None or not math.isfinite(line) or line * 4 % 1):
        return f"{told}, line={line}"
    first, *middle, last = sound
    return {
        ROW: row.line,
        "bookmaker": quote.bookmaker,
        "market": quote.market,
        "moment": quote.moment.value,
        "line": line,
        "known_at": None,
        "price_1": first,
        "price_x": middle[0] if middle else None,
        "price_2": last,
    }
