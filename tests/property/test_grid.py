"""Laws of the score grid: everything that is read off it agrees with everything else."""

from itertools import product
from operator import eq, gt, lt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray
from scipy.stats import poisson

from scoreline.domain import Score, ScoreGrid, ScoringRule
from scoreline.domain.grid import SIZE, Floats, Ints

TIGHT = 1e-12
HOME: Ints
AWAY: Ints
HOME, AWAY = np.indices((SIZE, SIZE))

means = st.floats(0.05, 6.0)
lines = st.integers(-24, 24).map(lambda quarters: quarters / 4)
rules = st.lists(st.integers(0, 9), min_size=3, max_size=3).map(
    lambda points: ScoringRule(*sorted(points, reverse=True))
)
masses = arrays(
    np.float64,
    st.tuples(st.integers(1, 3), st.just(SIZE), st.just(SIZE)),
    elements=st.floats(1e-6, 1.0),
    fill=st.floats(1e-6, 1.0),
)
grids = masses.map(ScoreGrid)
margins = st.tuples(*[st.floats(0.01, 1.0)] * 3).map(lambda raw: np.array(raw) / sum(raw))


def _cells(grid: ScoreGrid) -> list[tuple[int, int, Floats]]:
    return [
        (home, away, grid.values[:, home, away]) for home, away in product(range(SIZE), repeat=2)
    ]


def _mass(grid: ScoreGrid, holds: NDArray[np.bool_]) -> Floats:
    """Add up the cells in which a condition on ``HOME`` and ``AWAY`` holds."""
    mass: Floats = np.where(holds, grid.values, 0).sum(axis=(1, 2))
    return mass


def _mirrored(grid: ScoreGrid) -> ScoreGrid:
    return ScoreGrid(grid.values.transpose(0, 2, 1))


@given(grids)
def test_every_match_sums_to_one(grid: ScoreGrid) -> None:
    assert_allclose(grid.values.sum(axis=(1, 2)), 1, rtol=TIGHT)


@given(grids)
def test_a_grid_made_of_a_grids_values_is_the_same_to_the_last_bit(grid: ScoreGrid) -> None:
    again = ScoreGrid(grid.values)
    assert again.values.tobytes() == grid.values.tobytes()
    assert ScoreGrid.concat(list(grid)).values.tobytes() == grid.values.tobytes()


@given(grids)
def test_probabilities_cannot_be_written_to(grid: ScoreGrid) -> None:
    with pytest.raises(ValueError, match="read-only"):
        grid.values[0, 0, 0] = 1


@given(grids)
def test_markets_agree_with_the_cells(grid: ScoreGrid) -> None:
    outcomes = [_mass(grid, sign(HOME, AWAY)) for sign in (gt, eq, lt)]
    assert_allclose(grid.outcomes(), np.stack(outcomes, axis=1), rtol=TIGHT)
    assert_allclose(grid.both_score(), _mass(grid, (HOME > 0) & (AWAY > 0)), rtol=TIGHT)
    sheets = [_mass(grid, AWAY == 0), _mass(grid, HOME == 0)]
    assert_allclose(grid.clean_sheets(), np.stack(sheets, axis=1), rtol=TIGHT)
    goals = [
        sum(p * home for home, _, p in _cells(grid)),
        sum(p * away for _, away, p in _cells(grid)),
    ]
    assert_allclose(grid.expected_goals(), np.stack(goals, axis=1), rtol=TIGHT)
    home, away = grid.marginals()
    for number in range(SIZE):
        assert_allclose(home[:, number], _mass(grid, eq(HOME, number)), rtol=TIGHT)
        assert_allclose(away[:, number], _mass(grid, eq(AWAY, number)), rtol=TIGHT)


@given(grids, st.integers(0, 19))
def test_over_and_under_make_one(grid: ScoreGrid, goals: int) -> None:
    line = goals + 0.5
    over, under = grid.over(line), _mass(grid, line > HOME + AWAY)
    assert_allclose(over, _mass(grid, line < HOME + AWAY), rtol=TIGHT)
    assert_allclose(over + under, 1, rtol=TIGHT)
    assert_allclose(grid.total(line), np.stack([over, 0 * over, under], axis=1), atol=TIGHT)


