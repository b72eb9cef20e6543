"""The filter of level, form and home lean, as a Kalman filter of both clubs with matrices."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .history import History, day_of
from .known import SIDES, Record

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Constants:
    usual: float
    noise: float
    most: float
    level: float
    level_summer: float
    level_kept: float
    level_moved: float
    tier: float
    newcomer: float
    newcomer_spread: float
    form: float
    days: float
    lean: float
    lean_summer: float
    lean_kept: float
    rate: float
    away: int = -1


GOALS = Constants(
    usual=0.4,
    noise=5.9,
    most=3.5,
    level=0.05,
    level_summer=0.052,
    level_kept=1.08,
    level_moved=0.3,
    tier=0.5,
    newcomer=-0.5,
    newcomer_spread=0.28,
    form=0.115,
    days=185,
    lean=0.0064,
    lean_summer=0.0086,
    lean_kept=0.45,
    rate=0.0008,
)
SHOTS_ON_TARGET = Constants(
    usual=1.2,
    noise=31,
    most=5.5,
    level=4.7,
    level_summer=0.3,
    level_kept=1.03,
    level_moved=0.25,
    tier=1.3,
    newcomer=-1.2,
    newcomer_spread=1.2,
    form=0.49,
    days=103,
    lean=0.08,
    lean_summer=0.026,
    lean_kept=0.64,
    rate=0.0017,
)
SHOTS = Constants(
    usual=3,
    noise=309,
    most=21,
    level=31,
    level_summer=2.9,
    level_kept=0.91,
    level_moved=0.1,
    tier=3.5,
    newcomer=-3.1,
    newcomer_spread=2.2,
    form=5,
    days=99,
    lean=0.13,
    lean_summer=0,
    lean_kept=1,
    rate=0.0027,
)
CORNERS = Constants(
    usual=1.2,
    noise=96,
    most=7,
    level=4.1,
    level_summer=0.9,
    level_kept=0.9,
    level_moved=0,
    tier=1.2,
    newcomer=-1.6,
    newcomer_spread=0.5,
    form=0.22,
    days=85,
    lean=0,
    lean_summer=0,
    lean_kept=1,
    rate=0.0028,
)
MARKET = Constants(
    usual=0.5,
    noise=0.0065,
    most=9,
    level=0.5,
    level_summer=0.084,
    level_kept=1.06,
    level_moved=0.7,
    tier=1.21,
    newcomer=-0.49,
    newcomer_spread=0.22,
    form=0.035,
    days=77,
    lean=0.001,
    lean_summer=0.0008,
    lean_kept=0.535,
    rate=0.009,
)
MARKET_TOTAL = Constants(
    usual=0.95,
    away=1,
    noise=0.0041,
    most=9,
    level=0.02,
    level_summer=0.0002,
    level_kept=0.757,
    level_moved=0.59,
    tier=0,
    newcomer=-0.006,
    newcomer_spread=0.0005,
    form=0,
    days=77,
    lean=0,
    lean_summer=0,
    lean_kept=1,
    rate=0.105,
)


@dataclass
class Filter:
    """States of clubs and competitions, observation after observation."""

    history: History
    constants: Constants
    states: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    usual: dict[str, float] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def state(self, club: str, match: Record) -> tuple[Array, Array]:
        """Return mean and covariance of level, form and lean when a match is played."""
        c, change = self.constants, self.history.change(club, match)
        if change in {"new", "newcomer"}:
            level, spread = (0.0, c.level) if change == "new" else (c.newcomer, c.newcomer_spread)
            return np.array([level, 0.0, 0.0]), np.diag([spread, c.form, c.lean])
        days = max(day_of(match) - day_of(self.history.last[club]), 0.0)
        left = np.exp(-days / c.days)
        kept, added, shift = [1, left, 1], [0, c.form * (1 - left**2), 0], 0.0
        if change == "summer":
            kept, added = [c.level_kept, 0, c.lean_kept], [c.level_summer, c.form, c.lean_summer]
        elif change == "move":
            kept, added = [c.level_moved, 0, c.lean_kept], [0, c.form, c.lean_summer]
            shift = c.tier * self.history.climbed(club, match)
        mean, cov = self.states[club]
        step = np.diag(np.array(kept, dtype=float))
        return step @ mean - [shift, 0, 0], step @ cov @ step + np.diag(added)

    def reads(self, match: Record) -> tuple[Array, float]:
        """Return what a match counts of home level, form, lean, then away, and of the usual."""
        away, lean = self.constants.away, 0 if match["neutral"] else 1
        ground = 0 if match["neutral"] and away == -1 else 1
        return np.array([1, 1, lean, away, away, lean], dtype=float), ground

    def expected(self, match: Record) -> float:
        counts, ground = self.reads(match)
        mean = np.concatenate([self.state(match[side], match)[0] for side in SIDES])
        usual = self.usual.get(match["competition"], self.constants.usual)
        return float(counts @ mean + ground * usual)

    def clubs(self, match: Record) -> tuple[float | None, float | None]:
        """Return level and form of both clubs, None of one that is new where all are."""
        home, away = (
            None
            if self.history.change(match[side], match) == "new"
            else float(self.state(match[side], match)[0][:2].sum())
            for side in SIDES
        )
        return home, away

    def says(self, match: Record) -> float | None:
        return None if None in self.clubs(match) else self.expected(match)

    def learn(self, match: Record, observed: float, news: tuple[float, float] = (0.0, 0.0)) -> None:
        c, code = self.constants, match["competition"]
        counts, ground = self.reads(match)
        surprise = min(max(observed, -c.most), c.most) - self.expected(match)
        states = [self.state(match[side], match) for side in SIDES]
        none = np.zeros((3, 3))
        cov = np.block([[states[0][1], none], [none, states[1][1]]])
        gain = cov @ counts / (counts @ cov @ counts + c.noise)
        mean = np.concatenate([state[0] for state in states]) + gain * surprise
        after = cov - np.outer(gain, counts @ cov)
        for side, part, sign in zip(SIDES, (slice(0, 3), slice(3, 6)), (1, c.away), strict=True):
            told = sign * np.array([*news, 0.0])
            self.states[match[side]] = mean[part] + told, after[part, part]
        rate = max(c.rate, 1 / (self.seen[code] + 20))
        self.usual[code] = self.usual.get(code, c.usual) + rate * ground * surprise
        self.seen[code] += 1
        self.history.add(match)
