from datetime import date, timedelta
from typing import Any

import pytest
from features_rows import last_row

from scoreline.features.chances import CHANCES
from scoreline.testing.evidence import played

DAY = date(2024, 9, 1)


def chance(week: int, score: str, xg: tuple[float, float] | None = None) -> dict[str, Any]:
    columns = {} if xg is None else {"home_xg": xg[0], "away_xg": xg[1]}
    return played("A", f"O{week}", score, DAY + timedelta(weeks=week), **columns)


def coming(week: int) -> dict[str, Any]:
    return played("A", "B", None, DAY + timedelta(weeks=week))


def test_averages_are_over_the_matches_that_have_the_statistic() -> None:
    row = last_row(
        CHANCES,
        chance(0, "3-0", (2.0, 0.5)),
        chance(1, "5-5"),
        chance(2, "0-1", (1.0, 1.5)),
        coming(3),
    )
    assert row["home_team_xg_avg"] == pytest.approx(1.5)
    assert row["home_team_xga_avg"] == pytest.approx(1.0)
    assert row["home_team_xg_diff"] == pytest.approx(0.5)
    assert row["home_xg_overperformance"] == pytest.approx((3 + 0 - 3.0) / 2)


def test_shots_are_counted_per_match_and_on_target_per_shot() -> None:
    shots = {"home_shots": 10, "home_shots_on_target": 4, "away_shots": 6}
    row = last_row(
        CHANCES,
        played("A", "C", "1-0", DAY, **shots),
        played("C", "A", "1-0", DAY + timedelta(7), away_shots=20, away_shots_on_target=5),
        played("A", "D", "1-0", DAY + timedelta(14), home_shots_on_target=9),
        coming(3),
    )
    assert row["home_team_shots_avg"] == 15
    assert row["home_team_sot_avg"] == 6
    assert row["home_sot_ratio"] == pytest.approx(9 / 30)


def test_recent_expected_goals_look_at_the_last_five_matches_and_over_the_summer() -> None:
    early = [chance(week, "0-0", (9.0, 0.0)) for week in range(2)]
    late = [chance(2 + week, "0-0", (1.0 + week, 0.0)) for week in range(4)]
    row = last_row(CHANCES, *early, *late, chance(6, "0-0"), coming(52))
    assert row["home_recent_xg_per_match"] == pytest.approx((1 + 2 + 3 + 4) / 4)
    assert row["home_team_xg_avg"] is None


def test_without_statistics_everything_is_missing() -> None:
    row = last_row(CHANCES, chance(0, "3-0"), coming(1))
    assert set(row.values()) == {None}


def test_no_shots_at_all_have_no_ratio() -> None:
    none = {"home_shots": 0, "home_shots_on_target": 0}
    row = last_row(CHANCES, played("A", "C", "0-0", DAY, **none), coming(1))
    assert row["home_team_shots_avg"] == 0
    assert row["home_sot_ratio"] is None
