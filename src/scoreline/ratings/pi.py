"""Pi-ratings: one rating at home and one away, in goals against an average club."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Floats, Ints, Results, Stretch, Walk

_LEARNING: Final = 0.035
_CATCH_UP: Final = 0.7
_SCALE: Final = 3.0
_RATE: Final = float(np.log(10) / _SCALE)


def pi_ratings(results: Results) -> Floats:
    """Return the home side's home and the away side's away rating, shape (matches, 2).

    With ``g(r) = sign(r) (10^(|r| / 3) - 1)`` the expected goal difference is ``g(home) -
    g(away)``. Its error ``e`` moves the home side's home rating and the away side's away rating
    by ``0.035 * 3 log10(1 + |e|)`` in opposite directions, and each club's other rating by 0.7 of
    that. Clubs start at 0. Awarded results teach nothing.

    Source: Constantinou & Fenton (2013), Determining the level of ability of football teams by
    dynamic ratings based on the relative discrepancies in scores between adversaries, with the
    learning rates found best there.
    """
    return pi_walk(results)(results.whole)


def pi_walk(results: Results) -> Walk:
    """Begin to rate; the walk goes on from stretch to stretch as :func:`pi_ratings` says."""
    clubs, goals = results.clubs, results.goals_played
    ratings = np.zeros((len(results.teams), 2))

    def walk(stretch: Stretch) -> Floats:
        return _walk(stretch.events, stretch.rows, clubs, goals, ratings)

    return walk


@jit
def _goals(rating: float) -> float:
    """Return the goal difference a rating stands for."""
    return float(np.sign(rating) * np.expm1(abs(rating) * _RATE))


@jit
def _walk(events: Ints, rows: Ints, clubs: Ints, goals: Floats, ratings: Floats) -> Floats:
    out = np.empty((len(rows), 2))
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        home, away = clubs[match, 0], clubs[match, 1]
        if event & 1:
            out[event >> 1, 0], out[event >> 1, 1] = ratings[home, 0], ratings[away, 1]
            continue
        if np.isnan(goals[match, 0]):
            continue
        expected = _goals(ratings[home, 0]) - _goals(ratings[away, 1])
        error = goals[match, 0] - goals[match, 1] - expected
        step = np.sign(error) * _LEARNING * _SCALE * np.log10(1 + abs(error))
        ratings[home, 0] += step
        ratings[home, 1] += _CATCH_UP * step
        ratings[away, 1] -= step
        ratings[away, 0] -= _CATCH_UP * step
    return out
