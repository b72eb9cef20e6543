"""How prediction leagues are named on the command line."""

from collections.abc import Sequence
from typing import Annotated

import typer

from scoreline.domain import LIVE, League
from scoreline.errors import NotFoundError
from scoreline.home import STANDING, Home
from scoreline.store import Connection
from scoreline.store import bots as ledger

LeagueName = Annotated[
    str | None,
    typer.Argument(metavar="LEAGUE", help="A prediction league; all where left away."),
]


def chosen_leagues(connection: Connection, home: Home, name: str | None) -> list[League]:
    """Return one prediction league of the home's book, or all of them.

    Raises:
        NotFoundError: There is none of this name.
    """
    every = ledger.all_leagues(connection)
    if name is None:
        return [each for each in every if each.book == home.book]
    return [league_named(every, name, home.book)]


def league_named(leagues: Sequence[League], name: str, book: str) -> League:
    """Return the league of a book by its name.

    Raises:
        NotFoundError: There is none; the message says where it was opened under another clock.
    """
    books = {league.book: league for league in leagues if league.name == name}
    if book in books:
        return books[book]
    if {LIVE, STANDING} & set(books):
        then, now = ("ran", "stands") if book == STANDING else ("stood", "runs")
        raise NotFoundError(
            f"prediction league '{name}' was opened while the clock {then}, and now it {now}"
            " (SCORELINE_AS_OF); the two records are kept apart"
        )
    raise NotFoundError(f"no prediction league '{name}'; see: scoreline bots table")
