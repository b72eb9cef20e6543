"""Every method of taking the margin out agrees with what its definition says."""

from collections.abc import Callable

import numpy as np
import pytest

from scoreline.domain.odds import METHODS, overround, power, proportional, shin
from scoreline.models._base import Floats

PRICES = np.array([[1.5, 4.2, 7.0], [2.6, 3.3, 2.8], [1.05, 15.0, 41.0]])
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def test_overround_is_what_the_inverse_prices_exceed_one_by() -> None:
    assert overround(np.array([[2.0, 4.0, 4.0], [1.9, 4.0, 4.0]])) == pytest.approx(
        [0.0, 1 / 1.9 - 0.5]
    )


@every_method
def test_probabilities_sum_to_one_and_keep_the_order_of_prices(
    method: Callable[[Floats], Floats],
) -> None:
    chances = method(PRICES)
    assert chances.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-12)
    assert np.array_equal(chances.argsort(axis=1), (-PRICES).argsort(axis=1))


@every_method
def test_a_book_without_margin_is_left_alone(method: Callable[[Floats], Floats]) -> None:
    fair = np.array([[2.0, 4.0, 4.0]])
    assert method(fair) == pytest.approx(1 / fair, abs=1e-9)


@every_method
def test_a_missing_price_leaves_the_match_without_probabilities(
    method: Callable[[Floats], Floats],
) -> None:
    chances = method(np.array([[2.0, np.nan, 4.0], [2.0, 3.5, 4.0]]))
    assert np.isnan(chances[0]).all()
    assert not np.isnan(chances[1]).any()


@every_method
def test_a_book_below_one_still_gives_probabilities(method: Callable[[Floats], Floats]) -> None:
    assert method(np.array([[2.2, 4.1, 4.4]])).sum() == pytest.approx(1.0)


def test_power_and_shin_take_more_from_long_shots_than_proportional_does() -> None:
    plain = proportional(PRICES)[2, 2]
    assert power(PRICES)[2, 2] < plain
    assert shin(PRICES)[2, 2] < plain


def test_power_raises_all_inverse_prices_to_one_exponent() -> None:
    exponents = np.log(power(PRICES)) / np.log(1 / PRICES)
    assert exponents == pytest.approx(np.repeat(exponents[:, :1], 3, axis=1))


def test_shin_agrees_with_the_worked_example_of_its_reference_implementation() -> None:
    # https://github.com/mberk/shin: prices 2.6, 2.4, 4.3.
    expected = [0.37299406033208965, 0.4047794109200184, 0.2222265287474275]
    assert shin(np.array([[2.6, 2.4, 4.3]]))[0] == pytest.approx(expected, abs=1e-9)
