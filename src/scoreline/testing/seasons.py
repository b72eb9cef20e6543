"""Matches in a database without any source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from scoreline.domain import Fixture, MatchStatus, Score
from scoreline.domain.frames import MATCHES, ODDS
from scoreline.reference import Club
from scoreline.store import Database, match_writing, matches, teams

_ROW = "line_no"


@dataclass(frozen=True, slots=True)
class Planned:
    """A match as it is to be stored; a score makes it a finished one unless ``status`` differs."""

    home: str
    away: str
    kickoff: datetime
    score: Score | None = None
    status: MatchStatus | None = None
    date_only: bool = False


def store_matches(
    database: Database,
    planned: Sequence[Planned],
    *,
    competition: str = "E0",
    season: int = 2025,
) -> list[Fixture]:
    """Write matches of one season, or what has changed of them; no pair meets twice at one ground.

    Returns:
        The matches as they stand at the last kick-off, without a result, in the order given.
    """
    last = max(match.kickoff for match in planned)
    rows = [_row(line, match, competition, season) for line, match in enumerate(planned)]
    schema = {_ROW: pl.Int32, **{name: MATCHES[name] for name in MATCHES if name != "match_id"}}
    prices = {_ROW: pl.Int32, **{name: ODDS[name] for name in ODDS if name != "match_id"}}
    with database.write() as connection:
        clubs = {name for match in planned for name in (match.home, match.away)}
        teams.seed(connection, [Club(name, name, "Nowhere", ()) for name in sorted(clubs)])
        match_writing.save(
            connection,
            competition,
            season,
            pl.DataFrame(rows, schema=schema),
            pl.DataFrame(schema=prices),
            at=last,
        )
        stored = matches.fixtures(connection, as_of=last, competitions=[competition], season=season)
    by_pair = {(fixture.home, fixture.away): fixture for fixture in stored}
    return [by_pair[match.home, match.away] for match in planned]


def _row(line: int, match: Planned, competition: str, season: int) -> dict[str, object]:
    played = MatchStatus.SCHEDULED if match.score is None else MatchStatus.FINISHED
    return {
        _ROW: line,
        "competition": competition,
        "season": season,
        "date": match.kickoff.date(),
        "kickoff": match.kickoff,
        "date_only": match.date_only,
        "neutral": False,
        "home": match.home,
        "away": match.away,
        "status": (match.status or played).value,
        "home_goals": None if match.score is None else match.score.home,
        "away_goals": None if match.score is None else match.score.away,
    }
