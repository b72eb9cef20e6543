"""Odds, and what is told about clubs, for simulated leagues."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import Moment
from scoreline.domain.frames import (
    ABSENCES,
    APPEARANCES,
    ODDS,
    SIGNALS,
    SQUAD_VALUES,
    TEAM_RATINGS,
    UTC_INSTANT,
    Evidence,
)
from scoreline.domain.odds import PRICES, WAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BOOKMAKERS: Final = {"pinnacle": 1.02, "average": 1.06, "bet365": 1.07, "maximum": 0.99}
"""What the inverse prices of each add up to."""

_UNQUOTED, _HALF, _REVISED, _TIMED = 0.3, 0.03, 0.2, 0.15
"""Shares of prices not quoted, without one of the three, revised, known at an odd instant."""

_SILENT, _OPEN, _CORRECTED = 0.2, 0.2, 0.2
"""Shares of clubs of which nothing is told, and of absences whose end is never told or told in
advance."""

_KINDS: Final = ("injury", "injury", "injury", "suspension", "other")
_NEWS: Final = ("team_news", "injury_report", "manager_quote")
_LABELS: Final = ("bookmaker", "market", "moment", "line")
_PLAYERS: Final = 15
_ELEVEN: Final = 11
_HOUR: Final = 3_600_000_000


class _Market(NamedTuple):
    """What is quoted, and the chances of its outcomes, shape (matches, outcomes)."""

    name: str
    line: float | None
    chances: Floats


class _Quotes(NamedTuple):
    """Prices of one market, bookmaker and moment.

    Attributes:
        rows: Of the matches that are quoted.
        prices: Shape (rows, 3), NaN where there is none.
        early: Hours, at most 0, from the kick-off to when they were known.
        timed: Whether that was told.
    """

    rows: Ints
    prices: Floats
    early: Ints
    timed: NDArray[np.bool_]


def with_facts(matches: pl.DataFrame, seed: int) -> Evidence:
    """Return matches with odds, absences, squad values, appearances, news and ratings.

    Prices are missing, are revised before and after kick-off, or carry an instant of their own.
    Of some clubs nothing is told; absences are told late, ended late, or never.

    Args:
        matches: ``MATCHES`` columns.
        seed: The same seed gives the same facts.
    """
    if matches.is_empty():
        return Evidence(matches)
    rng = np.random.default_rng(seed)
    ordered = matches.sort("match_id")
    clubs = pl.concat([ordered["home"], ordered["away"]]).unique().sort().alias("club")
    talked_of = clubs.filter(pl.Series(rng.random(len(clubs)) >= _SILENT))
    start, end = matches["kickoff"].min(), matches["kickoff"].max()
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    days = (end - start).days + 10
    return Evidence(
        matches,
        odds=_odds(rng, ordered),
        absences=_absences(rng, _instants(rng, talked_of, start, days, every=10)),
        squad_values=_squad_values(rng, _instants(rng, talked_of, start, days, every=30)),
        appearances=_appearances(rng, ordered, talked_of),
        signals=_signals(rng, _instants(rng, talked_of, start, days, every=6)),
        team_ratings=_team_ratings(rng, _instants(rng, talked_of, start, days, every=40)),
    )


def _instants(
    rng: np.random.Generator, clubs: pl.Series, start: datetime, days: int, *, every: int
) -> pl.DataFrame:
    """Return ``club`` and ``known_at``: whole hours, so that some fall on a kick-off."""
    rows = len(clubs) * max(days // every, 1)
    hours = _hours(rng.integers(-24 * every, 24 * days, rows))
    known = (pl.lit(start, UTC_INSTANT) + hours).alias("known_at")
    picked = clubs[rng.integers(0, max(len(clubs), 1), rows)]
    return picked.to_frame().with_columns(known)


def _absences(rng: np.random.Generator, told: pl.DataFrame) -> pl.DataFrame:
    rows = len(told)
    began = told.with_columns(
        player=_named(rng.integers(0, _PLAYERS + 3, rows)),
        kind=pl.Series(rng.choice(_KINDS, rows), dtype=pl.String),
        start=pl.col("known_at").dt.date() - _days(rng.integers(-2, 5, rows)),
        end=pl.lit(None, pl.Date),
        detail=pl.lit(None, pl.String),
    )
    foreseen = pl.Series(rng.random(rows) < _CORRECTED)
    length = _days(rng.integers(0, 40, rows))
    over = began.with_columns(
        end=pl.col("start") + length,
        known_at=pl.when(foreseen)
        .then(pl.col("known_at") + timedelta(hours=5))
        .otherwise(pl.col("known_at") + length + timedelta(days=6)),
    ).filter(pl.Series(rng.random(rows) >= _OPEN))
    reports = pl.concat([began, over]).select(*ABSENCES)
    return reports.unique(["club", "player", "kind", "start", "known_at"], maintain_order=True)


def _squad_values(rng: np.random.Generator, told: pl.DataFrame) -> pl.DataFrame:
    worth = told.with_columns(value=pl.Series(rng.normal(100.0, 20.0, len(told))))
    return worth.select(*SQUAD_VALUES).unique(["club", "known_at"], maintain_order=True)


def _signals(rng: np.random.Generator, told: pl.DataFrame) -> pl.DataFrame:
    kind = pl.Series(rng.choice(_NEWS, len(told)), dtype=pl.String)
    value = pl.Series(rng.uniform(-1, 1, len(told)))
    severity = pl.when(pl.col("kind") == "injury_report").then(value.abs()).otherwise(value)
    return told.with_columns(kind=kind).with_columns(value=severity).select(*SIGNALS)


def _team_ratings(rng: np.random.Generator, told: pl.DataFrame) -> pl.DataFrame:
    rated = told.with_columns(
        provider=pl.Series(rng.choice(("clubelo", "another"), len(told)), dtype=pl.String),
        value=pl.Series(rng.normal(1600.0, 100.0, len(told))),
    )
    key = ["club", "provider", "known_at"]
    return rated.select(*TEAM_RATINGS).unique(key, maintain_order=True)


def _appearances(rng: np.random.Generator, matches: pl.DataFrame, clubs: pl.Series) -> pl.DataFrame:
    played = pl.concat(
        [matches.select("date", "kickoff", club=side) for side in ("home", "away")]
    ).filter(pl.col("club").is_in(clubs.implode()))
    rows = len(played)
    late = _hours(rng.integers(2, 30, rows))
    order = rng.permuted(np.tile(np.arange(_PLAYERS), (rows, 1)), axis=1)[:, :_ELEVEN]
    each = played.with_columns(known_at=pl.col("kickoff") + late).select(
        pl.all().repeat_by(_ELEVEN).explode()
    )
    value = pl.Series(rng.integers(40, 60, len(each)) / 10.0)
    return each.with_columns(
        player=_named(order.ravel()),
        minutes=pl.Series(rng.integers(1, 91, len(each)), dtype=pl.Int32),
        value=pl.when(pl.Series(rng.random(len(each)) < _UNQUOTED)).then(None).otherwise(value),
    ).select(*APPEARANCES)


def _odds(rng: np.random.Generator, matches: pl.DataFrame) -> pl.DataFrame:
    labels: list[tuple[str, str, str, float | None]] = []
    quotes: list[_Quotes] = []
    for moment in Moment:
        for market in _markets(rng, matches):
            for bookmaker in _BOOKMAKERS:
                labels.append((bookmaker, market.name, moment.value, market.line))
                quotes.append(_quote(rng, market, bookmaker))
    rows, prices, early, timed = (np.concatenate(part) for part in zip(*quotes, strict=True))
    of_quote = np.repeat(np.arange(len(quotes)), [len(quote.rows) for quote in quotes])
    first = pl.concat(
        [
            matches.select("match_id", "kickoff")[rows],
            pl.DataFrame(labels, schema={name: ODDS[name] for name in _LABELS}, orient="row")[
                of_quote
            ],
            pl.DataFrame(prices, schema=list(PRICES), nan_to_null=True),
        ],
        how="horizontal",
    ).with_columns(known_at=pl.when(pl.Series(timed)).then(pl.col("kickoff") + _hours(early)))
    moved = first.filter(pl.Series(rng.random(len(first)) < _REVISED))
    later = _hours(rng.integers(-48, 48, len(moved)))
    again = moved.with_columns(
        pl.col("price_1") * 1.1, pl.col("price_2") * 1.03, known_at=pl.col("kickoff") + later
    )
    return pl.concat([first, again]).select(*ODDS)


def _markets(rng: np.random.Generator, matches: pl.DataFrame) -> list[_Market]:
    over = rng.uniform(0.4, 0.65, len(matches))
    totals = {2.5: over, 3.5: over - 0.2}
    return [
        _Market("1x2", None, _chances(rng, matches)),
        *(
            _Market("totals", line, np.column_stack([each, 1 - each]))
            for line, each in totals.items()
        ),
    ]


def _chances(rng: np.random.Generator, matches: pl.DataFrame) -> Floats:
    """Return what the market sees, from how the clubs do over the years, shape (matches, 3)."""
    margin = (pl.col("home_goals") - pl.col("away_goals")).fill_null(0).mean()
    host = dict(matches.group_by("home").agg(margin).rows())
    guest = dict(matches.group_by("away").agg(-margin).rows())
    pairs = matches.select("home", "away").rows()
    edge = np.array([host[home] - guest[away] for home, away in pairs]) / 2
    edge += rng.normal(0.1, 0.15, len(pairs))
    draw = 0.28 / np.cosh(edge / 2)
    home = (1 - draw) / (1 + np.exp(-edge))
    return np.column_stack([home, draw, 1 - draw - home])


def _quote(rng: np.random.Generator, market: _Market, bookmaker: str) -> _Quotes:
    prices = np.maximum(1 / (_BOOKMAKERS[bookmaker] * market.chances), 1.01)
    prices[rng.random(prices.shape) < _HALF] = np.nan
    columns = np.full((len(prices), len(PRICES)), np.nan)
    columns[:, [PRICES.index(name) for name in WAYS[market.name]]] = prices
    early = rng.integers(-60, 1, len(prices))
    timed = rng.random(len(prices)) < _TIMED
    rows = np.flatnonzero(rng.random(len(prices)) >= _UNQUOTED)
    return _Quotes(rows, columns[rows], early[rows], timed[rows])


def _hours(numbers: Ints) -> pl.Series:
    return pl.Series(numbers * _HOUR).cast(pl.Duration("us"))


def _named(numbers: Ints) -> pl.Series:
    return "Player " + pl.Series(numbers).cast(pl.String)


def _days(numbers: Ints) -> pl.Series:
    return _hours(24 * numbers)
