"""An awarded result is a decision: no model learns from it and no forecast is measured on it."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from models_world import LINEAR
from scoreline.domain.frames import Evidence
from scoreline.evaluation import backtest
from scoreline.features import FeatureEngine
from scoreline.models import dump, train
from scoreline.testing.leagues import simulated_league

LEAGUE = simulated_league(3, teams=10, seasons=4, first_season=2017).matches
CHOSEN = pl.col("match_id") % 10 == 0
AFTERWARDS = datetime(2030, 1, 1, tzinfo=UTC)
OTHER_WAY_ROUND = {"home_goals": "away_goals", "away_goals": "home_goals"}


def league(status: str, *, flipped: bool = False, known_at: datetime | None = None) -> Evidence:
    """Return a league in which every tenth match has a status, with its score turned round."""
    decided = {
        "status": pl.lit(status),
        "result_known_at": pl.lit(known_at, dtype=LEAGUE.schema["result_known_at"]),
        **{name: pl.col(other if flipped else name) for name, other in OTHER_WAY_ROUND.items()},
    }
    return Evidence(
        LEAGUE.with_columns(
            pl.when(CHOSEN).then(value).otherwise(name).alias(name)
            for name, value in decided.items()
        )
    )


def trained(status: str, *, flipped: bool) -> tuple[Any, ...]:
    """Return the files of a model and what it reports of itself."""
    made = train(FeatureEngine().compute(league(status, flipped=flipped)), LINEAR)
    return dump(made.model), made.metrics, made.samples


def walked(status: str, *, flipped: bool) -> tuple[list[Any], dict[str, Any]]:
    """Return the rows and the summary of a backtest."""
    evidence = league(status, flipped=flipped)
    start, end = date(2019, 8, 1), date(2020, 12, 31)
    found = backtest(
        evidence, leagues=["SIM1"], start=start, end=end, recipe=LINEAR, refit="quarterly"
    )
    return found.frame.rows(), found.summary


def test_an_awarded_match_has_no_goals_in_a_row_of_features() -> None:
    rows = FeatureEngine().compute(league("awarded"))
    assert rows.filter(CHOSEN).select("home_goals", "away_goals").null_count().row(0) == (
        (rows.filter(CHOSEN).height,) * 2
    )
    assert rows.filter(~CHOSEN)["home_goals"].null_count() < rows.height / 10


def test_another_award_changes_no_row_of_features_before_it_is_known() -> None:
    one, other = (
        FeatureEngine().compute(league("awarded", flipped=flipped, known_at=AFTERWARDS))
        for flipped in (False, True)
    )
    assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("made", [trained, walked])
def test_another_award_changes_no_model_and_no_measure(made: Any) -> None:
    assert made("awarded", flipped=True) == made("awarded", flipped=False)


@pytest.mark.parametrize("made", [trained, walked])
def test_another_score_that_was_played_changes_both(made: Any) -> None:
    assert made("finished", flipped=True) != made("finished", flipped=False)
