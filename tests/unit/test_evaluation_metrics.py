"""What tips earn, how sure a difference is, and what the market thought."""

import json
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from scoreline.domain import Moment, Score, ScoringRule
from scoreline.domain.frames import ODDS
from scoreline.evaluation import (
    Difference,
    MatchDays,
    compare,
    comparison_rows,
    exact_hits,
    market_chances,
    mean_of,
    near_hits,
    tip_points,
)
from scoreline.evaluation.market import Market
from scoreline.models import Floats, Ints

TIPS = np.array([[2, 1], [1, 1], [0, 3], [2, 0]])
GOALS = np.array([[2, 1], [0, 0], [0, 1], [1, 2]])


def test_an_exact_hit_needs_both_sides() -> None:
    assert exact_hits(TIPS, GOALS).tolist() == [1, 0, 0, 0]


def test_a_near_hit_is_within_one_goal_on_both_sides() -> None:
    assert near_hits(TIPS, GOALS).tolist() == [1, 1, 0, 0]


def test_tips_earn_what_the_rule_says() -> None:
    assert tip_points(TIPS, GOALS, ScoringRule(3, 1, 1)).tolist() == [3, 1, 1, 0]
    assert tip_points(TIPS, GOALS, ScoringRule(4, 3, 2)).tolist() == [4, 3, 2, 0]


def test_tips_earn_the_same_among_many_as_alone() -> None:
    tips, goals = np.random.default_rng(1).integers(0, 4, (2, 500, 2))
    rule = ScoringRule(4, 3, 2)
    alone = [rule.points(Score(*tip), Score(*goal)) for tip, goal in zip(tips, goals, strict=True)]
    assert tip_points(tips, goals, rule).tolist() == alone
    assert tip_points(tips[:0], goals[:0], rule).shape == (0,)


def gap(first: Floats, second: Floats, days: Ints, seed: int = 42) -> Difference:
    found = MatchDays(days, seed=seed).difference(mean_of(first), mean_of(second))
    assert found is not None
    return found


def test_a_paired_difference_is_the_mean_gap_with_an_interval_around_it() -> None:
    rng = np.random.default_rng(2)
    second = rng.normal(1.0, 0.3, 1000)
    first = second - 0.1 + rng.normal(0, 0.05, 1000)
    found = gap(first, second, np.repeat(np.arange(100), 10))
    assert found.mean == pytest.approx((first - second).mean())
    assert found.low < found.mean < found.high < 0
    assert (found.matches, found.days) == (1000, 100)


def test_the_interval_is_as_wide_as_the_days_scatter() -> None:
    rng = np.random.default_rng(3)
    days = np.repeat(np.arange(400), 10)
    gaps = np.repeat(rng.normal(0, 1, 400), 10)
    found = gap(gaps, np.zeros(4000), days)
    error = gaps[::10].std() / np.sqrt(400)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_the_same_seed_draws_the_same_interval() -> None:
    gaps = np.random.default_rng(4).normal(size=50)
    draws = [gap(gaps, gaps * 0, np.arange(50), seed=seed) for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def odds(*rows: tuple[int, str, str, str, float, float, float]) -> pl.DataFrame:
    names = ["match_id", "bookmaker", "market", "moment", "price_1", "price_x", "price_2"]
    quoted = pl.DataFrame(list(rows), schema=names, orient="row")
    return pl.concat([pl.DataFrame(schema=ODDS), quoted], how="diagonal")


QUOTES = odds(
    (1, "bet365", "1x2", "closing", 1.9, 3.5, 4.0),
    (1, "pinnacle", "1x2", "closing", 2.0, 3.6, 4.2),
    (1, "pinnacle", "1x2", "opening", 1.5, 4.6, 7.0),
    (1, "maximum", "1x2", "closing", 2.1, 3.9, 4.4),
    (2, "maximum", "1x2", "closing", 2.1, 3.9, 4.4),
    (3, "william_hill", "1x2", "closing", 2.0, 3.4, 4.0),
    (3, "bwin", "1x2", "closing", 2.0, 3.3, 4.0),
    (4, "pinnacle", "totals", "closing", 1.9, 1.0, 1.9),
    (5, "average", "1x2", "closing", 2.0, 3.4, 4.0),
)


def test_the_sharpest_closing_line_speaks_for_the_market() -> None:
    found = market_chances(QUOTES)
    assert found["match_id"].to_list() == [1, 3, 5]
    assert found["bookmaker"].to_list() == ["pinnacle", "bwin", "average"]


def test_the_markets_probabilities_sum_to_one() -> None:
    total = market_chances(QUOTES).select(pl.sum_horizontal("p_home", "p_draw", "p_away"))
    assert total.to_series().to_list() == pytest.approx([1.0, 1.0, 1.0])


def test_the_market_before_the_match_can_be_asked_too() -> None:
    found = market_chances(QUOTES, moment=Moment.OPENING)
    assert found["match_id"].to_list() == [1]
    assert found["p_home"][0] > 0.6


def test_of_several_readings_of_one_price_the_last_one_counts() -> None:
    early, late = (
        QUOTES[1].with_columns(known_at=datetime(2025, 8, day, tzinfo=UTC), price_1=price)
        for day, price in ((14, 3.0), (15, 2.5))
    )
    last = market_chances(late)["p_home"][0]
    assert market_chances(pl.concat([early, late]))["p_home"].to_list() == [last]
    assert market_chances(pl.concat([late, early]))["p_home"].to_list() == [last]


def test_the_best_price_is_told_by_the_source_or_else_the_highest_of_all_bookmakers() -> None:
    best = Market.of(QUOTES, pl.Series([1, 2, 3, 5]), Moment.CLOSING).best
    told = [2.1, 3.9, 4.4]
    assert best[:3].tolist() == [told, told, [2.0, 3.4, 4.0]]
    assert np.isnan(best[3]).all()  # nobody pays the average
    assert np.isnan(Market.of(QUOTES.clear(), pl.Series([1]), Moment.CLOSING).best).all()


def test_no_odds_give_an_empty_frame_of_the_same_columns() -> None:
    assert market_chances(QUOTES.clear()).columns == market_chances(QUOTES).columns


def compared() -> dict[str, object]:
    rng = np.random.default_rng(5)
    truth = rng.dirichlet([2, 1.5, 1.8], 600)
    outcomes = (rng.random(600)[:, None] > truth.cumsum(axis=1)).sum(axis=1)
    market = truth.copy()
    market[:100] = np.nan
    said = {"model": truth**0.8, "uniform": np.full((600, 3), 1 / 3), "market": market}
    said["model"] /= said["model"].sum(axis=1, keepdims=True)
    return compare(said, outcomes, np.arange(600) // 5)


def test_forecasters_are_compared_on_the_matches_that_all_of_them_speak_of() -> None:
    found = compared()
    assert found["matches"] == 500
    assert {row["matches"] for row in comparison_rows(found)} == {500}


def test_a_comparison_is_plain_json() -> None:
    found = compared()
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_model_comes_first_and_the_market_next() -> None:
    rows = comparison_rows(compared())
    assert [row["forecaster"] for row in rows] == ["model", "market", "uniform"]
    assert rows[0]["model_minus_it"] is None
    assert rows[2]["model_minus_it"] < 0


def test_forecasters_that_share_no_match_cannot_be_compared() -> None:
    nothing = np.full((3, 3), np.nan)
    found = compare({"model": nothing, "market": nothing}, np.zeros(3, np.int64), np.arange(3))
    assert found == {"matches": 0, "forecasters": {}, "differences": {}}
    assert comparison_rows(found) == []
