"""Matches in parts: by league, season, month and newcomers."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from scoreline.domain import ScoreGrid
from scoreline.evaluation.breakdown import breakdowns, part_rows
from scoreline.evaluation.figures import Figures, figures
from scoreline.models import Ints
from scoreline.testing.evidence import evidence_of, played

HISTORY = evidence_of(
    played("A", "B", "1-0", date(2022, 8, 6)),
    played("B", "C", "1-1", date(2023, 5, 6)),
    played("C", "A", "0-2", date(2023, 5, 13)),
    played("A", "D", "3-0", date(2023, 8, 12)),
    played("A", "B", "2-2", date(2023, 9, 2)),
    played("D", "B", "0-1", date(2024, 7, 20)),
    played("X", "Y", "0-1", date(2023, 12, 2), competition="SIM2"),
).matches


def parts_of(name: str) -> dict[str, list[int]]:
    found = breakdowns(HISTORY, HISTORY)[name]
    return {part: (rows + 1).tolist() for part, rows in found.items()}


def test_leagues_and_seasons_are_parts() -> None:
    assert parts_of("league") == {"SIM1": [1, 2, 3, 4, 5, 6], "SIM2": [7]}
    assert parts_of("season") == {"2022": [1, 2, 3], "2023": [4, 5, 7], "2024": [6]}


def test_months_count_from_the_seasons_first_match() -> None:
    assert parts_of("month") == {"month 1": [1, 4, 6, 7], "month 2": [5], "month 10": [2, 3]}


def test_a_newcomer_was_not_in_the_league_the_season_before() -> None:
    assert parts_of("promoted") == {
        "without a newcomer": [5, 6],
        "with a newcomer": [4],
        "first stored season": [1, 2, 3, 7],
    }


def test_a_season_that_lasts_longer_ends_in_one_part() -> None:
    late = evidence_of(
        played("A", "B", "1-0", date(2019, 8, 6)),
        *(played("A", "B", "1-0", date(2020, month, 1), season=2019) for month in (6, 7, 8)),
    ).matches
    assert list(breakdowns(late, late)["month"]) == ["month 1", "later"]


def forecasts(rows: int) -> tuple[Figures, Figures, Ints]:
    rng = np.random.default_rng(rows)
    means = rng.uniform(0.5, 2.5, (rows, 2))
    goals = rng.poisson(means)
    ours, theirs = (ScoreGrid.from_poisson(*(means**power).T) for power in (0.7, 1.0))
    picks = np.zeros(rows, np.int64)
    return figures(ours, goals, picks), figures(theirs, goals, picks), np.arange(rows) // 3


def test_without_a_market_a_part_has_the_models_figures_alone() -> None:
    ours, _, days = forecasts(7)
    rows = part_rows(breakdowns(HISTORY, HISTORY)["league"], ours, None, days)
    assert [row["matches"] for row in rows] == [6, 1]
    assert set(rows[0]) == {"part", "matches", "log_loss", "rps", "accuracy"}


@pytest.mark.parametrize("name", ["league", "season", "month", "promoted"])
def test_parts_add_up_to_the_whole(name: str) -> None:
    ours, theirs, days = forecasts(len(HISTORY))
    rows = pl.DataFrame(part_rows(breakdowns(HISTORY, HISTORY)[name], ours, theirs, days))
    assert rows["matches"].sum() == len(HISTORY)
    for figure, whole in (("log_loss", ours), ("rps", ours), ("accuracy", ours)):
        mean = (rows[figure] * rows["matches"]).sum() / len(HISTORY)
        assert mean == pytest.approx(whole[figure].value)
    gap = (rows["difference"] * rows["matches"]).sum() / len(HISTORY)
    assert gap == pytest.approx((ours["log_loss"].value or 0) - (theirs["log_loss"].value or 0))
