"""The originals' targets with a verdict that flatters nobody."""

import numpy as np
import pytest

from scoreline.evaluation.targets import TARGETS, confident_share, target_rows
from scoreline.evaluation.writing import LABELS

MARKET = {
    "accuracy": 0.54,
    "recall_home": 0.83,
    "recall_draw": 0.003,
    "recall_away": 0.55,
    "balanced_recall_home": 0.62,
    "balanced_recall_draw": 0.31,
    "balanced_recall_away": 0.53,
    "log_loss": 0.963,
    "brier_mean": 0.1905,
    "brier_sum": 0.5715,
    "exact_mode": 0.132,
    "mae": 0.895,
    "r2_home": 0.171,
    "r2_away": 0.142,
}
"""What the field says of the closing market."""


def verdicts(**ours: float) -> dict[str, str]:
    rows = target_rows({**MARKET, **ours}, MARKET, {"accuracy": 0.52, "exact_mode": 0.0})
    return {row["figures"][0]: row["verdict"] for row in rows}


def test_every_target_is_about_figures_that_there_are() -> None:
    assert {name for target in TARGETS for name in target.figures} <= set(LABELS)


def test_what_the_market_misses_is_out_of_its_reach() -> None:
    found = verdicts()
    assert found["log_loss"] == "missed, and out of the market's reach"
    assert found["mae"] == "met; the market meets it too"
    assert found["brier_mean"] == "met; the market meets it too"
    assert found["brier_sum"].startswith("missed")


def test_the_surest_matches_may_keep_what_all_of_them_do_not() -> None:
    found = verdicts()
    assert found["accuracy"].endswith(
        "; kept on the surest 52 % of matches, a share picked afterwards"
    )
    assert "surest" not in found["exact_mode"]


def test_recalls_are_reached_together_or_not_at_all() -> None:
    assert verdicts(balanced_recall_draw=0.4)["balanced_recall_home"].startswith("missed")
    together = {"balanced_recall_home": 0.71, "balanced_recall_draw": 0.36}
    assert verdicts(**together, balanced_recall_away=0.61)["balanced_recall_home"].startswith("met")


def test_what_only_the_market_meets_is_said_to_be_missed() -> None:
    assert verdicts(mae=1.3)["mae"] == "missed, though the market meets it"


def test_without_a_market_there_is_only_met_or_missed() -> None:
    rows = target_rows(MARKET, {}, {})
    assert {row["verdict"] for row in rows} == {"met", "missed"}
    assert {row["market"] for row in rows} == {None}


def test_the_surest_share_is_the_largest_that_is_right_often_enough() -> None:
    sure = np.linspace(0.9, 0.4, 400)
    half = np.repeat([1.0, 0.0], 200)
    assert confident_share(sure, half, 0.65) == pytest.approx(0.7675)
    assert confident_share(sure, half[::-1], 0.6) == 0


@pytest.mark.parametrize(("right", "matches"), [(60, 400), (120, 4000)])
def test_a_few_sure_matches_keep_no_promise(right: int, matches: int) -> None:
    sure, hits = np.linspace(0.9, 0.4, matches), (np.arange(matches) < right).astype(np.float64)
    assert confident_share(sure, hits, 0.65) == 0
