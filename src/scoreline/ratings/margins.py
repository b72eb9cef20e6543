"""What clubs bring to the margins or totals of their matches: level, form and home lean."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results, Stretch, conditions

_CAUTION: Final = 20
"""A competition's first match counts in its usual as if there had been so many before."""

_PARTS: Final = 3
"""Level, form and home lean of a club."""


class MarginSettings(NamedTuple):
    """Constants of the filter, in the unit of what is observed, variances in its square.

    Attributes:
        usual: What is expected between two average clubs, until a competition shows its own: of
            margins its home advantage.
        away: What the away club's level and form count: -1 in a margin, 1 in a total.
        noise: Variance of an observation around what the clubs' state says.
        most: Observations further from 0 count as if they were so far.
        spread: Variance of levels among clubs of which nothing is known.
        summer: Variance that the summer adds to the level of a club that stays in its league.
        kept_summer: Share of a level such a club keeps; above 1 where some of the form that ends
            with a season was level.
        kept_move: Share that a club keeps when changing league.
        tier: What each tier risen takes from a level.
        newcomer: Level of a club that is new in a known league, or back in it.
        newcomer_spread: Variance of that.
        form: Variance of form.
        form_days: Days after which 1/e of form is left; of last season's nothing is.
        lean: Variance of home lean.
        lean_summer: Variance that the summer adds to it.
        kept_lean: Share of it kept over the summer.
        league: Least learning rate of a competition's usual.
    """

    usual: float
    away: float
    noise: float
    most: float
    spread: float
    summer: float
    kept_summer: float
    kept_move: float
    tier: float
    newcomer: float
    newcomer_spread: float
    form: float
    form_days: float
    lean: float
    lean_summer: float
    kept_lean: float
    league: float


GOAL_MARGIN: Final = MarginSettings(
    usual=0.4,
    away=-1.0,
    noise=5.9,
    most=3.5,
    spread=0.05,
    summer=0.052,
    kept_summer=1.08,
    kept_move=0.3,
    tier=0.5,
    newcomer=-0.5,
    newcomer_spread=0.28,
    form=0.115,
    form_days=185.0,
    lean=0.0064,
    lean_summer=0.0086,
    kept_lean=0.45,
    league=0.0008,
)
"""Of goals."""

SHOT_MARGIN: Final = MarginSettings(
    usual=1.2,
    away=-1.0,
    noise=31.0,
    most=5.5,
    spread=4.7,
    summer=0.3,
    kept_summer=1.03,
    kept_move=0.25,
    tier=1.3,
    newcomer=-1.2,
    newcomer_spread=1.2,
    form=0.49,
    form_days=103.0,
    lean=0.08,
    lean_summer=0.026,
    kept_lean=0.64,
    league=0.0017,
)
"""Of shots on target."""

ATTEMPT_MARGIN: Final = MarginSettings(
    usual=3.0,
    away=-1.0,
    noise=309.0,
    most=21.0,
    spread=31.0,
    summer=2.9,
    kept_summer=0.91,
    kept_move=0.1,
    tier=3.5,
    newcomer=-3.1,
    newcomer_spread=2.2,
    form=5.0,
    form_days=99.0,
    lean=0.13,
    lean_summer=0.0,
    kept_lean=1.0,
    league=0.0027,
)
"""Of all shots."""

CORNER_MARGIN: Final = MarginSettings(
    usual=1.2,
    away=-1.0,
    noise=96.0,
    most=7.0,
    spread=4.1,
    summer=0.9,
    kept_summer=0.9,
    kept_move=0.0,
    tier=1.2,
    newcomer=-1.6,
    newcomer_spread=0.5,
    form=0.22,
    form_days=85.0,
    lean=0.0,
    lean_summer=0.0,
    kept_lean=1.0,
    league=0.0028,
)
"""Of corners."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What is expected before each match, NaN while nothing is known of a club.

    Attributes:
        clubs: Level and form of both clubs, summed, shape (matches, 2).
        expected: What is expected of the match, home lean and usual in it, shape (matches,).
    """

    clubs: Floats
    expected: Floats


