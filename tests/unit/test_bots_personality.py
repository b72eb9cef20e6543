import pytest

from scoreline.bots import Suggestion, bend, confidence, suggested
from scoreline.domain import Personality, RiskProfile, Score

CONSERVATIVE = Personality(RiskProfile.CONSERVATIVE, base_confidence=0.7)
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


def test_a_bent_score_is_explained_and_the_confidence_is_that_of_the_unbent_one() -> None:
    answer = suggested(Score(2, 1), CONSERVATIVE, "Because.", expected=(1.7, 1.2))
    assert answer.score == Score(1, 0)
    assert answer.confidence == pytest.approx(0.95 * 0.7)
    assert answer.reason == (
        "Because. Being conservative it takes a goal off each side and tips 1-0."
    )


def test_a_score_that_is_not_bent_needs_no_more_words() -> None:
    assert suggested(Score(0, 0), CONSERVATIVE, "Because.", expected=(1, 1)).reason == "Because."
    assert suggested(Score(3, 2), AGGRESSIVE, "Because.", expected=(1, 1)).reason == "Because."
    assert "tips 2-2" in suggested(Score(2, 1), AGGRESSIVE, "Because.", expected=(1, 1)).reason


@pytest.mark.parametrize(
    ("score", "certainty", "reason"),
    [
        (Score(-1, 0), 0.5, "Because."),
        (Score(0, 11), 0.5, "Because."),
        (Score(1, 0), 0.29, "Because."),
        (Score(1, 0), 0.96, "Because."),
        (Score(1, 0), float("nan"), "Because."),
        (Score(1, 0), 0.5, ""),
        (Score(1, 0), 0.5, "x" * 401),
    ],
)
def test_a_suggestion_that_could_not_be_a_tip_cannot_be_made(
    score: Score, certainty: float, reason: str
) -> None:
    with pytest.raises(ValueError, match=r"tip|confidence|reason"):
        Suggestion(score, certainty, reason)
