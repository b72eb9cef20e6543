"""What a tip earns, and how a rule is written."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import Score, ScoringRule
from scoreline.errors import ConfigurationError

points = st.integers(0, 999)
rules = st.lists(points, min_size=3, max_size=3).map(
    lambda drawn: ScoringRule(*sorted(drawn, reverse=True))
)
scores = st.builds(Score, st.integers(0, 12), st.integers(0, 12))


@given(rules)
def test_a_rule_reads_back_what_it_writes(rule: ScoringRule) -> None:
    assert ScoringRule.parse(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("3/1", ScoringRule(3, 1, 1)),
        ("4/3/2", ScoringRule(4, 3, 2)),
        (" 5/0 ", ScoringRule(5, 0, 0)),
        ("3/1/1", ScoringRule()),
    ],
)
def test_a_rule_is_read_with_or_without_the_goal_difference(text: str, rule: ScoringRule) -> None:
    assert ScoringRule.parse(text) == rule


@pytest.mark.parametrize(
    "text", ["", "3", "3/", "/1", "1/2/3/4", "a/b", "3-1", "-3/1", "1/3", "4/2/3"]
)
def test_what_is_no_rule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigurationError, match="like 3/1 or 4/3/2"):
        ScoringRule.parse(text)


def test_a_rule_never_pays_less_for_more() -> None:
    with pytest.raises(ConfigurationError, match="falls from exact to outcome"):
        ScoringRule(3, 1, 2)
    with pytest.raises(ConfigurationError, match="falls from exact to outcome"):
        ScoringRule(3, 1, -1)


@pytest.mark.parametrize(
    ("tip", "earned"),
    [
        (Score(2, 1), 4),
        (Score(3, 2), 3),
        (Score(1, 0), 3),
        (Score(3, 0), 2),
        (Score(1, 1), 0),
        (Score(1, 2), 0),
    ],
)
def test_a_tip_earns_by_what_it_got_right(tip: Score, earned: int) -> None:
    assert ScoringRule(4, 3, 2).points(tip, Score(2, 1)) == earned


def test_every_tipped_draw_has_the_goal_difference_of_every_draw() -> None:
    assert ScoringRule(4, 3, 2).points(Score(0, 0), Score(2, 2)) == 3


@given(rules, scores, scores)
def test_points_do_not_depend_on_which_side_is_home(
    rule: ScoringRule, tip: Score, result: Score
) -> None:
    mirrored = rule.points(Score(tip.away, tip.home), Score(result.away, result.home))
    assert rule.points(tip, result) == mirrored == rule.points(result, tip)


@given(rules)
def test_the_matrix_holds_the_points_of_every_tip_for_every_result(rule: ScoringRule) -> None:
    size = 4
    matrix = rule.matrix(size)
    for cell in product(range(size), repeat=4):
        assert matrix[cell] == rule.points(Score(*cell[:2]), Score(*cell[2:]))


def test_the_matrix_is_shared_and_cannot_be_written_to() -> None:
    matrix = ScoringRule().matrix(11)
    assert matrix is ScoringRule(3, 1, 1).matrix(11)
    with pytest.raises(ValueError, match="read-only"):
        matrix[0, 0, 0, 0] = np.inf
