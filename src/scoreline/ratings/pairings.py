"""What the expected goals of two clubs depend on, where clubs are the parameters of a model."""

from typing import NamedTuple

import numpy as np

from scoreline.ratings._base import Flags, Floats, Ints


class Pairings(NamedTuple):
    """Who meets whom and where, as weights of parameters; arrays of shape (n, 6).

    All parameters are one vector: the attacks and the defences of all clubs, the levels and the
    home advantages of all competitions and, last, the dependence of low scores, rho.

    Attributes:
        terms: Numbers of the parameters that the expected goals depend on.
        home: What each counts in the logarithm of the home side's expected goals.
        away: What each counts in that of the away side's.
    """

    terms: Ints
    home: Floats
    away: Floats

    @classmethod
    def of(
        cls, clubs: Ints, league: Ints, neutral: Flags, *, teams: int, leagues: int
    ) -> "Pairings":
        """Say what the expected goals of meetings depend on.

        ``log mu_home = level + home advantage + attack_home - defence_away`` and ``log mu_away =
        level + attack_away - defence_home``; on neutral ground each has half of the home advantage.

        Args:
            clubs: Numbers of the home and the away club, shape (n, 2).
            league: Numbers of the competitions, shape (n,).
            neutral: Whether they meet on neutral ground, shape (n,).
            teams: How many clubs there are.
            leagues: How many competitions there are.
        """
        home, away = clubs.T
        level = 2 * teams + league
        terms = np.stack([home, teams + away, away, teams + home, level, level + leagues], axis=1)
        weights = np.tile([[1.0, -1, 0, 0, 1, 1], [0.0, 0, 1, -1, 1, 0]], (len(clubs), 1, 1))
        weights[neutral, :, -1] = 0.5
        return cls(terms, weights[:, 0].copy(), weights[:, 1].copy())

    def means(self, parameters: Floats) -> Floats:
        """Return expected goals, shape (n, 2).

        Args:
            parameters: One vector for each pairing, shape (n, parameters), or one for all.
        """
        every = np.broadcast_to(parameters, (len(self.terms), parameters.shape[-1]))
        values = np.take_along_axis(every, self.terms, axis=1)
        sides = [(weights * values).sum(axis=1) for weights in (self.home, self.away)]
        means: Floats = np.exp(np.stack(sides, axis=1))
        return means
