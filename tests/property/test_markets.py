"""Laws of the markets: fair prices are even bets, and the sides of a market mirror each other."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from scoreline.domain import Moment, Quote, ScoreGrid
from scoreline.domain.grid import SIZE
from scoreline.domain.markets import (
    HANDICAPS,
    TOTALS,
    WAYS,
    edges,
    expected_returns,
    fair_lines,
    fair_prices,
    market_lines,
    settled,
)

TIGHT = 1e-9
masses = arrays(
    np.float64,
    st.tuples(st.integers(1, 3), st.just(SIZE), st.just(SIZE)),
    elements=st.floats(1e-6, 1.0),
    fill=st.floats(1e-6, 1.0),
)
grids = masses.map(ScoreGrid)
few = settings(max_examples=40, deadline=None)
every_market = pytest.mark.parametrize("market", WAYS)


def mirrored(grid: ScoreGrid) -> ScoreGrid:
    return ScoreGrid(grid.values.transpose(0, 2, 1))


def lines_of(market: str) -> Sequence[float]:
    return {"handicap": HANDICAPS, "totals": (*TOTALS, 2.0, 2.25)}.get(market, (0.0,))


@every_market
@few
@given(grids)
def test_the_shares_of_a_stake_make_one(market: str, grid: ScoreGrid) -> None:
    shares = settled(grid, market, lines_of(market))
    assert shares.shape == (len(grid), len(lines_of(market)), len(WAYS[market]), 3)
    assert_allclose(shares.sum(axis=-1), 1, rtol=TIGHT)


@every_market
@few
@given(grids)
def test_at_fair_prices_every_stake_returns_nothing_on_average(
    market: str, grid: ScoreGrid
) -> None:
    shares = settled(grid, market, lines_of(market))
    assert_allclose(expected_returns(shares, fair_prices(shares)), 0, atol=TIGHT)


@every_market
@few
@given(grids)
def test_fair_prices_of_a_market_without_refunds_have_no_margin(
    market: str, grid: ScoreGrid
) -> None:
    shares = settled(grid, market, (0.5,))
    assert_allclose((1 / fair_prices(shares)).sum(axis=-1), 1, rtol=TIGHT)


@few
@given(grids)
def test_giving_goals_is_taking_them_on_the_other_side(grid: ScoreGrid) -> None:
    ours, theirs = (
        settled(grid, "handicap", HANDICAPS),
        settled(mirrored(grid), "handicap", [-line for line in HANDICAPS]),
    )
    assert_allclose(ours, theirs[:, :, ::-1], atol=TIGHT)


@few
@given(grids)
def test_a_level_handicap_is_the_draw_refunded(grid: ScoreGrid) -> None:
    home, draw, away = grid.outcomes().T
    prices = fair_prices(settled(grid, "handicap"))[:, 0]
    assert_allclose(prices, np.stack([1 + away / home, 1 + home / away], axis=1), rtol=TIGHT)
    assert_allclose(settled(grid, "handicap")[:, 0, :, 1], np.stack([draw, draw], axis=1))


@few
@given(grids)
def test_a_quarter_goal_more_never_costs_the_home_side(grid: ScoreGrid) -> None:
    home, away = np.moveaxis(fair_prices(settled(grid, "handicap", HANDICAPS)), -1, 0)
    assert np.all(np.diff(home, axis=1) <= TIGHT * home[:, 1:])
    assert np.all(np.diff(away, axis=1) >= -TIGHT * away[:, 1:])


@few
@given(grids)
def test_no_line_is_more_even_than_the_fair_one(grid: ScoreGrid) -> None:
    lines = [quarters / 4 for quarters in range(-40, 41)]
    tilt = np.abs(np.subtract(*np.moveaxis(grid.handicaps(lines)[..., [0, 2]], -1, 0)))
    for match, fair in enumerate(fair_lines(grid).tolist()):
        assert tilt[match, lines.index(fair)] <= tilt[match].min() + 1e-11


@few
@given(grids)
def test_the_fair_line_of_the_other_side_is_its_opposite(grid: ScoreGrid) -> None:
    ours, theirs = fair_lines(grid), -fair_lines(mirrored(grid))
    # Two lines may be as even as each other but for rounding.
    shares = [grid[i].handicap(line)[0] for i, line in enumerate(ours.tolist())]
    others = [grid[i].handicap(line)[0] for i, line in enumerate(theirs.tolist())]
    gaps = [abs(a[0] - a[2]) - abs(b[0] - b[2]) for a, b in zip(shares, others, strict=True)]
    assert_allclose(gaps, 0, atol=1e-11)


@given(st.integers(0, 2**32 - 1), st.integers(2, 20))
@few
def test_a_match_s_markets_do_not_depend_on_the_others(seed: int, matches: int) -> None:
    rng = np.random.default_rng(seed)
    grid = ScoreGrid.from_poisson(rng.uniform(0.1, 4, matches), rng.uniform(0.1, 4, matches))
    for market in WAYS:
        alone = [settled(one, market, lines_of(market)) for one in grid]
        together = settled(grid, market, lines_of(market))
        assert np.concatenate(alone).tobytes() == together.tobytes()
    assert_array_equal(np.concatenate([fair_lines(one) for one in grid]), fair_lines(grid))


def test_lines_of_one_match_are_the_columns_of_many() -> None:
    grid = ScoreGrid.from_poisson([1.6], [1.1])
    shares = settled(grid, "handicap", HANDICAPS)
    for number, at in enumerate(market_lines(grid, "handicap", HANDICAPS)):
        assert at.line == HANDICAPS[number]
        assert [way.name for way in at.ways] == ["home", "away"]
        assert at.ways[0].win == shares[0, number, 0, 0]
        assert at.fair == tuple(fair_prices(shares)[0, number])


def test_what_cannot_win_has_no_fair_price() -> None:
    values = np.zeros((1, SIZE, SIZE))
    values[0, 0, 0] = 1
    goalless = ScoreGrid(values)
    assert market_lines(goalless, "1x2")[0].fair == (None, 1, None)
    assert market_lines(goalless, "totals", (0.5,))[0].fair == (None, 1)
    assert fair_lines(goalless).tolist() == [0]


WHEN = datetime(2024, 8, 16, 14, tzinfo=UTC)
LATER = datetime(2024, 8, 17, 12, tzinfo=UTC)


def quote(bookmaker: str, *prices: float, market: str = "1x2", line: float = 0.0) -> Quote:
    return Quote(bookmaker, market, Moment.OPENING, line, WHEN, prices)


@few
@given(masses.map(lambda raw: ScoreGrid(raw[:1])), st.floats(1.01, 20.0))
def test_an_edge_is_chance_times_price_less_one(grid: ScoreGrid, price: float) -> None:
    found = edges(
        grid,
        [
            quote("ann", price, price, price),
            quote("ann", price, price, market="totals", line=2.5),
            quote("ann", price, price, market="handicap", line=-0.5),
        ],
    )
    home, draw, away = grid.outcomes()[0].tolist()
    over = float(grid.over(2.5)[0])
    chances = [home, draw, away, over, 1 - over, home, draw + away]
    assert_allclose([each.value for each in found], [p * price - 1 for p in chances], atol=TIGHT)


EVEN = ScoreGrid.from_poisson([1.3], [1.3])


def test_the_best_price_of_each_way_counts_and_keeps_its_bookmaker() -> None:
    found = edges(EVEN, [quote("ann", 2.5, 3.4, 2.9), quote("bob", 2.7, 3.3, 2.9)])
    assert [(each.way, each.price, each.bookmaker) for each in found] == [
        ("home", 2.7, "bob"),
        ("draw", 3.4, "ann"),
        ("away", 2.9, "ann"),
    ]


def test_a_named_bookmaker_comes_before_the_best_price_of_all() -> None:
    found = edges(EVEN, [quote("maximum", 2.7, 3.6, 2.9), quote("bob", 2.7, 3.3, 2.9)])
    assert [each.bookmaker for each in found] == ["bob", "maximum", "bob"]


def test_the_average_counts_only_where_it_is_all_there_is() -> None:
    average = quote("average", 9.0, 9.0, 9.0)
    assert {each.bookmaker for each in edges(EVEN, [average])} == {"average"}
    both = edges(EVEN, [average, quote("ann", 2.5, 3.4, 2.9)])
    assert {each.bookmaker for each in both} == {"ann"}


def test_of_one_bookmaker_the_latest_price_counts_though_an_older_one_was_better() -> None:
    late = Quote("ann", "1x2", Moment.CLOSING, 0.0, LATER, (2.0, 3.0, 4.0))
    for given_ in ([quote("ann", 2.5, 3.5, 4.5), late], [late, quote("ann", 2.5, 3.5, 4.5)]):
        found = edges(EVEN, given_)
        assert [each.price for each in found] == [2.0, 3.0, 4.0]
        assert {(each.moment, each.known_at) for each in found} == {(Moment.CLOSING, LATER)}


def test_lines_that_do_not_settle_and_markets_nobody_knows_have_no_edge() -> None:
    odd = quote("ann", 1.9, 1.9, market="totals", line=2.3)
    assert edges(EVEN, [odd, quote("ann", 1.9, 1.9, market="corners")]) == ()


def test_a_quarter_line_loses_and_wins_halves() -> None:
    (home, away) = edges(EVEN, [quote("ann", 2.0, 2.0, market="handicap", line=-0.25)])
    win, draw, lose = EVEN.outcomes()[0].tolist()
    assert home.value == pytest.approx(win - lose - draw / 2)
    assert away.value == pytest.approx(lose - win + draw / 2)
    assert (home.line, away.line) == (-0.25, -0.25)