@given(grids)
def test_a_whole_line_is_not_over_itself(grid: ScoreGrid) -> None:
    assert_allclose(grid.over(2), _mass(grid, HOME + AWAY > 2), rtol=TIGHT)
    assert_allclose(grid.total(2)[:, 1], _mass(grid, HOME + AWAY == 2), rtol=TIGHT)


@given(grids, lines)
def test_handicap_shares_agree_with_the_cells_and_make_one(grid: ScoreGrid, line: float) -> None:
    shares = grid.handicap(line)
    assert_allclose(shares.sum(axis=1), 1, rtol=TIGHT)
    neighbours = (line,) if (line * 2).is_integer() else (line - 0.25, line + 0.25)
    by_hand = [
        [_mass(grid, sign(HOME - AWAY + near, 0)) for sign in (gt, eq, lt)] for near in neighbours
    ]
    assert_allclose(shares, np.mean(by_hand, axis=0).T, atol=TIGHT)


@given(grids, lines)
def test_a_quarter_line_is_the_mean_of_its_neighbours(grid: ScoreGrid, line: float) -> None:
    quarter = np.floor(line * 2) / 2 + 0.25
    for market in (grid.handicap, grid.total):
        halves = (market(quarter - 0.25) + market(quarter + 0.25)) / 2
        assert_allclose(market(quarter), halves, atol=TIGHT)


@given(grids, st.lists(lines, min_size=1, max_size=4))
def test_several_lines_at_once_are_each_line_alone(grid: ScoreGrid, several: list[float]) -> None:
    for one, many in ((grid.handicap, grid.handicaps), (grid.total, grid.totals)):
        alone = np.stack([one(line) for line in several], axis=1)
        assert_allclose(many(several), alone, rtol=TIGHT, atol=TIGHT)


@given(grids)
def test_level_and_half_goal_handicaps_are_the_1x2_market(grid: ScoreGrid) -> None:
    home, draw, away = grid.outcomes().T
    assert_allclose(grid.handicap(0).T, [home, draw, away], atol=TIGHT)
    assert_allclose(grid.handicap(-0.5).T, [home, 0 * home, draw + away], atol=TIGHT)
    assert_allclose(grid.handicap(0.5).T, [home + draw, 0 * home, away], atol=TIGHT)


@given(grids, lines)
def test_a_goal_more_never_makes_a_handicap_worse(grid: ScoreGrid, line: float) -> None:
    lower, higher = grid.handicap(line), grid.handicap(line + 0.25)
    assert np.all(higher[:, 0] >= lower[:, 0] - TIGHT)
    assert np.all(higher[:, 2] <= lower[:, 2] + TIGHT)


@given(grids, lines, rules)
def test_swapping_the_sides_mirrors_everything(
    grid: ScoreGrid, line: float, rule: ScoringRule
) -> None:
    other = _mirrored(grid)
    assert_allclose(other.outcomes(), grid.outcomes()[:, ::-1], rtol=TIGHT)
    assert_allclose(other.expected_goals(), grid.expected_goals()[:, ::-1], rtol=TIGHT)
    assert_allclose(other.clean_sheets(), grid.clean_sheets()[:, ::-1], rtol=TIGHT)
    assert_allclose(other.handicap(-line), grid.handicap(line)[:, ::-1], atol=TIGHT)
    assert_allclose(other.total(line), grid.total(line), atol=TIGHT)
    assert_allclose(other.both_score(), grid.both_score(), rtol=TIGHT)
    points = grid.expected_points(rule).transpose(0, 2, 1)
    assert_allclose(other.expected_points(rule), points, atol=TIGHT)
    assert_array_equal(other.goal_interval(), grid.goal_interval()[:, ::-1])


