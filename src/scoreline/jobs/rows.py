"""Feature rows of what a home knows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import polars as pl

from scoreline import reference
from scoreline.domain import InformationSet, MatchStatus
from scoreline.domain.odds import Margin
from scoreline.errors import NotFoundError
from scoreline.features import FeatureEngine
from scoreline.home import Home
from scoreline.store import matches

Span = tuple[date | None, date | None]
"""First and last day, None where it is open there."""

ALWAYS: Final[Span] = (None, None)


def feature_rows(
    home: Home,
    *,
    as_of: datetime,
    competitions: Sequence[str] = (),
    seasons: Sequence[int] = (),
    span: Span = ALWAYS,
    information: InformationSet = InformationSet.NONE,
    margin: Margin = Margin.POWER,
) -> pl.DataFrame:
    """Return keys, results and features of the matches known at an instant.

    Each row speaks from its own kick-off, or from ``as_of`` where that comes first. The
    information set says which odds features are made from, and so which features there are.

    Raises:
        NotFoundError: The home has no matches of a league or season.
    """
    with home.database.read() as connection:
        evidence = matches.evidence(
            connection, as_of=as_of, with_odds=information.contains(InformationSet.PAST)
        )
    wanted = _wanted(evidence.matches, competitions, seasons, span)
    engine = FeatureEngine(information=information, margin=margin)
    return engine.compute(evidence, as_of=as_of, match_ids=wanted["match_id"].to_list())


def result_rows(
    home: Home, *, as_of: datetime, competitions: Sequence[str] = (), span: Span = ALWAYS
) -> pl.DataFrame:
    """Return keys and results of the matches that were played and known at an instant.

    Raises:
        NotFoundError: The home has no matches of a league.
    """
    with home.database.read() as connection:
        known = matches.evidence(connection, as_of=as_of).matches
    played = pl.col("status") == MatchStatus.FINISHED
    return _wanted(known, competitions, (), span).filter(played)


def _wanted(
    frame: pl.DataFrame, competitions: Sequence[str], seasons: Sequence[int], span: Span
) -> pl.DataFrame:
    _require(frame, competitions, seasons)
    first, last = span
    return frame.filter(
        pl.col("competition").is_in(list(competitions)) | pl.lit(not competitions),
        pl.col("season").is_in(list(seasons)) | pl.lit(not seasons),
        pl.col("date") >= (first or date.min),
        pl.col("date") <= (last or date.max),
    )


def _require(frame: pl.DataFrame, competitions: Sequence[str], seasons: Sequence[int]) -> None:
    if frame.is_empty():
        raise NotFoundError(reference.NOTHING_YET)
    reference.require_leagues(competitions, set(frame["competition"].unique()))
    for season in seasons:
        part = frame.filter(pl.col("season") == season)
        if competitions:
            part = part.filter(pl.col("competition").is_in(list(competitions)))
        if part.is_empty():
            raise NotFoundError(f"no matches of season {season}; ingest it first")
