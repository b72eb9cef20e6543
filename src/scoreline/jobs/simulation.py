"""The rest of a season by a model that knew nothing later than the instant it starts from."""

from dataclasses import dataclass
from datetime import date, datetime

from scoreline.clock import FixedClock, first_instant
from scoreline.domain import ModelVersion
from scoreline.errors import ConfigurationError
from scoreline.evaluation import SeasonSimulation, simulate_season
from scoreline.evaluation.simulation import RUNS, UNCERTAINTY
from scoreline.home import Home
from scoreline.jobs.desk import Desk
from scoreline.jobs.refits import Refits
from scoreline.jobs.replay import season_fixtures
from scoreline.models import ENSEMBLE, Progress, Recipe
from scoreline.registry import Bundle


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated season and the version whose grids it was drawn from."""

    season: SeasonSimulation
    version: ModelVersion


def simulate(
    home: Home,
    competition: str,
    season: int,
    *,
    as_of: date | None = None,
    runs: int = RUNS,
    seed: int | None = None,
    uncertainty: float = UNCERTAINTY,
    recipe: Recipe | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Play the rest of a season many times, see :func:`scoreline.simulate_season`.

    The active model forecasts where it has learnt from the league and from nothing later than the
    instant. Otherwise a version is trained on what was known then, once; it does not serve.

    Args:
        home: Where the matches and models are.
        competition: Code of the league.
        season: By its first year.
        as_of: What was known at this day's first instant (UTC) stands; by default what is known
            by the clock.
        runs: How many seasons.
        seed: Decides all that is drawn; the home's where not given.
        uncertainty: How different runs make the clubs.
        recipe: Train this one instead of asking the active model.
        progress: Told the stages of the training, where there is one.

    Raises:
        ConfigurationError: The day lies in the future, or a number makes no sense.
        NotFoundError: No such league, no match of the season, or not all of its clubs are known.
        NotEnoughDataError: Too little was known then to train honestly.
    """
    # Before a model is trained for nothing.
    season_fixtures(home, competition, season)
    then = _instant(home, as_of)
    there = home.at(FixedClock(then), book=home.book)
    bundle = _bundle(there, competition, recipe, progress)
    simulated = simulate_season(
        Desk(there, bundle).evidence,
        bundle.model,
        competition,
        season,
        as_of=then,
        runs=runs,
        seed=home.settings.seed if seed is None else seed,
        uncertainty=uncertainty,
        information=bundle.version.information,
    )
    return Simulated(simulated, bundle.version)


def _instant(home: Home, as_of: date | None) -> datetime:
    now = home.clock.now()
    if as_of is None:
        return now
    instant = first_instant(as_of)
    if instant > now:
        raise ConfigurationError(f"--as-of {as_of} lies after {now:%Y-%m-%d}, the clock's today")
    return instant


def _bundle(
    home: Home, competition: str, recipe: Recipe | None, progress: Progress | None
) -> Bundle:
    name = home.registry.active_name()
    if recipe is None and name is not None:
        active = home.registry.get(name)
        if active.knew_nothing_after(home.clock.now()) and competition in active.competitions:
            return home.registry.load(name)
    until = home.clock.now().date()
    version = Refits(home, recipe or ENSEMBLE, [competition]).until(until, progress=progress)
    return home.registry.load(version.name)
