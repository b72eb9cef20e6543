"""What documents said of clubs by an instant, and whose word counts; API and pages read here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoreline.news.briefing import standing
from scoreline.store import Connection, signals
from scoreline.store.signals import Heard


@dataclass(frozen=True, slots=True)
class Told:
    """A signal with its evidence.

    Attributes:
        stands: Whether it is the word that counts on its player.
    """

    heard: Heard
    stands: bool


def of_clubs(
    connection: Connection, clubs: Collection[str], *, as_of: datetime, span: timedelta
) -> list[Told]:
    """Return what was said of clubs in a span of time before an instant, the newest first."""
    told = signals.heard(connection, as_of=as_of, clubs=clubs, since=as_of - span)
    by_club = [[each for each in told if each.signal.club == club] for club in clubs]
    counts = {id(word.heard) for part in by_club for word in standing(part)}
    return [Told(each, stands=id(each) in counts) for each in told]
