"""Dixon and Coles' likelihood, its slopes and the parameters that maximise it."""

import numpy as np
import pytest
from scipy.stats import poisson

from scoreline.ratings import DixonColesSettings, Pairings, Scores, fit_dixon_coles
from scoreline.ratings._base import Floats, Ints
from scoreline.ratings.dixon_coles import _objective

TEAMS, LEAGUES, MATCHES = 6, 2, 400
SIZE = 2 * TEAMS + 2 * LEAGUES + 1
FREE = DixonColesSettings(decay=0.0, ridge=0.0, newcomer=0.0)


def simulated(seed: int = 1, *, rho: float = -0.08) -> tuple[Scores, Floats, Ints]:
    """Draw scores; return them, the parameters behind them and who met: league, home, away."""
    rng = np.random.default_rng(seed)
    league = rng.integers(0, LEAGUES, MATCHES)
    home = rng.integers(0, TEAMS, MATCHES)
    away = (home + rng.integers(1, TEAMS, MATCHES)) % TEAMS
    strengths = rng.normal(0, 0.3, (2, TEAMS))
    strengths -= strengths.mean(axis=1, keepdims=True)
    parameters = np.concatenate([*strengths, [0.1, 0.3], [0.4, 0.2], [rho]])
    pairings = Pairings.of(
        np.stack([home, away], axis=1),
        league,
        rng.random(MATCHES) < 0.1,
        teams=TEAMS,
        leagues=LEAGUES,
    )
    mu = pairings.means(parameters)
    scores = Scores(
        pairings=pairings,
        pairing=np.arange(MATCHES),
        goals=np.array([drawn(rng, home, away, rho) for home, away in mu], dtype=np.float64),
        days=np.arange(MATCHES, dtype=np.float64) // 2,
        newcomers=np.zeros(TEAMS, dtype=np.bool_),
        leagues=LEAGUES,
    )
    return scores, parameters, np.stack([league, home, away], axis=1)


def drawn(rng: np.random.Generator, home: float, away: float, rho: float) -> tuple[int, int]:
    """Draw a score: thrown away where ``tau``, at most 1.5 here, says so."""
    while True:
        x, y = rng.poisson([home, away])
        if rng.random() < tau(x, y, home, away, rho) / 1.5:
            return x, y


def tau(x: float, y: float, home: float, away: float, rho: float) -> float:
    """Return the factor on a score, as Dixon and Coles' equation 4.2 has it."""
    cells = {
        (0, 0): 1 - home * away * rho,
        (0, 1): 1 + home * rho,
        (1, 0): 1 + away * rho,
        (1, 1): 1 - rho,
    }
    return cells.get((int(x), int(y)), 1.0)


def log_likelihood(scores: Scores, parameters: Floats, weights: Floats) -> float:
    """Add up the logarithms of Poisson densities and of ``tau``, match by match."""
    mu = scores.pairings.means(parameters)[scores.pairing]
    total = 0.0
    for (x, y), (home, away), weight in zip(scores.goals, mu, weights, strict=True):
        density = poisson.logpmf(x, home) + poisson.logpmf(y, away)
        total += weight * (density + np.log(tau(x, y, home, away, parameters[-1])))
    return total


def fitted(scores: Scores, settings: DixonColesSettings = FREE, *, today: float = 200.0) -> Floats:
    every = np.array([len(scores.goals)])
    found: Floats = fit_dixon_coles(scores, every, np.array([today]), settings)[0]
    return found


def sums_of(scores: Scores) -> Floats:
    """Sum each pairing's matches, all of one weight."""
    sums = np.zeros((len(scores.pairings.terms), 7))
    for (x, y), pairing in zip(scores.goals, scores.pairing, strict=True):
        sums[pairing, :3] += 1, x, y
        if x <= 1 and y <= 1:
            sums[pairing, 3 + int(2 * x + y)] += 1
    return sums


def bent(scores: Scores, at: Floats) -> tuple[float, Floats, Floats]:
    """Return the objective with some prior, its slope and its Hessian."""
    slope, bend = np.empty(SIZE), np.empty((SIZE, SIZE))
    centre, prior = np.full(SIZE, 0.1), np.full(SIZE, 2.0)
    value = _objective(slope, bend, at, *scores.pairings, sums_of(scores), centre, prior)
    return value, slope, np.triu(bend) + np.triu(bend, 1).T


def test_expected_goals_are_level_home_advantage_attack_and_defence() -> None:
    scores, parameters, met = simulated()
    attack, defence = parameters[:TEAMS], parameters[TEAMS : 2 * TEAMS]
    level, edge = parameters[2 * TEAMS : -1].reshape(2, LEAGUES)
    league, home, away = met.T
    neutral = scores.pairings.home[:, -1] == 0.5
    ground = np.where(neutral, 0.5, 1.0) * edge[league]
    expected = [
        level[league] + ground + attack[home] - defence[away],
        level[league] + edge[league] * 0.5 * neutral + attack[away] - defence[home],
    ]
    assert 0 < neutral.sum() < MATCHES
    assert scores.pairings.means(parameters) == pytest.approx(np.exp(np.stack(expected, axis=1)))


def test_the_likelihood_is_the_published_one() -> None:
    scores, parameters, _ = simulated()
    said = log_likelihood(scores, parameters, np.ones(MATCHES))
    assert scores.log_likelihood(parameters) == pytest.approx(said, rel=1e-12)


