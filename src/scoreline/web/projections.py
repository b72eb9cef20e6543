"""How seasons may end by the active model: simulated beside the requests, kept until a result."""

from collections.abc import Hashable
from datetime import datetime

import polars as pl

from scoreline.clock import FixedClock
from scoreline.domain import MatchStatus
from scoreline.evaluation import SeasonSimulation, simulate_season
from scoreline.home import Home
from scoreline.jobs import Desk
from scoreline.registry import ActiveModel, Bundle
from scoreline.web.background import Background, Kept

_DECIDES: pl.Expr = pl.struct("match_id", "status", "home_goals", "away_goals")


class Projections:
    """Simulated seasons, each of one version and one state of its table."""

    def __init__(self, home: Home, active: ActiveModel) -> None:
        self._home = home
        self._active = active
        self._kept: Background[SeasonSimulation] = Background()

    def of(self, season: pl.DataFrame, *, now: datetime) -> Kept[SeasonSimulation] | None:
        """Return how a season may end, or None where no model that serves can say.

        Args:
            season: ``MATCHES`` columns of one competition's season as they stand now.
            now: The instant.
        """
        code, year = season["competition"][0], int(season["season"][0])
        bundle = self._bundle(code, now)
        if bundle is None or not season["status"].eq(MatchStatus.SCHEDULED.value).any():
            return None
        results = season.select(_DECIDES.hash(seed=1).sum()).item()
        state: Hashable = (bundle.version.name, results)
        return self._kept.get((code, year), state, lambda: self._simulate(bundle, code, year, now))

    def _bundle(self, code: str, now: datetime) -> Bundle | None:
        bundle = self._active.bundle()
        if bundle is None or code not in bundle.version.competitions:
            return None
        return bundle if bundle.version.knew_nothing_after(now) else None

    def _simulate(self, bundle: Bundle, code: str, year: int, now: datetime) -> SeasonSimulation:
        there = self._home.at(FixedClock(now), book=self._home.book)
        return simulate_season(
            Desk(there, bundle).evidence,
            bundle.model,
            code,
            year,
            as_of=now,
            seed=self._home.settings.seed,
            information=bundle.version.information,
        )
