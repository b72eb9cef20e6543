"""Everything needed to forecast, read once and used for many matches."""

from collections.abc import Sequence
from datetime import datetime

from scoreline.bots import Tipped, place_tips
from scoreline.domain import Fixture, InformationSet, League
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError
from scoreline.features import FeatureEngine
from scoreline.forecasting import Preview, Strength, preview
from scoreline.home import Home
from scoreline.registry import Bundle
from scoreline.store import matches, odds, predictions


class Desk:
    """What is known by the home's clock, its features, and a model, which sees its own odds.

    What is asked of it speaks from instants that only move forward.
    """

    def __init__(self, home: Home, bundle: Bundle | None) -> None:
        """Read the evidence of all competitions, because clubs move between them."""
        seen = bundle.version.information if bundle else InformationSet.NONE
        with home.database.read() as connection:
            self.evidence: Evidence = matches.evidence(
                connection,
                as_of=home.clock.now(),
                with_odds=seen.contains(InformationSet.PAST),
            )
        self.bundle = bundle
        self._running = FeatureEngine(information=seen).start(self.evidence)
        self._strength = Strength(home.settings.strong, home.settings.moderate)

    def take(self, bundle: Bundle) -> None:
        """Forecast by another model from now on, one that sees the same odds.

        Raises:
            ConfigurationError: It sees others.
        """
        if self.bundle is None or bundle.version.information != self.bundle.version.information:
            raise ConfigurationError(f"model {bundle.version.name} does not see the same odds")
        self.bundle = bundle

    def previews(self, fixtures: Sequence[Fixture], *, as_of: datetime) -> list[Preview]:
        """Forecast matches as of an instant, without storing anything."""
        return preview(self._running, self.bundle, fixtures, as_of=as_of, strength=self._strength)


def forecast(home: Home, desk: Desk, fixtures: Sequence[Fixture]) -> list[Preview]:
    """Forecast matches as of the home's clock and write what is new to its book.

    The forecasts come with the prices that are known by then.
    """
    now = home.clock.now()
    previews = desk.previews(fixtures, as_of=now)
    said = [each.forecast for each in previews if each.forecast is not None]
    with home.database.write() as connection:
        predictions.append(connection, said, recorded_at=home.wall.now(), book=home.book)
        known = odds.quotes(connection, {each.fixture.id: now for each in previews})
    return [each.priced(known.get(each.fixture.id, ())) for each in previews]


def tip(home: Home, league: League, previews: Sequence[Preview]) -> Tipped:
    """Let a league's bots tip matches as of the home's clock."""
    return place_tips(
        home.database, league, previews, home.clock, wall=home.wall, seed=home.settings.seed
    )