class _Matches(NamedTuple):
    """What the walk reads of the matches: conditions, what was observed, and news of it."""

    clubs: Ints
    leagues: Ints
    seasons: Ints
    days: Floats
    neutral: Flags
    tiers: Ints
    observed: Floats
    news: Floats


class _State(NamedTuple):
    """What the walk knows.

    Attributes:
        means: Of each club, shape (clubs, 3).
        covs: Their covariance, shape (clubs, 3, 3).
        last: Competition, season and day of each club's last observed match, -1 before.
        usual: Of each competition.
        seen: Matches observed of each.
        began: First season observed of each, -1 before.
    """

    means: Floats
    covs: Floats
    last: Floats
    usual: Floats
    seen: Floats
    began: Ints


class _Now(NamedTuple):
    """Room for both clubs' state carried to a match, and what each part counts there."""

    means: Floats
    covs: Floats
    loads: Floats


class MarginWalk:
    """Filters observations of matches; walks on from stretch to stretch.

    A club has a level, a form that comes and goes, and a home lean. An observation is read as the
    sum of the home club's level, form and lean, ``away`` times the away club's level and form, the
    away club's lean and the competition's usual, and of noise; on neutral ground no lean counts,
    and of a margin no usual. Mean and covariance of each club are filtered match by match.

    Source: a linear Gaussian state space model with a local level and an autoregressive part
    (Harvey 1989, Forecasting, structural time series models and the Kalman filter), for paired
    comparisons. No covariance between clubs is kept.
    """

    def __init__(
        self,
        results: Results,
        observed: Floats,
        settings: MarginSettings,
        news: Floats | None = None,
    ) -> None:
        """Begin.

        Args:
            results: The matches in their order.
            observed: Known when the result is, shape (matches,); a match with NaN teaches nothing.
            settings: Constants.
            news: What else the result adds to the home club's level and form, shape (matches, 2);
                to the away club's ``away`` times as much. None by default.
        """
        clubs, leagues = len(results.teams), len(results.tiers)
        capped = np.clip(observed, -settings.most, settings.most)
        told = np.zeros((len(observed), 2)) if news is None else news
        self._matches = _Matches(*conditions(results), capped, told)
        self._settings = settings
        self._state = _State(
            means=np.zeros((clubs, _PARTS)),
            covs=np.zeros((clubs, _PARTS, _PARTS)),
            last=np.full((clubs, 3), -1.0),
            usual=np.full(leagues, settings.usual),
            seen=np.zeros(leagues),
            began=np.full(leagues, -1),
        )

    def __call__(self, stretch: Stretch) -> Margins:
        """Walk a stretch."""
        out = _walk(stretch.events, stretch.rows, self._matches, self._settings, self._state)
        return Margins(out[:, :2], out[:, 2])


@jit
def _carry(
    mean: Floats,
    cov: Floats,
    last: Floats,
    match: int,
    matches: _Matches,
    began: int,
    settings: MarginSettings,
) -> bool:
    """Carry a club's state from its last match to this one; tell whether anything is known of it.

    ``last`` is as in the state, ``began`` that of the match's competition.
    """
    league, season = matches.leagues[match], matches.seasons[match]
    before = int(last[0])
    if before < 0 or (before == league and season > last[1] + 1):
        fresh = before < 0 and (began < 0 or began == season)
        mean[:], cov[:] = 0.0, 0.0
        mean[0] = 0.0 if fresh else settings.newcomer
        cov[0, 0] = settings.spread if fresh else settings.newcomer_spread
        cov[1, 1], cov[2, 2] = settings.form, settings.lean
        return not fresh
    level, lean = 1.0, 1.0
    form = np.exp(-max(matches.days[match] - last[2], 0.0) / settings.form_days)
    if season > last[1]:
        form, lean = 0.0, settings.kept_lean
        level = settings.kept_summer if before == league else settings.kept_move
    kept = (level, form, lean)
    for i in range(_PARTS):
        mean[i] *= kept[i]
        for j in range(_PARTS):
            cov[i, j] *= kept[i] * kept[j]
    cov[1, 1] += (1 - form**2) * settings.form
    if season > last[1]:
        cov[2, 2] += settings.lean_summer
        if before == league:
            cov[0, 0] += settings.summer
        else:
            mean[0] -= settings.tier * (matches.tiers[before] - matches.tiers[league])
    return True


