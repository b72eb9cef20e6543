"""Forecasts made on the spot, of coming matches that the ledger has none of yet."""

import time
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Final

from scoreline.domain import Fixture, Forecast, MatchStatus
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs import Desk
from scoreline.registry import ActiveModel, Bundle
from scoreline.store import odds

KEEP: Final = 60.0
"""Seconds after which what is known is read again, and what was said is forgotten."""


class LiveForecasts:
    """Forecasts by the active model, nothing of which is stored.

    What is known is read once a minute; one answer comes from one version whole.
    """

    def __init__(self, home: Home, active: ActiveModel) -> None:
        self._home = home
        self._active = active
        self._lock = Lock()
        self._desk: Desk | None = None
        self._read = float("-inf")
        self._said: dict[int, Forecast | None] = {}

    def of(self, fixture: Fixture, *, now: datetime) -> Forecast:
        """Return the forecast of a coming match as of now, with the prices known by then.

        Raises:
            NotFoundError: It has begun, no model is active, or the model has not learnt from its
                league.
        """
        if fixture.status is not MatchStatus.SCHEDULED or fixture.kickoff <= now:
            raise NotFoundError(f"no forecast for match {fixture.id} ({fixture})")
        bundle = self._active.bundle()
        if bundle is None:
            raise NotFoundError(
                f"no forecast for match {fixture.id} ({fixture}), and no model is active"
            )
        with self._lock:
            said = self._forecast(fixture, bundle)
        if said is None:
            raise NotFoundError(
                f"no forecast for match {fixture.id} ({fixture}):"
                f" {bundle.version.name} cannot say anything of it"
            )
        with self._home.database.read() as connection:
            known = odds.quotes(connection, {fixture.id: said.as_of})
        return replace(said, quotes=known.get(fixture.id, ()))

    def _forecast(self, fixture: Fixture, bundle: Bundle) -> Forecast | None:
        desk = self._desk_for(bundle)
        if fixture.id not in self._said:
            # Asked anew: instants at a desk only move forward.
            [preview] = desk.previews([fixture], as_of=self._home.clock.now())
            self._said[fixture.id] = preview.forecast
        return self._said[fixture.id]

    def _desk_for(self, bundle: Bundle) -> Desk:
        desk, old = self._desk, time.monotonic() - self._read >= KEEP
        if desk is None or old or not _sees_as_much(desk, bundle):
            self._desk = desk = Desk(self._home, bundle)
            self._read, self._said = time.monotonic(), {}
        if desk.bundle is not bundle:
            desk.bundle, self._said = bundle, {}
        return desk


def _sees_as_much(desk: Desk, bundle: Bundle) -> bool:
    before = desk.bundle
    return before is not None and before.version.information is bundle.version.information
