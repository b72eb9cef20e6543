import pytest

from scoreline.bots import bend, confidence
from scoreline.domain import Personality, RiskProfile, Score

BALANCED = Personality(RiskProfile.BALANCED, base_confidence=0.75)
AGGRESSIVE = Personality(RiskProfile.AGGRESSIVE, base_confidence=0.8)


@pytest.mark.parametrize(
    ("score", "bent"),
    [(Score(2, 1), Score(1, 0)), (Score(0, 3), Score(0, 2)), (Score(0, 0), Score(0, 0))],
)
def test_the_conservative_take_a_goal_off_each_side_that_has_one(score: Score, bent: Score) -> None:
    assert bend(score, RiskProfile.CONSERVATIVE) == bent


@pytest.mark.parametrize(
    ("score", "bent"),
    [(Score(0, 1), Score(1, 2)), (Score(2, 1), Score(2, 2)), (Score(5, 3), Score(5, 3))],
)
def test_the_aggressive_add_a_goal_to_a_side_under_two(score: Score, bent: Score) -> None:
    assert bend(score, RiskProfile.AGGRESSIVE) == bent


def test_the_balanced_leave_the_score_as_it_is() -> None:
    assert bend(Score(3, 0), RiskProfile.BALANCED) == Score(3, 0)


def test_confidence_falls_by_a_tenth_of_every_goal_that_the_score_is_off() -> None:
    # Half a goal off: 95 % of the base confidence of 0.8.
    assert confidence(Score(2, 1), AGGRESSIVE, (1.7, 1.2)) == pytest.approx(0.76)


def test_confidence_never_leaves_its_bounds() -> None:
    assert confidence(Score(10, 10), BALANCED, (0.2, 0.2)) == 0.3
    assert confidence(Score(1, 1), Personality(base_confidence=1.0), (1.0, 1.0)) == 0.95