@given(grids, st.data())
def test_reweighting_hits_the_margins_and_keeps_ratios_within_them(
    grid: ScoreGrid, data: st.DataObject
) -> None:
    target = np.stack([data.draw(margins) for _ in range(len(grid))])
    moved = grid.reweight(target)
    assert_allclose(moved.outcomes(), target, rtol=1e-9)
    ratio = moved.values / grid.values
    for region in (np.tri(SIZE, k=-1), np.eye(SIZE), np.tri(SIZE, k=-1).T):
        within = ratio[:, region.astype(bool)]
        assert_allclose(within, np.broadcast_to(within[:, :1], within.shape), rtol=1e-9)


@given(grids)
def test_reweighting_to_ones_own_margins_changes_nothing(grid: ScoreGrid) -> None:
    assert_allclose(grid.reweight(grid.outcomes()).values, grid.values, rtol=1e-9)


@given(grids)
def test_a_margin_can_be_taken_to_nothing(grid: ScoreGrid) -> None:
    certain = np.tile([0.0, 0.25, 0.75], (len(grid), 1))
    assert_allclose(grid.reweight(certain).outcomes(), certain, atol=TIGHT)


@given(masses.map(lambda raw: ScoreGrid(raw[:1])), rules, st.integers(0, 10), st.integers(0, 10))
def test_expected_points_of_a_tip_are_its_points_over_all_results(
    grid: ScoreGrid, rule: ScoringRule, home: int, away: int
) -> None:
    by_hand = sum(
        float(p[0]) * rule.points(Score(home, away), Score(*result)) for *result, p in _cells(grid)
    )
    assert_allclose(grid.expected_points(rule)[0, home, away], by_hand, atol=1e-9)


@given(grids, rules)
def test_no_tip_earns_more_than_the_best_one(grid: ScoreGrid, rule: ScoringRule) -> None:
    points = grid.expected_points(rule)
    best, modal, rounded = (
        points[np.arange(len(grid)), *tips.T]
        for tips in (grid.best_tips(rule), grid.modal_scores(), grid.rounded_means())
    )
    assert_array_equal(best, points.max(axis=(1, 2)))
    assert np.all(best >= modal)
    assert np.all(best >= rounded)


@given(grids)
def test_for_exact_hits_alone_the_best_tip_is_the_modal_score(grid: ScoreGrid) -> None:
    assert_array_equal(grid.best_tips(ScoringRule(1, 0, 0)), grid.modal_scores())
    [*modal] = zip(range(len(grid)), *grid.modal_scores().T, strict=True)
    assert [grid.values[cell] for cell in modal] == grid.values.max(axis=(1, 2)).tolist()


@given(grids)
def test_rounded_means_are_within_half_a_goal(grid: ScoreGrid) -> None:
    assert np.all(np.abs(grid.rounded_means() - grid.expected_goals()) <= 0.5 + TIGHT)


@given(grids, st.floats(0.01, 0.99))
def test_a_goal_interval_holds_at_least_its_level_and_no_end_to_spare(
    grid: ScoreGrid, level: float
) -> None:
    for side, distribution in enumerate(grid.marginals()):
        for one, (low, high) in zip(distribution, grid.goal_interval(level)[:, side], strict=True):
            assert one[low : high + 1].sum() >= level - 1e-9
            assert one[:low].sum() <= (1 - level) / 2 + 1e-9
            assert one[high + 1 :].sum() <= (1 - level) / 2 + 1e-9
            assert one[: low + 1].sum() >= (1 - level) / 2 - 1e-9


@given(grids)
def test_within_one_goal_is_the_mass_around_the_rounded_mean(grid: ScoreGrid) -> None:
    near = grid.within_one_goal()
    for match, centres in enumerate(grid.rounded_means()):
        for side, goals in enumerate((HOME, AWAY)):
            mass = _mass(grid[match], abs(goals - centres[side]) <= 1)
            assert_allclose(near[match, side], mass[0], rtol=TIGHT)


