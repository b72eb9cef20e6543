"""Forecasts of coming matches."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final

import typer

from scoreline import reference
from scoreline.cli._home import opened
from scoreline.cli._markets import market_lines, markets_described
from scoreline.cli._options import AsJson, read_day
from scoreline.cli._output import (
    errors,
    heading,
    say,
    show,
    show_json,
)
from scoreline.clock import first_instant
from scoreline.domain import Fixture, Forecast
from scoreline.errors import ConfigurationError, TooLateError
from scoreline.forecasting import Preview, unlearnt
from scoreline.home import Home
from scoreline.jobs import Desk, coming, forecast
from scoreline.store import matches
from scoreline.words import whole_percents

app = typer.Typer()

From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")]

_NO_MATCH: Final = "no matches to come in these days; take in fixtures with: scoreline ingest"
_NOT_ONE: Final = "none of the matches to come is of a league that the active model has learnt from"


@app.command()
def predict(
    match: Annotated[
        int | None, typer.Option(metavar="ID", help="One match, explained in full.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="The next so many days.")] = 7,
    start: From = None,
    end: To = None,
    as_json: AsJson = False,
) -> None:
    """Forecast coming matches with the active model, and keep the forecasts in the ledger."""
    with opened() as home:
        fixtures = _one(home, match) if match is not None else _window(home, days, start, end)
        desk = Desk(home, home.registry.load_active())
        previews = forecast(home, desk, fixtures)
    if as_json:
        show_json([described(preview) for preview in previews if preview.forecast])
    elif match is not None:
        explain(previews[0])
    else:
        rows = [line(preview) for preview in previews if preview.forecast]
        show(rows, as_json=False, empty=_NOT_ONE if previews else _NO_MATCH)
    _tell_left_out(previews)


def _tell_left_out(previews: Sequence[Preview]) -> None:
    unknown = reference.listed(unlearnt(previews))
    if unknown:
        errors.print(
            f"not forecast: {unknown}, which the active model has not learnt from;"
            " train one that has",
            soft_wrap=True,
        )


def line(preview: Preview) -> dict[str, Any]:
    """Return a forecast as one row of a table."""
    said, fixture = _said(preview), preview.fixture
    home, draw, away = (f"{percent}%" for percent in whole_percents(said.probabilities))
    return {
        "id": fixture.id,
        "date": f"{fixture.date:%a %d %b}",
        "match": f"{fixture.home} v {fixture.away}",
        "home": home,
        "draw": draw,
        "away": away,
        "score": "{}-{}".format(*said.top_score),
        "goals": "{:.1f}-{:.1f}".format(*said.expected_goals),
        "tip": f"{said.recommended.name.lower()} ({said.strength.lower()})",
    }


def explain(preview: Preview) -> None:
    """Print one forecast in full."""
    said, fixture = _said(preview), preview.fixture
    sides = fixture.home, fixture.away
    heading(str(fixture))
    rows = zip((fixture.home, "draw", fixture.away), said.probabilities, strict=True)
    for name, chance in rows:
        say(f"  {name:24}{chance:6.1%}  {'█' * round(chance * 40)}")
    say(f"  expected goals          {'{:.2f} - {:.2f}'.format(*said.expected_goals)}")
    for name, (low, high), within in zip(
        sides, said.goal_interval, said.goal_confidence, strict=True
    ):
        say(f"    {name:22}{low}-{high} goals with 80 %; within one goal {within:.0%}")
    say(f"  most likely score       {'{}-{}'.format(*said.top_score)}")
    for text in market_lines(said, *sides):
        say(f"  {text}")
    say(f"  confidence              {said.confidence:.2f} ({said.strength})")
    say(f"  model                   {said.version}, as of {said.as_of:%Y-%m-%d %H:%M} UTC")
    for factor in said.key_factors:
        say(f"  • {factor}")


def described(preview: Preview) -> dict[str, Any]:
    """Return a forecast as plain values."""
    said, fixture = _said(preview), preview.fixture
    home, draw, away = said.probabilities
    return {
        "match_id": fixture.id,
        "league": fixture.competition,
        "season": fixture.season,
        "date": fixture.date.isoformat(),
        "kickoff": None if fixture.date_only else fixture.kickoff.isoformat(),
        "home": fixture.home,
        "away": fixture.away,
        "p_home": home,
        "p_draw": draw,
        "p_away": away,
        "mu_home": said.expected_goals[0],
        "mu_away": said.expected_goals[1],
        "goal_interval": said.goal_interval,
        "goal_confidence": said.goal_confidence,
        "top_score": list(said.top_score),
        **markets_described(said),
        "confidence": said.confidence,
        "recommended": said.recommended.name,
        "strength": said.strength,
        "key_factors": [factor.to_plain() for factor in said.key_factors],
        "model": said.version,
        "as_of": said.as_of.isoformat(),
    }


def _one(home: Home, match: int) -> list[Fixture]:
    with home.database.read() as connection:
        fixture = matches.fixture(connection, match, as_of=home.clock.now())
    if fixture.kickoff <= home.clock.now():
        raise TooLateError(f"match {match} ({fixture}) has kicked off; see: scoreline backtest")
    return [fixture]


def _window(home: Home, days: int, start: str | None, end: str | None) -> list[Fixture]:
    first, last = read_day(start, "--from"), read_day(end, "--to")
    if (first is None) != (last is None):
        raise ConfigurationError("give both --from and --to, or --days")
    if first is None or last is None:
        return coming(home, until=home.clock.now() + timedelta(days=days))
    if last < first:
        raise ConfigurationError(f"--to {last} lies before --from {first}")
    # The calendar ends with the year 9999, which people write for "no end".
    following = last + timedelta(days=1) if last < date.max else last
    return coming(home, since=first_instant(first), until=first_instant(following))


def _said(preview: Preview) -> Forecast:
    if preview.forecast is None:
        league = reference.named(preview.fixture.competition)
        raise ConfigurationError(
            f"the active model has not learnt from {league}; train one that has"
        )
    return preview.forecast
