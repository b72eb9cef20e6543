"""Training on what a home knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import polars as pl

from scoreline.clock import first_instant
from scoreline.domain import InformationSet, ModelVersion
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.features import FeatureEngine
from scoreline.home import Home
from scoreline.models import Progress, Recipe, train
from scoreline.store import matches


def train_version(
    home: Home,
    recipe: Recipe,
    *,
    competitions: Sequence[str] = (),
    until: date | None = None,
    progress: Progress | None = None,
) -> ModelVersion:
    """Train on everything known by a day and publish the result; it does not serve yet.

    Args:
        home: Where the matches are and the version goes.
        recipe: What to train.
        competitions: Learn from these leagues only; all of the home's where empty. Features see
            every league in any case, because clubs move between them.
        until: Nothing known after this day's first instant (UTC) is learnt from; by default
            everything known by the clock.
        progress: Told what is going on.

    Raises:
        NotFoundError: The home has no matches of a league.
        ConfigurationError: The day lies in the future.
        NotEnoughDataError: Too few matches to train honestly.
    """
    as_of = _instant(home, until)
    frame = feature_rows(home, as_of=as_of, competitions=competitions)
    seeded = replace(recipe, seed=home.settings.seed)
    trained = train(frame, seeded, progress=progress, jobs=2)
    return home.registry.publish(trained, trained_until=_first_day_after(as_of), sample=frame)


def feature_rows(
    home: Home,
    *,
    as_of: datetime,
    competitions: Sequence[str] = (),
    seasons: Sequence[int] = (),
    information: InformationSet = InformationSet.NONE,
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
    engine = FeatureEngine(information=information)
    return engine.compute(evidence, as_of=as_of, match_ids=wanted["match_id"].to_list())


def _instant(home: Home, until: date | None) -> datetime:
    now = home.clock.now()
    if until is None:
        return now
    instant = first_instant(until)
    if instant > now:
        raise ConfigurationError(f"--until {until} lies after {now:%Y-%m-%d}, the clock's today")
    return instant


def _first_day_after(as_of: datetime) -> date:
    """Return the first day that began at an instant or later."""
    whole = as_of.time() == time()
    return as_of.date() if whole else as_of.date() + timedelta(days=1)


def _require(frame: pl.DataFrame, competitions: Sequence[str], seasons: Sequence[int]) -> None:
    if frame.is_empty():
        raise NotFoundError("there are no matches yet; begin with: scoreline ingest bundled")
    stored = set(frame["competition"].unique())
    for code in competitions:
        if code not in stored:
            raise NotFoundError(
                f"no matches of league '{code}'; there are {', '.join(sorted(stored))}"
            )
    for season in seasons:
        part = frame.filter(pl.col("season") == season)
        if competitions:
            part = part.filter(pl.col("competition").is_in(list(competitions)))
        if part.is_empty():
            raise NotFoundError(f"no matches of season {season}; ingest it first")
