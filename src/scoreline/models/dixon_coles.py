"""Dixon and Coles' model as an estimator: matches in, one score grid a match out."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self

import numpy as np
import polars as pl

from scoreline.domain import ScoreGrid
from scoreline.errors import ConfigurationError, NotEnoughDataError, ScorelineError
from scoreline.models._base import Bools, Floats
from scoreline.models.entrants import Entrants, played, require
from scoreline.ratings import DIXON_COLES, DixonColesSettings, fit_dixon_coles


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    entrants: Entrants
    parameters: Floats


@dataclass(slots=True)
class DixonColes:
    """Strengths of all clubs at once, fitted by likelihood that fades with the age of a match.

    Used like any scikit-learn estimator, on frames instead of matrices::

        model = scoreline.DixonColes().fit(evidence.matches)
        model.predict(fixtures).outcomes()      # home, draw, away

    A frame has a row a match with ``competition``, ``season``, ``date``, ``home``, ``away``,
    ``home_goals`` and ``away_goals``, and may have ``neutral`` and ``status``, as the frames of
    evidence do; feature frames will do as well. Several competitions are fitted together: clubs
    that play in more than one link them.

    Attributes:
        decay: Rate at which matches lose weight with age, a day; 0 weighs all the same.
        ridge: Weight of the prior that draws clubs of few matches to the average; 0 for none.
        newcomer: Where both strengths are expected of a club that is new in a known competition.
    """

    decay: float = DIXON_COLES.decay
    ridge: float = DIXON_COLES.ridge
    newcomer: float = DIXON_COLES.newcomer
    _fit: _Fit | None = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.init}

    def fit(self, frame: pl.DataFrame, *, as_of: date | None = None) -> Self:
        """Learn from the finished matches of a frame.

        Args:
            frame: In any order.
            as_of: Only matches before this day are learnt from, and their ages count from it; by
                default the day after the last one.

        Raises:
            ConfigurationError: A negative ``decay`` or ``ridge``.
            NotEnoughDataError: There is no finished match.
            ScorelineError: A column is missing.
        """
        if self.decay < 0 or self.ridge < 0:
            raise ConfigurationError("decay and ridge of a Dixon-Coles model are 0 or more")
        past = played(frame, before=as_of)
        if past.is_empty():
            raise NotEnoughDataError("a Dixon-Coles model needs at least one finished match")
        entrants = Entrants.of(past)
        scores = entrants.scores(past)
        today = scores.days.max() + 1 if as_of is None else (as_of - date(1970, 1, 1)).days
        settings = DixonColesSettings(**self.get_params())
        every = np.array([len(past)])
        fitted = fit_dixon_coles(scores, every, np.array([float(today)]), settings)
        self._fit = _Fit(entrants, fitted[0])
        return self

    def answers(self, frame: pl.DataFrame) -> Bools:
        """Tell which rows are of a competition that was learnt from, shape (n,)."""
        require(frame, ("competition",))
        return self._fitted.entrants.knows(frame)

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        """Forecast every row; a club that was not seen counts as a newcomer.

        Raises:
            ScorelineError: A column is missing, or nothing was learnt of a competition.
        """
        mu = self.expected_goals(frame)
        return ScoreGrid.from_poisson(mu[:, 0], mu[:, 1], self.rho)

    def expected_goals(self, frame: pl.DataFrame) -> Floats:
        """Return the means of both sides' goals before rho, shape (n, 2); else as ``predict``."""
        return self._fitted.entrants.pairings(frame).means(self._fitted.parameters)

    def log_likelihood(self, frame: pl.DataFrame) -> float:
        """Return the log-likelihood of the finished matches of a frame, none of them weighted."""
        return self._fitted.entrants.scores(played(frame)).log_likelihood(self._fitted.parameters)

    @property
    def strengths(self) -> pl.DataFrame:
        """Return ``club``, ``attack`` and ``defence`` by name; 0 is average, more is better."""
        attack, defence = self._fitted.parameters[: 2 * self._clubs].reshape(2, -1)
        clubs = list(self._fitted.entrants.clubs)  # the first number is nobody's
        return pl.DataFrame({"club": clubs, "attack": attack[1:], "defence": defence[1:]})

    @property
    def competitions(self) -> pl.DataFrame:
        """Return ``competition``, ``level`` and ``home_advantage``, both in logarithms."""
        level, advantage = self._fitted.parameters[2 * self._clubs : -1].reshape(2, -1)
        codes = list(self._fitted.entrants.competitions)
        return pl.DataFrame({"competition": codes, "level": level, "home_advantage": advantage})

    @property
    def rho(self) -> float:
        """Return the dependence of low scores; below 0 there are more draws."""
        return float(self._fitted.parameters[-1])

    @property
    def _clubs(self) -> int:
        return len(self._fitted.entrants.clubs) + 1

    @property
    def _fitted(self) -> _Fit:
        if self._fit is None:
            raise ScorelineError("this model has learnt nothing yet: fit it to results first")
        return self._fit
