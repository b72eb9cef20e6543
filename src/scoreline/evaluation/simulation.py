"""The rest of a season, played many times from score grids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.special import ndtri

from scoreline.domain import Competition, InformationSet
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError
from scoreline.evaluation._playing import SCORES, Rest, Start, play_out
from scoreline.evaluation.season_ahead import SeasonAhead, season_ahead
from scoreline.features.ranking import PLAYED, POINTS, breaks_of
from scoreline.models import Floats, Ints, ScoreModel

RUNS: Final = 10_000
LEVEL: Final = 0.8

UNCERTAINTY: Final = 0.15
"""How far a club may be better or worse than its grids say, in all that is left of a season.

A standard deviation, where what surprises in one match has 1. Chosen on the top-5 leagues of
2005/06 to 2011/12, see docs/decisions/0085.
"""

_MOST: Final = 0.7
_SURE: Final = 1 - 1e-12
"""Probability that has reached one but for rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class SeasonSimulation:
    """Many ways in which a season may end.

    Attributes:
        ahead: What was known, and the grids that all else was drawn from; the arrays have its
            clubs in its order.
        seed: The same one draws the same.
        uncertainty: See ``UNCERTAINTY``.
        points: In the end, shape (runs, clubs).
        places: In the end, shape (runs, clubs); each place is taken once in every run.
    """

    ahead: SeasonAhead
    seed: int
    uncertainty: float
    points: Ints
    places: Ints

    @property
    def clubs(self) -> tuple[str, ...]:
        """Return the clubs by name."""
        return self.ahead.now.clubs

    def place_shares(self) -> Floats:
        """Return how often each club takes each place, shape (clubs, places)."""
        every = np.arange(1, len(self.clubs) + 1)
        return np.stack([(self.places == place).mean(axis=0) for place in every], axis=1)

    def zones(self) -> dict[str, Floats]:
        """Return how often each club takes one of the places that decide something, by what."""
        return {
            name: np.isin(self.places, list(places)).mean(axis=0)
            for name, places in self.ahead.zones.items()
        }

    def interval(self, level: float = LEVEL) -> Ints:
        """Return low and high of each club's points, shape (clubs, 2), central at a level."""
        ends = [(1 - level) / 2, (1 + level) / 2]
        return np.quantile(self.points, ends, axis=0, method="inverted_cdf").T.astype(np.int64)

    def table(self, level: float = LEVEL) -> pl.DataFrame:
        """Return a row a club, the best expected place first.

        Returns:
            ``place`` now (null before a club's first match), ``club``, ``played``, ``points`` now,
            ``expected_points``, ``points_low``, ``points_high``, ``expected_place``, then the
            shares of :meth:`zones`.
        """
        low, high = self.interval(level).T
        frame = pl.DataFrame(
            {
                "place": self.ahead.now.place,
                "club": self.clubs,
                "played": self.ahead.now.totals[:, PLAYED],
                "points": self.ahead.now.totals[:, POINTS],
                "expected_points": self.points.mean(axis=0),
                "points_low": low,
                "points_high": high,
                "expected_place": self.places.mean(axis=0),
                **self.zones(),
            }
        )
        placed = pl.when(pl.col("place") > 0).then("place")
        return frame.with_columns(placed).sort("expected_place", "club")

    def to_plain(self, level: float = LEVEL) -> dict[str, Any]:
        """Return plain JSON values: what was simulated, and :meth:`table` with all places."""
        shares = dict(zip(self.clubs, self.place_shares().tolist(), strict=True))
        clubs = [{**row, "places": shares[row["club"]]} for row in self.table(level).to_dicts()]
        return {
            "league": self.ahead.competition,
            "season": self.ahead.season,
            "as_of": self.ahead.as_of.isoformat(),
            "runs": len(self.points),
            "seed": self.seed,
            "uncertainty": self.uncertainty,
            "level": level,
            "played": int(self.ahead.now.totals[:, PLAYED].sum()) // 2,
            "left": self.ahead.left.certain + self.ahead.after_split,
            "not_announced": self.ahead.left.derived,
            "after_split": self.ahead.after_split,
            "zones": {
                name: [min(places), max(places)] for name, places in self.ahead.zones.items()
            },
            "clubs": clubs,
        }


def simulate_season(
    evidence: Evidence,
    model: ScoreModel,
    competition: str,
    season: int,
    *,
    as_of: datetime,
    runs: int = RUNS,
    seed: int = 42,
    uncertainty: float = UNCERTAINTY,
    information: InformationSet = InformationSet.NONE,
    competitions: Mapping[str, Competition] | None = None,
) -> SeasonSimulation:
    """Play the rest of a season many times.

    Results known and points deducted at an instant stand; all other matches are drawn from the
    score grids that a model gives them at that instant. In each run every club is a little better
    or worse than its grids say, the same in all its matches, so that seasons differ as much as
    they do; each match for itself is drawn exactly as its grid says. Each run is ranked by the
    competition's own rules; clubs that those leave level draw lots.

    Args:
        evidence: See :func:`season_ahead`, as for all that is not said here.
        model: Must have been trained on nothing later than ``as_of``, which nobody checks here.
        competition: Code of the league.
        season: By its first year.
        as_of: The instant.
        runs: How many seasons.
        seed: Decides all that is drawn; more runs begin with the same ones.
        uncertainty: How different runs make the clubs, from 0 to 0.7; see ``UNCERTAINTY``.
        information: What odds the model's features see.
        competitions: Rules by code.

    Raises:
        NotFoundError: No match of the season, or not all of its clubs are known.
        ConfigurationError: A number makes no sense, or the model does not answer a match.
    """
    ahead = season_ahead(
        evidence,
        model,
        competition,
        season,
        as_of=as_of,
        information=information,
        competitions=competitions,
    )
    return play_season(ahead, runs=runs, seed=seed, uncertainty=uncertainty)


def play_season(
    ahead: SeasonAhead, *, runs: int = RUNS, seed: int = 42, uncertainty: float = UNCERTAINTY
) -> SeasonSimulation:
    """Play what is left of a season many times, as :func:`simulate_season` does.

    Raises:
        ConfigurationError: A number makes no sense.
    """
    _require(runs, uncertainty)
    points, places = play_out(
        _start(ahead), _rest(ahead, uncertainty), runs, np.random.default_rng(seed)
    )
    return SeasonSimulation(ahead, seed, uncertainty, points, places)


def _require(runs: int, uncertainty: float) -> None:
    if runs < 1:
        raise ConfigurationError(f"a simulation needs 1 run or more, not {runs}")
    if not 0 <= uncertainty <= _MOST:
        raise ConfigurationError(f"an uncertainty lies between 0 and {_MOST}, not at {uncertainty}")


def _start(ahead: SeasonAhead) -> Start:
    now = ahead.now
    return Start(
        totals=now.totals,
        upper=now.upper,
        meetings=now.meetings,
        breaks=np.array(breaks_of(now.rules), dtype=np.int64),
        win=now.rules.points_per_win,
        rounds=now.rules.rounds,
        split=0 if now.upper.any() else now.rules.split,
    )


def _rest(ahead: SeasonAhead, uncertainty: float) -> Rest:
    reached = np.cumsum(ahead.grid.values[:, SCORES[:, 0], SCORES[:, 1]], axis=1)
    # One layout in memory, so that the kernel is compiled once.
    bounds = np.ascontiguousarray(ndtri(np.where(reached < _SURE, reached, 1.0)))
    return Rest(ahead.left.pairs, bounds, SCORES, ahead.left.certain, uncertainty)
