"""Feature rows of what a home knows."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from scoreline import reference
from scoreline.domain import InformationSet
from scoreline.domain.odds import Margin
from scoreline.errors import NotFoundError
from scoreline.features import FeatureEngine
from scoreline.home import Home
from scoreline.store import matches


def feature_rows(
    home: Home,
    *,
    as_of: datetime,
    competitions: Sequence[str] = (),
    seasons: Sequence[int] = (),
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
    _require(evidence.matches, competitions, seasons)
    wanted = evidence.matches.filter(
        pl.col("competition").is_in(list(competitions)) | pl.lit(not competitions),
        pl.col("season").is_in(list(seasons)) | pl.lit(not seasons),
    )
    engine = FeatureEngine(information=information, margin=margin)
    return engine.compute(evidence, as_of=as_of, match_ids=wanted["match_id"].to_list())


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