def test_slopes_and_bends_are_those_of_finite_differences() -> None:
    scores, parameters, _ = simulated()
    _, slope, bend = bent(scores, parameters)
    step = 1e-5
    for number in range(SIZE):
        off = step * np.eye(SIZE)[number]
        (up, slope_up, _), (down, slope_down, _) = (
            bent(scores, parameters + s) for s in (off, -off)
        )
        assert slope[number] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-5)
        assert bend[number] == pytest.approx(
            (slope_up - slope_down) / (2 * step), rel=1e-6, abs=1e-4
        )


def test_simulated_strengths_are_found_again() -> None:
    scores, true, _ = simulated()
    found = fitted(scores)
    for clubs in (slice(TEAMS), slice(TEAMS, 2 * TEAMS)):
        strengths = found[clubs] - found[clubs].mean()
        assert strengths == pytest.approx(true[clubs], abs=0.2)
        assert np.corrcoef(strengths, true[clubs])[0, 1] > 0.95
    assert found[-1] == pytest.approx(true[-1], abs=0.1)
    assert scores.pairings.means(found) == pytest.approx(scores.pairings.means(true), rel=0.35)


def test_no_parameters_nearby_are_likelier() -> None:
    scores, _, _ = simulated()
    found = fitted(scores)
    best, rng = scores.log_likelihood(found), np.random.default_rng(3)
    for size in (1e-3, 1e-2, 0.1):
        near = found + size * rng.normal(size=(20, SIZE))
        assert max(scores.log_likelihood(each) for each in near) < best


def test_matches_lose_weight_with_age() -> None:
    scores, _, _ = simulated()
    settings = DixonColesSettings(decay=0.01, ridge=0.0, newcomer=0.0)
    found, rng = fitted(scores, settings), np.random.default_rng(3)
    weights = np.exp(-0.01 * (200 - scores.days))
    best = log_likelihood(scores, found, weights)
    for _ in range(20):
        near = found + 0.01 * rng.normal(size=SIZE)
        assert log_likelihood(scores, near, weights) < best


def test_without_decay_the_day_does_not_matter() -> None:
    scores, _, _ = simulated()
    assert fitted(scores, today=200.0).tolist() == fitted(scores, today=9999.0).tolist()


def test_a_warm_start_ends_where_a_cold_one_does() -> None:
    scores, _, _ = simulated()
    known, today = np.array([150, 280, 400]), np.array([75.0, 140.0, 200.0])
    for settings in (DixonColesSettings(), DixonColesSettings(decay=0.0, ridge=0.1)):
        warm = fit_dixon_coles(scores, known, today, settings)
        cold = [fit_dixon_coles(scores, known[[k]], today[[k]], settings)[0] for k in range(3)]
        assert np.abs(warm - cold).max() < 1e-8


def test_matches_of_one_pairing_may_be_told_once_each_or_summed() -> None:
    scores, _, met = simulated()
    keys = np.column_stack([met, scores.pairings.home[:, -1] == 0.5])
    _, first, pairing = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    every = scores.pairings
    fewer = Scores(
        Pairings(every.terms[first], every.home[first], every.away[first]),
        pairing.ravel(),
        scores.goals,
        scores.days,
        scores.newcomers,
        scores.leagues,
    )
    assert len(first) < MATCHES
    assert fitted(fewer) == pytest.approx(fitted(scores), abs=1e-8)


def test_what_nobody_knows_yet_is_where_it_is_expected() -> None:
    scores, _, _ = simulated()
    new = Scores(
        scores.pairings,
        scores.pairing,
        scores.goals,
        scores.days,
        newcomers=np.arange(TEAMS) == 2,
        leagues=LEAGUES,
    )
    found = fit_dixon_coles(new, np.array([0]), np.array([0.0]), DixonColesSettings(newcomer=-0.2))[
        0
    ]
    strengths = np.where(np.arange(TEAMS) == 2, -0.2, 0.0)
    assert found.tolist() == [*strengths, *strengths, 0.15, 0.15, 0.3, 0.3, 0.0]


def test_the_weightier_the_prior_the_nearer_the_strengths_to_each_other() -> None:
    scores, _, _ = simulated()
    spreads = [
        fitted(scores, FREE._replace(ridge=ridge))[: 2 * TEAMS].std() for ridge in (0, 7, 99)
    ]
    assert spreads[0] > spreads[1] > spreads[2] > 0


def test_a_score_that_the_last_fit_thought_impossible_is_learnt_from_all_the_same() -> None:
    pairings = Pairings.of(np.array([[0, 1]]), np.array([0]), np.array([False]), teams=2, leagues=1)
    goals = np.array([*[[1.0, 1.0]] * 60, [0.0, 1.0], [1.0, 0.0]])
    scores = Scores(
        pairings,
        np.zeros(62, dtype=np.int64),
        goals,
        np.zeros(62),
        newcomers=np.zeros(2, dtype=np.bool_),
        leagues=1,
    )
    draws, all_of_them = fit_dixon_coles(scores, np.array([60, 62]), np.zeros(2), FREE)
    assert scores.log_likelihood(draws) == -np.inf
    assert np.isfinite(scores.log_likelihood(all_of_them))
    assert all_of_them == pytest.approx(fitted(scores, today=0.0), abs=1e-6)