@jit
def _weigh(loads: Floats, away: float, neutral: bool) -> float:
    """Write what level, form and lean of both clubs count; return what the usual does."""
    for side in range(2):
        loads[side, 0] = loads[side, 1] = away if side else 1.0
        loads[side, 2] = 0.0 if neutral else 1.0
    return 0.0 if neutral and away < 0 else 1.0


@jit
def _expect(
    match: int, matches: _Matches, settings: MarginSettings, state: _State, now: _Now
) -> tuple[float, float, bool, bool]:
    """Carry both clubs to a match.

    Returns:
        What is expected, what the usual counts, and whether anything is known of each club.
    """
    league = matches.leagues[match]
    ground = _weigh(now.loads, settings.away, matches.neutral[match])
    expected, known = ground * state.usual[league], [False, False]
    for side in range(2):
        club, mean = matches.clubs[match, side], now.means[side]
        mean[:], now.covs[side] = state.means[club], state.covs[club]
        known[side] = _carry(
            mean,
            now.covs[side],
            state.last[club],
            match,
            matches,
            state.began[league],
            settings,
        )
        for i in range(_PARTS):
            expected += now.loads[side, i] * mean[i]
    return expected, ground, known[0], known[1]


@jit
def _filter(
    clubs: Ints, surprise: float, noise: float, news: Floats, state: _State, now: _Now
) -> None:
    """Write both clubs' state after an observation: the step of a Kalman filter, and the news."""
    gain, scatter = np.zeros((2, _PARTS)), noise
    for side in range(2):
        for i in range(_PARTS):
            for j in range(_PARTS):
                gain[side, i] += now.covs[side, i, j] * now.loads[side, j]
            scatter += gain[side, i] * now.loads[side, i]
    for side in range(2):
        club = clubs[side]
        for i in range(_PARTS):
            told = now.loads[side, i] * news[i] if i < len(news) else 0.0
            moved = gain[side, i] / scatter * surprise
            state.means[club, i] = now.means[side, i] + moved + told
            for j in range(_PARTS):
                less = gain[side, i] * gain[side, j] / scatter
                state.covs[club, i, j] = now.covs[side, i, j] - less


@jit
def _note(
    match: int, step: float, matches: _Matches, settings: MarginSettings, state: _State
) -> None:
    """Move the competition's usual by its learning rate times ``step``; note who played where."""
    league, season = matches.leagues[match], matches.seasons[match]
    state.usual[league] += max(settings.league, 1 / (state.seen[league] + _CAUTION)) * step
    state.seen[league] += 1
    if state.began[league] < 0:
        state.began[league] = season
    for club in matches.clubs[match]:
        if season >= state.last[club, 1]:  # not a match made up after the next season began
            last = state.last[club]
            last[0], last[1], last[2] = league, season, matches.days[match]


@jit
def _walk(
    events: Ints, rows: Ints, matches: _Matches, settings: MarginSettings, state: _State
) -> Floats:
    """Return level and form of both clubs and what is expected, shape (rows, 3)."""
    out = np.full((len(rows), 3), np.nan)
    now = _Now(np.empty((2, _PARTS)), np.empty((2, _PARTS, _PARTS)), np.empty((2, _PARTS)))
    for event in events:
        row = event >> 1
        if event & 1:
            expected, _, host, guest = _expect(rows[row], matches, settings, state, now)
            for side, known in enumerate((host, guest)):
                if known:
                    out[row, side] = now.means[side, 0] + now.means[side, 1]
            if host and guest:
                out[row, 2] = expected
        elif not np.isnan(matches.observed[row]):
            expected, ground, _, _ = _expect(row, matches, settings, state, now)
            surprise, news = matches.observed[row] - expected, matches.news[row]
            _filter(matches.clubs[row], surprise, settings.noise, news, state, now)
            _note(row, ground * surprise, matches, settings, state)
    return out