@given(st.lists(st.tuples(means, means), min_size=1, max_size=4))
def test_without_dependence_the_goals_are_two_poisson_draws(
    pairs: list[tuple[float, float]],
) -> None:
    home, away = np.array(pairs).T
    grid = ScoreGrid.from_poisson(home, away)
    goals = np.arange(SIZE)
    product_ = (
        poisson.pmf(goals, home[:, None])[:, :, None] * poisson.pmf(goals, away[:, None])[:, None]
    )
    assert_allclose(grid.values, product_ / product_.sum(axis=(1, 2), keepdims=True), rtol=1e-9)


def _dixon_coles(home: float, away: float, rho: float) -> Floats:
    """Equation 4.2 of Dixon and Coles, cell by cell."""
    correction = {
        (0, 0): 1 - home * away * rho,
        (0, 1): 1 + home * rho,
        (1, 0): 1 + away * rho,
        (1, 1): 1 - rho,
    }
    cells = np.array(
        [
            [
                correction.get((x, y), 1.0) * poisson.pmf(x, home) * poisson.pmf(y, away)
                for y in range(SIZE)
            ]
            for x in range(SIZE)
        ]
    )
    normalised: Floats = cells / cells.sum()
    return normalised


def _allowed(home: float, away: float) -> tuple[float, float]:
    return max(-1 / home, -1 / away), min(1 / (home * away), 1.0)


@given(means, means, st.floats(0, 1))
def test_an_allowed_dependence_is_dixon_and_coles_own(
    home: float, away: float, share: float
) -> None:
    lowest, highest = _allowed(home, away)
    rho = lowest + share * (highest - lowest)
    grid = ScoreGrid.from_poisson(home, away, rho)
    assert_allclose(grid.values[0], _dixon_coles(home, away, rho), rtol=1e-9, atol=1e-15)


@given(means, means, st.floats(0.01, 5))
def test_a_dependence_out_of_bounds_is_the_nearest_allowed_one(
    home: float, away: float, beyond: float
) -> None:
    lowest, highest = _allowed(home, away)
    for rho, bound in ((lowest - beyond, lowest), (highest + beyond, highest)):
        grid = ScoreGrid.from_poisson(home, away, rho)
        assert_allclose(grid.values, ScoreGrid.from_poisson(home, away, bound).values, atol=1e-15)
        assert np.all(grid.values >= 0)


@given(means, means)
def test_a_negative_dependence_favours_draws(home: float, away: float) -> None:
    without, with_it = (ScoreGrid.from_poisson(home, away, rho) for rho in (0.0, -0.05))
    assert with_it.outcomes()[0, 1] > without.outcomes()[0, 1]


@given(masses, st.floats(0.0, 1.0))
def test_a_pool_is_the_weighted_mean(raw: Floats, share: float) -> None:
    one, other = ScoreGrid(raw), ScoreGrid(raw[:, ::-1])
    pooled = ScoreGrid.pool([one, other], [share, 1 - share])
    assert_allclose(pooled.values, share * one.values + (1 - share) * other.values, rtol=1e-9)
    assert_allclose(ScoreGrid.pool([one], [7.0]).values, one.values, rtol=1e-9)


