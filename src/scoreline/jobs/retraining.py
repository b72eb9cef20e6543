"""Versions that are trained because their time has come."""

from typing import Final

from scoreline.domain import ModelVersion
from scoreline.domain.access import Local
from scoreline.home import Home
from scoreline.jobs.told import Told
from scoreline.jobs.training import train_version
from scoreline.models import ENSEMBLE, Recipe
from scoreline.store import matches

TRAINING: Final = "training"
"""The lock of whatever trains: it takes every processor, and what serves is decided once."""


def retrain(home: Home, told: Told) -> str:
    """Train on the newest seasons what serves now, and let the new version serve."""
    return _trained(home, told, tune=0)


def retune(home: Home, told: Told) -> str:
    """Search for better settings of what serves now, train with them, and let that serve."""
    return _trained(home, told, tune=home.settings.tune_trials)


def _trained(home: Home, told: Told, *, tune: int) -> str:
    recipe, leagues = _serving(home)
    # Those that only warm the ratings up are not learnt from.
    seasons = _seasons(home, leagues)[-(home.settings.retrain_seasons + recipe.warm_up) :]
    if not seasons:
        return "nothing to do: no matches yet; begin with: scoreline ingest bundled"
    version = train_version(
        home, recipe, competitions=leagues, seasons=seasons, tune=tune, once=True, progress=told
    )
    if home.registry.active_name() != version.name:
        why = "tuned" if tune else "retrained"
        home.registry.activate(
            version.name, note=why, by=Local("job tune" if tune else "job retrain")
        )
    told.set(version=version.name)
    return f"{version.name} serves, trained on {version.samples} matches"


def _serving(home: Home) -> tuple[Recipe, tuple[str, ...]]:
    """Return what the active version was made of, and of which leagues; all where none is."""
    name = home.registry.active_name()
    if name is None:
        return ENSEMBLE, ()
    active: ModelVersion = home.registry.get(name)
    return Recipe.from_plain(active.config), active.competitions


def _seasons(home: Home, leagues: tuple[str, ...]) -> list[int]:
    with home.database.read() as connection:
        stored = matches.seasons(connection)
    chosen = [years for code, years in stored.items() if not leagues or code in leagues]
    return sorted({year for years in chosen for year in years})
