"""How well the bots of a home tip, derived from the ledger and stored."""

from datetime import date
from typing import Final

from scoreline.bots.accuracy import accuracies
from scoreline.domain.accuracy import Accuracy, Period, Subject
from scoreline.home import Home
from scoreline.store import accuracies as stored

KEPT: Final = (Period.WEEKLY, Period.MONTHLY, Period.ALL_TIME)
"""The periods that are kept up to date; custom ones are stored when they are asked for."""


def refresh_accuracy(home: Home, *, span: tuple[date, date] | None = None) -> int:
    """Bring what is stored in line with the tips settled by the clock; return changed rows.

    Args:
        home: Where the ledger is; the tips of its book count.
        span: First and last day of a custom period; nothing else is computed then.
    """
    with home.database.write() as connection:
        ledger = stored.settled_by_day(connection, home.book, as_of=home.clock.now())
        return sum(
            stored.replace(
                connection,
                home.book,
                subject,
                period,
                accuracies(ledger, subject, period, span=span),
                at=home.wall.now(),
                span=span,
            )
            for subject in Subject
            for period in (KEPT if span is None else (Period.CUSTOM,))
        )


def accuracy_between(home: Home, subject: Subject, span: tuple[date, date]) -> list[Accuracy]:
    """Return accuracy over days, both included, from the ledger, without storing it."""
    with home.database.read() as connection:
        ledger = stored.settled_by_day(connection, home.book, as_of=home.clock.now())
    return accuracies(ledger, subject, Period.CUSTOM, span=span)


def stored_accuracy(
    home: Home, subject: Subject, period: Period, *, span: tuple[date, date] | None = None
) -> list[Accuracy]:
    """Return what is stored of a period, the latest first, then by name."""
    with home.database.read() as connection:
        return stored.stored(connection, home.book, subject, period, span=span)