@given(grids)
def test_indexing_and_iterating_give_the_same_matches(grid: ScoreGrid) -> None:
    assert len(list(grid)) == len(grid)
    for number, match in enumerate(grid):
        assert len(match) == 1
        assert_array_equal(match.values[0], grid.values[number])
        assert_array_equal(grid[number : number + 1].values, match.values)
    assert_array_equal(grid[-1].values[0], grid.values[-1])
    assert_array_equal(grid[np.array([0, 0])].values, grid.values[[0, 0]])
    assert_array_equal(grid[np.arange(len(grid)) == 0].values, grid.values[:1])


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), lines, rules)
def test_what_a_match_says_does_not_depend_on_the_others_to_the_last_bit(
    seed: int, matches: int, line: float, rule: ScoringRule
) -> None:
    rng = np.random.default_rng(seed)
    expected, margins = rng.uniform(0.1, 4, (matches, 2)), rng.dirichlet([2, 1, 2], matches)
    rho = rng.uniform(-0.2, 0.1, matches)

    def said(rows: slice) -> list[NDArray[np.generic]]:
        bare = ScoreGrid.from_poisson(expected[rows, 0], expected[rows, 1], rho[rows])
        moved = bare.reweight(margins[rows])
        pooled = ScoreGrid.pool([bare, moved, ScoreGrid.concat([bare])], [0.7, 0.2, 0.1])
        return [
            read
            for grid in (bare, moved, pooled)
            for read in (
                *(grid.values, grid.outcomes(), *grid.marginals(), grid.expected_goals()),
                *(grid.over(line), grid.both_score(), grid.clean_sheets(), grid.handicap(line)),
                *(grid.handicaps([line, 0]), grid.totals([line, 2.5])),
                *(grid.total(line), grid.within_one_goal(), grid.expected_points(rule)),
                *(grid.modal_scores(), grid.rounded_means(), grid.best_tips(rule)),
                grid.goal_interval(),
            )
        ]

    alone = [said(slice(match, match + 1)) for match in range(matches)]
    for together, *ones in zip(said(slice(None)), *alone, strict=True):
        assert np.concatenate(ones).tobytes() == together.tobytes()


def test_no_matches_are_a_grid_too() -> None:
    empty = ScoreGrid.concat([])
    rule = ScoringRule()
    assert len(empty) == 0
    assert empty.outcomes().shape == (0, 3)
    assert empty.handicap(-0.25).shape == (0, 3)
    assert empty.totals([2.5, 2.75]).shape == (0, 2, 3)
    assert empty.modal_scores().shape == empty.best_tips(rule).shape == (0, 2)
    assert empty.rounded_means().shape == (0, 2)
    assert empty.goal_interval().shape == (0, 2, 2)
    assert empty.expected_points(rule).shape == (0, SIZE, SIZE)
    assert len(empty.reweight(np.empty((0, 3)))) == 0
    assert len(empty[:0]) == 0


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.ones((SIZE, SIZE)), "shape"),
        (np.ones((1, 3, 3)), "shape"),
        (-np.ones((1, SIZE, SIZE)), "not negative"),
        (np.full((1, SIZE, SIZE), np.nan), "finite"),
        (np.full((1, SIZE, SIZE), np.inf), "finite"),
        (np.zeros((1, SIZE, SIZE)), "without any probability"),
    ],
)
def test_what_is_no_distribution_is_refused(values: Floats, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ScoreGrid(values)


@pytest.mark.parametrize("mean", [0.0, -1.0, float("nan"), float("inf")])
def test_expected_goals_that_cannot_be_are_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="positive and finite"):
        ScoreGrid.from_poisson([1.0, mean], [1.0, 1.0])
    with pytest.raises(ValueError, match="positive and finite"):
        ScoreGrid.from_poisson(1.0, mean)


@pytest.mark.parametrize("line", [0.1, 2.6, -0.3])
def test_a_line_between_the_quarters_is_refused(line: float) -> None:
    grid = ScoreGrid.from_poisson(1.5, 1.0)
    with pytest.raises(ValueError, match=r"multiple of 0\.25"):
        grid.handicap(line)
    with pytest.raises(ValueError, match=r"multiple of 0\.25"):
        grid.total(line)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ([0.5, 0.3, 0.2], "shape"),
        ([[0.5, 0.3, 0.3]], "sum to one"),
        ([[1.2, -0.1, -0.1]], "probabilities"),
        ([[float("nan"), 0.5, 0.5]], "sum to one"),
    ],
)
def test_margins_that_are_no_probabilities_are_refused(target: list[float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ScoreGrid.from_poisson(1.5, 1.0).reweight(target)


def test_mass_cannot_be_put_where_there_is_none() -> None:
    certain = np.zeros((1, SIZE, SIZE))
    certain[0, 1, 0] = 1
    with pytest.raises(ValueError, match="without any mass"):
        ScoreGrid(certain).reweight([[0.5, 0.25, 0.25]])
    assert_array_equal(ScoreGrid(certain).reweight([[1.0, 0.0, 0.0]]).values, certain)
