"""Every source by its name."""

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Final

from scoreline.errors import NotFoundError
from scoreline.settings import Settings
from scoreline.sources._base import Source
from scoreline.sources._bundled import Bundled
from scoreline.sources._http import Manners
from scoreline.sources.api_football import ApiFootball
from scoreline.sources.clubelo import ClubElo
from scoreline.sources.football_data import FootballData
from scoreline.sources.mapped import Mapped
from scoreline.sources.openfootball import OpenFootball
from scoreline.sources.understat import Understat

ENTRY_POINTS: Final = "scoreline.sources"
"""Group of entry points by which a third party adds a source: a callable that takes settings."""


def manners(settings: Settings) -> Manners:
    """Return how hosts are asked by the settings."""
    return Manners(
        pause=settings.http_pause, tries=settings.http_tries, timeout=settings.http_timeout
    )


def _api_football(settings: Settings) -> ApiFootball:
    key = settings.api_football_key
    return ApiFootball(
        settings.api_football_url,
        None if key is None else key.get_secret_value(),
        settings.api_football_daily,
        manners(settings),
    )


_OWN: Final[Mapping[str, Callable[[Settings], Source]]] = {
    "api-football": _api_football,
    "bundled": lambda _settings: Bundled(),
    "clubelo": lambda settings: ClubElo(settings.clubelo_url, manners(settings)),
    "csv": lambda settings: Mapped("csv", manners(settings)),
    "football-data": lambda settings: FootballData(settings.football_data_url, manners(settings)),
    "parquet": lambda settings: Mapped("parquet", manners(settings)),
    "openfootball": lambda settings: OpenFootball(settings.openfootball_url, manners(settings)),
    "understat": lambda settings: Understat(settings.understat_url, manners(settings)),
}


def source_names() -> list[str]:
    """Return the names that :func:`source_named` knows."""
    return sorted({*_OWN, *entry_points(group=ENTRY_POINTS).names})


def require_source(name: str, *others: str) -> None:
    """Refuse a name that no source has, but for some that are known otherwise.

    Raises:
        NotFoundError: It names the sources that there are.
    """
    known = sorted({*source_names(), *others})
    if name not in known:
        raise NotFoundError(_unknown(name, known))


def source_named(name: str, settings: Settings) -> Source:
    """Return a source, set up by the settings.

    Raises:
        NotFoundError: No source has this name.
    """
    if name in _OWN:
        return _OWN[name](settings)
    for point in entry_points(group=ENTRY_POINTS, name=name):
        made: Source = point.load()(settings)
        return made
    raise NotFoundError(_unknown(name, source_names()))


def _unknown(name: str, known: list[str]) -> str:
    if name == "news":
        return "news is taken in by: scoreline news ingest --from FILE_DIR_OR_URL"
    return f"no source '{name}'; there are {', '.join(known)}"
