"""Training on what a home knows."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime

from scoreline.clock import first_day_after, first_instant
from scoreline.domain import ModelVersion
from scoreline.errors import ConfigurationError
from scoreline.features import require_odds
from scoreline.home import Home
from scoreline.jobs.helping import helpers
from scoreline.jobs.rows import feature_rows
from scoreline.models import Progress, Recipe, Tuning, train


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
    with ExitStack() as helped:
        if tune and home.settings.broker_url is not None:
            helped.enter_context(
                helpers(
                    home, seeded, as_of=as_of, competitions=competitions, seasons=seasons, tune=tune
                )
            )
        trained = train(frame, seeded, tuning=tuning, progress=progress, jobs=2)
    return home.registry.publish(
        trained, trained_until=first_day_after(as_of), sample=frame, once=once
    )


def _instant(home: Home, until: date | None) -> datetime:
    now = home.clock.now()
    if until is None:
        return now
    instant = first_instant(until)
    if instant > now:
        raise ConfigurationError(f"--until {until} lies after {now:%Y-%m-%d}, the clock's today")
    return instant
