"""A logit taught by the market says nothing where it could not learn."""

import numpy as np
import pytest

from scoreline.models.market_logit import MarketLogit

RNG = np.random.default_rng(5)
MARGIN = RNG.normal(size=(400, 1))
CHANCES = np.column_stack([np.exp(0.5 * MARGIN), np.ones(400), np.exp(-0.5 * MARGIN)])
CHANCES /= CHANCES.sum(axis=1, keepdims=True)


def test_it_learns_the_market_s_log_odds() -> None:
    said = MarketLogit(penalty=1e-6, curved=1).fit_chances(MARGIN, CHANCES).predict_proba(MARGIN)
    assert said == pytest.approx(CHANCES, abs=1e-4)


@pytest.mark.parametrize("known", [0, 99])
def test_where_hardly_any_match_can_be_read_none_is_answered(known: int) -> None:
    unknown = np.where(np.arange(400)[:, None] < known, MARGIN, np.nan)
    member = MarketLogit(curved=1).fit_chances(unknown, CHANCES)
    assert np.isnan(member.predict_proba(MARGIN)).all()
    assert not member.contributions(MARGIN).any()
    again = MarketLogit.restore(member.dump())
    assert np.isnan(again.predict_proba(MARGIN)).all()
