"""Training on what a home knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from scoreline import reference
from scoreline.clock import first_day_after, first_instant
from scoreline.domain import InformationSet, ModelVersion
from scoreline.domain.odds import Margin
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.features import FeatureEngine, require_odds
from scoreline.home import Home
from scoreline.models import Progress, Recipe, Tuning, to_json, train
from scoreline.store import matches


def train_version(
    home: Home,
    recipe: Recipe,
    *,
    competitions: Sequence[str] = (),
    seasons: Sequence[int] = (),
    until: date | None = None,
    tune: int = 0,
    workers: int = 1,
    once: bool = False,
    progress: Progress | None = None,
) -> ModelVersion:
    """Train on everything known by a day and publish the result; it does not serve yet.

    Args:
        home: Where the matches are and the version goes.
        recipe: What to train; its information set says which odds it sees.
        competitions: Learn from these leagues only; all of the home's where empty. Features see
            every league in any case, because clubs move between them.
        seasons: Learn from these only; all of the home's where empty.
        until: Nothing known after this day's first instant (UTC) is learnt from; by default
            everything known by the clock.
        tune: Settings to try for each member first. The home's database keeps them: the same
            call goes on where another was stopped, and several at once share the work.
        workers: Settings tried at the same time by this call.
        once: Where a version has the very same files, return that one instead of another.
        progress: Told what is going on.

    Raises:
        NotFoundError: The home has no matches of a league or season, or no odds for a recipe that
            sees some.
        ConfigurationError: The day lies in the future.
        NotEnoughDataError: Too few matches to train honestly.
    """
    as_of = _instant(home, until)
    frame = feature_rows(
        home,
        as_of=as_of,
        competitions=competitions,
        seasons=seasons,
        information=recipe.information,
    )
    require_odds(frame, recipe.information)
    seeded = replace(recipe, seed=home.settings.seed)
    tuning = Tuning(tune, home.settings.database, workers) if tune else None
    trained = train(frame, seeded, tuning=tuning, progress=progress, jobs=2)
    return home.registry.publish(
        trained, trained_until=first_day_after(as_of), sample=frame, once=once
    )


def trained_until(
    home: Home,
    recipe: Recipe,
    competition: str,
    day: date,
    *,
    progress: Progress | None = None,
) -> ModelVersion:
    """Return a version that one league's matches taught until a day, trained if there is none."""
    wanted = to_json(replace(recipe, seed=home.settings.seed).to_plain())
    for version in home.registry.listing():
        same = version.competitions == (competition,) and to_json(version.config) == wanted
        if same and version.trained_until == day and version.pruned_at is None:
            return version
    return train_version(home, recipe, competitions=[competition], until=day, progress=progress)


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


def _instant(home: Home, until: date | None) -> datetime:
    now = home.clock.now()
    if until is None:
        return now
    instant = first_instant(until)
    if instant > now:
        raise ConfigurationError(f"--until {until} lies after {now:%Y-%m-%d}, the clock's today")
    return instant


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
