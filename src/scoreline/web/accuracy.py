"""Settled tips of a home, by strategy and period."""

from datetime import date, datetime

from scoreline.bots.accuracy import Accuracy, Dated, Period, accuracies
from scoreline.home import Home
from scoreline.store import bots, matches


def of_strategies(
    home: Home, period: Period, *, now: datetime, span: tuple[date, date] | None = None
) -> list[Accuracy]:
    """Return how well strategies tipped in the home's leagues, as known at an instant."""
    with home.database.read() as connection:
        plays = {bot.name: bot.strategy for bot in bots.listing(connection)}
        settled = [
            each
            for league in bots.all_leagues(connection, book=home.book)
            for each in bots.settled_tips(connection, league, as_of=now)
        ]
        ids = {tip.match_id for tip, _, _ in settled}
        played = matches.fixtures(connection, as_of=now, ids=ids)
    days = {fixture.id: fixture.date for fixture in played}
    dated: list[Dated] = [(days[e[0].match_id], plays[e[0].bot], e) for e in settled]
    return accuracies(dated, period, span=span)
