"""Where somebody has to win, nobody tips a draw."""

from typing import Final

import numpy as np

from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS
from scoreline.bots.controls._base import Draft
from scoreline.domain import Outcome, Score, ScoreGrid
from scoreline.domain.grid import SIZE

_WINS: Final = {Outcome.HOME: HOME_GOALS > AWAY_GOALS, Outcome.AWAY: HOME_GOALS < AWAY_GOALS}


def knockout(draft: Draft) -> Draft:
    """Turn a draw into the likelier side's likeliest win.

    Likelier by the forecast, or, where there is none, by the goals that the strategy expects or
    that are usual in the competition. Of two sides alike the home side wins.
    """
    if not draft.situation.knockout or draft.score.outcome is not Outcome.DRAW:
        return draft
    grid = _grid(draft)
    home, _, away = grid.outcomes()[0].tolist()
    winner = Outcome.HOME if home >= away else Outcome.AWAY
    shares = np.where(_WINS[winner], grid.values[0], -1.0)
    score = Score(*divmod(int(shares.argmax()), SIZE))
    return draft.tipping(score, f"Somebody has to win: {score}.")


def _grid(draft: Draft) -> ScoreGrid:
    situation = draft.situation
    if situation.forecast is not None:
        return situation.forecast.grid
    home, away = draft.opinion.expected_goals or situation.usual_goals()
    # An opinion may expect no goal at all, which no Poisson number is sure of.
    least = 1e-6
    return ScoreGrid.from_poisson([max(home, least)], [max(away, least)])
