"""How good a replayed season's forecasts were, beside what is easy and beside the market."""

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import Moment
from scoreline.evaluation import (
    CHANCES,
    MARKET,
    MODEL,
    WEEKLY,
    compare,
    comparison_rows,
    market_chances,
    weekly_dixon_coles,
)
from scoreline.features import FeatureEngine
from scoreline.home import Home
from scoreline.jobs.replay import Replay
from scoreline.models import Sample, baselines
from scoreline.store import matches, predictions

Floats = NDArray[np.float64]

EASY: Final = ("elo_logit", "class_frequencies", "always_home")


def season_quality(home: Home, played: Replay) -> list[dict[str, Any]]:
    """Return a row a forecaster, all measured on the same matches of a replay.

    What is easy was taught on the seasons before, Dixon and Coles' model anew every week. The
    market stands there where its odds are stored: the closing line, else what was quoted before
    the match.
    """
    with home.database.read() as connection:
        evidence = matches.evidence(connection, as_of=home.clock.now(), with_odds=True)
        said = predictions.latest(
            connection,
            played.match_ids,
            as_of=home.clock.now(),
            book=played.league.book,
        )
    [(competition, year)] = played.league.seasons
    league = evidence.matches.filter(pl.col("competition") == competition)
    rows = FeatureEngine().compute(evidence, match_ids=league["match_id"].to_list())
    past = Sample.of(rows.filter(pl.col("season") < year))
    season = Sample.of(rows.filter(pl.col("match_id").is_in(list(said))))
    ids = season.frame["match_id"]
    chances = {MODEL: np.array([said[key].probabilities for key in ids]).reshape(-1, 3)}
    chances |= _market(evidence.odds, ids)
    if len(past):
        easy = baselines(past, season)
        chances |= {name: easy[name] for name in EASY}
        chances[WEEKLY] = weekly_dixon_coles(evidence.matches, ids).outcomes()
    return comparison_rows(compare(chances, season.outcomes, season.days))


def _market(odds: pl.DataFrame, ids: pl.Series) -> dict[str, Floats]:
    for moment in (Moment.CLOSING, Moment.OPENING):
        quoted = market_chances(odds, moment=moment)
        found = ids.to_frame().join(quoted, on="match_id", how="left", maintain_order="left")
        if found["p_home"].is_not_null().any():
            return {MARKET: found.select(pl.col(CHANCES).fill_null(float("nan"))).to_numpy()}
    return {}
