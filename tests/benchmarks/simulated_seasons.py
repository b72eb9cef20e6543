"""Whole seasons drawn and ranked, against NumPy over all seasons at once and plain Python.

The rivals rank by points, goal difference and goals; ours are also told which clubs are a little
better in a season, and settle level clubs by the league's rules.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import numpy as np

from scoreline import reference
from scoreline.domain import ScoreGrid
from scoreline.evaluation.fixture_list import fixture_list
from scoreline.evaluation.season_ahead import SeasonAhead
from scoreline.evaluation.simulation import RUNS, play_season
from scoreline.features.standings import standing
from scoreline.models import Floats
from scoreline.testing.evidence import evidence_of, played

from .timing import seconds

LEAGUE, SEASON, CLUBS = "E0", 2022, 20
AGREE = 0.02
SAMPLE = 50


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row a rival."""
    ahead = whole_season()
    np.testing.assert_allclose(
        play_season(ahead, uncertainty=0.0).place_shares(), numpy_shares(ahead), atol=AGREE
    )
    ours = seconds(lambda: play_season(ahead))
    rivals: dict[str, tuple[Callable[[], object], int]] = {
        "NumPy, all seasons at once": (lambda: numpy_shares(ahead), 1),
        "plain Python": (lambda: python_seasons(ahead), RUNS // SAMPLE),
    }
    for name, (work, times) in rivals.items():
        theirs = seconds(work, runs=3) * times
        yield (
            f"{RUNS} seasons of {CLUBS} clubs, {len(ahead.left.pairs)} matches each",
            f"{ours:.2f} s",
            name,
            f"{theirs:.2f} s",
            f"{theirs / ours:.1f}x",
        )


def whole_season() -> SeasonAhead:
    """Return a season before its first match, with grids that know better clubs from worse."""
    names = [f"club {number:02d}" for number in range(CLUBS)]
    rows = [
        played(home, away, None, date(SEASON, 8, 1) + timedelta(days=day % 300), competition=LEAGUE)
        for day, (home, away) in enumerate(permutations(names, 2))
    ]
    matches = evidence_of(*(row | {"season": SEASON} for row in rows)).matches
    league, july = reference.competition(LEAGUE), datetime(SEASON, 7, 1, tzinfo=UTC)
    now = standing(matches, league, SEASON, as_of=july)
    left = fixture_list(matches, now, league, SEASON, as_of=july)
    strength = np.random.default_rng(1).normal(0, 0.3, CLUBS)
    edge = strength[left.pairs[:, 0]] - strength[left.pairs[:, 1]]
    grid = ScoreGrid.from_poisson(np.exp(0.4 + edge), np.exp(0.1 - edge))
    return SeasonAhead(LEAGUE, SEASON, july, now, left, grid)


def numpy_shares(ahead: SeasonAhead) -> Floats:
    """Return the share of each place, as vectorised as it gets."""
    rng = np.random.default_rng(1)
    points, difference, goals = np.zeros((3, CLUBS, RUNS))
    cells = ahead.grid.values.reshape(len(ahead.grid), -1).cumsum(axis=1)
    for (home, away), reached in zip(ahead.left.pairs, cells, strict=True):
        scored, conceded = np.divmod(np.searchsorted(reached[:-1], rng.random(RUNS)), 11)
        points[home] += 3 * (scored > conceded) + (scored == conceded)
        points[away] += 3 * (conceded > scored) + (scored == conceded)
        difference[home] += scored - conceded
        difference[away] += conceded - scored
        goals[home] += scored
        goals[away] += conceded
    keys = points * 1e6 + difference * 1e3 + goals + rng.random((CLUBS, RUNS))
    places = (-keys).argsort(axis=0).argsort(axis=0)
    return np.stack([(places == place).mean(axis=1) for place in range(CLUBS)], axis=1)


def python_seasons(ahead: SeasonAhead) -> list[list[int]]:
    """Return the order of clubs in some seasons, drawn match by match."""
    rng = random.Random(1)
    cells = [(home, away) for home in range(11) for away in range(11)]
    weights = ahead.grid.values.reshape(len(ahead.grid), -1).cumsum(axis=1).tolist()
    pairs = ahead.left.pairs.tolist()
    orders = []
    for _ in range(SAMPLE):
        totals = [[0, 0, 0, rng.random()] for _ in range(CLUBS)]
        for (home, away), reached in zip(pairs, weights, strict=True):
            ((scored, conceded),) = rng.choices(cells, cum_weights=reached)
            for club, ours, theirs in ((home, scored, conceded), (away, conceded, scored)):
                row = totals[club]
                row[0] += 3 if ours > theirs else int(ours == theirs)
                row[1] += ours - theirs
                row[2] += ours
        orders.append(sorted(range(CLUBS), key=lambda club: totals[club], reverse=True))
    return orders
