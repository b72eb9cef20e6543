"""What every member of a model holds to, for anybody who writes one.

In a plug-in's tests::

    from scoreline.testing.members import check_member


    def test_my_member_keeps_the_contract() -> None:
        check_member(lambda: MyMember(depth=3))
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from scoreline.models import (
    Estimator,
    Explains,
    Floats,
    Ints,
    OutcomeEstimator,
    StopsEarly,
    outcomes_of,
)

MATCHES: Final = 500
COLUMNS: Final = 6
"""The first one decides, the last one is always missing, the others are noise."""

Made = Callable[[], Any]
"""Makes a member that is not fitted yet, always with the same parameters."""


def check_member(made: Made) -> None:
    """Run every check below.

    Raises:
        AssertionError: The member breaks the contract; the message says where.
    """
    check_forecasts(made)
    check_learns(made)
    check_repeats_itself(made)
    check_weighs(made)
    check_leaves_what_it_is_given(made)
    check_copies(made)
    check_is_stored(made)
    check_explains(made)
    check_stops(made)


def check_forecasts(made: Made) -> None:
    """Check shapes and sizes, that gaps are no obstacle, and that a row's answer is its own."""
    x, goals = matches()
    member = fitted(made, x, goals)
    said = forecast(member, x)
    shape = (MATCHES, 3 if forecasts_outcomes(member) else 2)
    assert said.shape == shape, f"forecasts have shape {said.shape}, not {shape}"
    assert np.isfinite(said).all(), "a missing value makes a forecast that is no number"
    assert (said > 0).all(), "a forecast is not positive"
    if forecasts_outcomes(member):
        assert np.allclose(said.sum(axis=1), 1), "probabilities do not sum to one"
    alone = np.concatenate([forecast(member, x[[row]]) for row in range(40)])
    assert np.array_equal(alone, said[:40]), "a row alone is not the row in the batch, bit for bit"
    blank = np.full((3, COLUMNS), np.nan)
    assert np.isfinite(forecast(member, blank)).all(), "a match nothing is known of has no forecast"


def check_learns(made: Made) -> None:
    """Check that forecasts follow the column that decides."""
    x, goals = matches()
    member = fitted(made, x, goals)
    said = forecast(member, x)
    known = ~np.isnan(x[:, 0])
    edge = np.log(said[known, 0]) - np.log(said[known, -1])
    assert np.corrcoef(edge, x[known, 0])[0, 1] > 0.5, "it does not learn what decides"  # noqa: PLR2004


def check_repeats_itself(made: Made) -> None:
    """Check that the same parameters and matches make the same member, bit for bit."""
    x, goals = matches()
    first, again = (forecast(fitted(made, x, goals), x) for _ in range(2))
    assert np.array_equal(first, again), "fitted twice, it is not the same; it takes a seed"


def check_weighs(made: Made) -> None:
    """Check that matches of more weight count more."""
    x, goals = matches()
    won = np.where(goals[:, 0] > goals[:, 1], 8.0, 1.0)
    plain = forecast(fitted(made, x, goals), x)
    leaning = forecast(fitted(made, x, goals, won), x)
    assert leaning[:, 0].mean() > plain[:, 0].mean(), "weights on home wins do not favour home"


def check_leaves_what_it_is_given(made: Made) -> None:
    """Check that neither fitting nor forecasting writes into arrays."""
    x, goals = matches()
    weight = np.ones(MATCHES)
    for array in (x, goals, weight):
        array.setflags(write=False)
    forecast(fitted(made, x, goals, weight), x)


def check_copies(made: Made) -> None:
    """Check that scikit-learn can make an unfitted copy, fitted or not."""
    from sklearn.base import clone  # noqa: PLC0415 - takes seconds

    x, goals = matches()
    member = fitted(made, x, goals)
    for each in (made(), member):
        copy = clone(each, safe=False)
        assert copy.get_params() == made().get_params(), "a copy has other parameters"
    again = forecast(fitted(lambda: clone(member, safe=False), x, goals), x)
    assert np.array_equal(again, forecast(member, x)), "a copy does not learn the same"


def check_is_stored(made: Made) -> None:
    """Check that it comes back from plain files and forecasts the same, bit for bit."""
    x, goals = matches()
    member = fitted(made, x, goals)
    files = member.dump()
    assert all(isinstance(content, bytes) for content in files.values()), "files are bytes"
    again = type(member).restore(files)
    assert np.array_equal(forecast(again, x), forecast(member, x)), "restored, it says other things"
    assert again.get_params() == member.get_params(), "restored, it has other parameters"
    assert again.dump() == files, "stored again, its files differ"


def check_explains(made: Made) -> None:
    """Check that contributions, where there are any, add up to the forecast but for a constant."""
    x, goals = matches()
    member = fitted(made, x, goals)
    if not isinstance(member, Explains):
        return
    said, parts = forecast(member, x), member.contributions(x)
    assert parts.shape == (*said.shape, COLUMNS), f"contributions have shape {parts.shape}"
    logs, explained = np.log(said), parts.sum(axis=2)
    if forecasts_outcomes(member):
        logs, explained = logs[:, :2] - logs[:, 2:], explained[:, :2] - explained[:, 2:]
    rest = logs - explained
    assert np.allclose(rest, rest[0], atol=1e-3), "contributions do not add up to the forecast"
    alone = np.concatenate([member.contributions(x[[row]]) for row in range(10)])
    assert np.array_equal(alone, parts[:10]), "a row alone is not explained as in the batch"


def check_stops(made: Made) -> None:
    """Check that one that stops early has a copy which needs no later matches."""
    x, goals = matches()
    member = made()
    if not isinstance(member, StopsEarly):
        return
    y = _target(member, goals)
    member.fit_until(x[:300], y[:300], np.ones(300), (x[300:], y[300:]))
    copy = fitted(member.unfitted, x, goals)
    assert type(copy) is type(member), "the unfitted copy is of another kind"
    assert np.isfinite(forecast(copy, x)).all(), "the unfitted copy does not learn"


def matches() -> tuple[Floats, Ints]:
    """Return made-up rows, a tenth of their values missing, and goals, shape (matches, 2)."""
    random = np.random.default_rng(11)
    x = random.normal(size=(MATCHES, COLUMNS))
    edge = 0.4 * x[:, 0]
    goals = random.poisson(np.exp(np.stack([0.4 + edge, 0.1 - edge], axis=1)))
    x[random.random(x.shape) < 0.1] = np.nan  # noqa: PLR2004
    x[:, -1] = np.nan
    return x, goals


def fitted(made: Made, x: Floats, goals: Ints, weight: Floats | None = None) -> Any:
    """Return a member that learnt from rows, as training would let it."""
    member = made()
    assert isinstance(member, Estimator), "a member has fit and get_params"
    member.fit(x, _target(member, goals), sample_weight=weight)
    return member


def forecast(member: Any, x: Floats) -> Floats:
    """Return probabilities, shape (n, 3), or expected goals, shape (n, 2)."""
    said = member.predict_proba(x) if forecasts_outcomes(member) else member.predict(x)
    return np.asarray(said, dtype=np.float64)


def forecasts_outcomes(member: Any) -> bool:
    """Tell a forecaster of outcomes from one of goals."""
    return isinstance(member, OutcomeEstimator)


def _target(member: Any, goals: Ints) -> Ints:
    return outcomes_of(goals) if forecasts_outcomes(member) else goals
