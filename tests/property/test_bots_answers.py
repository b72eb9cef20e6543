from datetime import UTC, datetime
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.bots import Opinion, Situation, decide, rank, strategy_named, strategy_names
from scoreline.domain import (
    Bot,
    Doubt,
    Fixture,
    Forecast,
    InformationSet,
    MatchStatus,
    Moment,
    Outcome,
    Personality,
    Quote,
    RiskProfile,
    Score,
    ScoreGrid,
    ScoringRule,
    Tip,
)
from scoreline.domain.grid import SIZE
from scoreline.features import CATALOGUE

NOON = datetime(2025, 8, 16, 12, tzinfo=UTC)
FIXTURE = Fixture(1, "E0", 2025, NOON.date(), NOON, False, 1, "Home", "Away", MatchStatus.SCHEDULED)

goals = st.integers(0, 10)
scores = st.builds(Score, goals, goals)
rules = st.lists(st.integers(0, 10), min_size=3, max_size=3).map(
    lambda points: ScoringRule(*sorted(points, reverse=True))
)
personalities = st.builds(
    Personality,
    st.sampled_from(RiskProfile),
    base_confidence=st.floats(0, 2),
    threshold=st.floats(0, 1),
    doubt=st.sampled_from(Doubt),
)
features = st.dictionaries(
    st.sampled_from([entry.name for entry in CATALOGUE]), st.none() | st.floats(-1e6, 1e6)
)
grids = st.lists(
    st.floats(0, 1).filter(lambda share: share == 0 or share > 1e-9),
    min_size=SIZE * SIZE,
    max_size=SIZE * SIZE,
).filter(any) | st.tuples(st.integers(0, SIZE**2 - 1)).map(
    lambda cell: [float(i == cell[0]) for i in range(SIZE**2)]
)


def forecast_of(shares: list[float]) -> Forecast:
    grid = ScoreGrid(np.reshape(shares, (1, SIZE, SIZE)))
    return Forecast(
        1, "v2025-08-01-001", InformationSet.NONE, NOON, grid, 0.5, Outcome.HOME, "WEAK", ()
    )


quotes = st.builds(
    Quote,
    st.sampled_from(["pinnacle", "maximum", "anybody"]),
    st.sampled_from(["1x2"]),
    st.sampled_from(Moment),
    st.just(0.0),
    st.just(NOON),
    st.tuples(*[st.floats(1.01, 1000)] * 3),
)
situations = st.builds(
    Situation,
    st.just(FIXTURE),
    rules,
    features,
    st.none() | grids.map(forecast_of),
    st.integers(0, 2**32).map(np.random.default_rng),
    st.lists(quotes, max_size=3).map(tuple),
    st.booleans(),
)


@pytest.mark.parametrize("name", strategy_names())
@settings(max_examples=25)
@given(situations, personalities)
def test_what_any_strategy_thinks_any_personality_makes_a_legal_tip_of(
    name: str, situation: Situation, personality: Personality
) -> None:
    opinion = strategy_named(name).suggest(situation)
    assert isinstance(opinion, Opinion)
    tip = decide(Bot("Ann", name, personality), situation, opinion, at=NOON)
    if tip is None:
        assert personality.threshold > 0.3
        return
    assert 0 <= tip.score.home <= 10
    assert 0 <= tip.score.away <= 10
    least = personality.threshold if personality.doubt is Doubt.SKIP else 0.3
    assert max(0.3, least) <= tip.confidence <= 0.95
    assert not (situation.knockout and tip.score.outcome is Outcome.DRAW)
    assert 0 < len(tip.reason) <= 400


@settings(max_examples=40)
@given(rules, grids.map(forecast_of))
def test_no_tip_is_worth_more_than_that_of_expected_points(
    rule: ScoringRule, forecast: Forecast
) -> None:
    situation = Situation(FIXTURE, rule, {}, forecast, np.random.default_rng(0))
    answer = strategy_named("expected_points").suggest(situation)
    assert answer is not None
    results = [Score(home, away) for home in range(SIZE) for away in range(SIZE)]
    shares = forecast.grid.values[0].ravel()
    worth = [
        shares @ [rule.points(tip, result) for result in results]
        for tip in [answer.score, Score(1, 1), Score(2, 1), Score(1, 0), Score(0, 1)]
    ]
    assert worth[0] >= max(worth) - 1e-9


@st.composite
def settled_tips(draw: st.DrawFn) -> tuple[ScoringRule, list[tuple[Tip, Score, int]]]:
    rule = draw(rules)
    results = draw(st.lists(scores, min_size=1, max_size=8))
    given_tips = draw(
        st.dictionaries(
            st.tuples(st.sampled_from("ABCD"), st.integers(0, len(results) - 1)), scores
        )
    )
    return rule, [
        (
            Tip(bot, match, tip, 0.5, "Because.", NOON),
            results[match],
            rule.points(tip, results[match]),
        )
        for (bot, match), tip in given_tips.items()
    ]


@given(settled_tips(), st.randoms(use_true_random=False))
def test_a_table_is_its_tips_added_up_in_whatever_order_they_were_settled(
    played: tuple[ScoringRule, list[tuple[Tip, Score, int]]], shuffler: Random
) -> None:
    rule, settled = played
    table = rank("ABCD", settled)
    for line in table:
        tips = [(tip.score, result) for tip, result, _ in settled if tip.bot == line.bot]
        assert line.points == sum(rule.points(*each) for each in tips)
        assert line.exact <= line.outcomes <= line.played == len(tips)
    shuffler.shuffle(settled)
    assert rank("DCBA", settled) == table


@given(settled_tips())
def test_a_table_runs_from_the_first_place_down_without_inversions(
    played: tuple[ScoringRule, list[tuple[Tip, Score, int]]],
) -> None:
    table = rank("ABCD", played[1])
    merits = [(line.points, line.exact, line.outcomes) for line in table]
    assert merits == sorted(merits, reverse=True)
    assert [line.place for line in table] == [merits.index(merit) + 1 for merit in merits]
