"""What every strategy holds to, for anybody who writes one.

In a plug-in's tests::

    from scoreline.testing.strategies import check_strategy


    def test_my_strategy_keeps_the_contract() -> None:
        check_strategy(MyStrategy())
"""

import re
from datetime import UTC, datetime
from itertools import product
from types import MappingProxyType
from typing import Final

import numpy as np

from scoreline.bots import Opinion, Situation, Strategy, decide
from scoreline.domain import (
    MAX_GOALS,
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
    ScoreGrid,
    ScoringRule,
)
from scoreline.domain.grid import SIZE
from scoreline.features import CATALOGUE

SITUATIONS: Final = 40
"""How many situations the checks go through, from nothing known to everything known."""

_AS_OF: Final = datetime(2025, 8, 15, 12, tzinfo=UTC)
_KICKOFF: Final = datetime(2025, 8, 16, 14, tzinfo=UTC)
_RULES: Final = (ScoringRule(3, 1, 1), ScoringRule(4, 3, 2), ScoringRule(10, 0, 0))


def check_strategy(strategy: Strategy) -> None:
    """Run every check below.

    Raises:
        AssertionError: The strategy breaks the contract; the message says where.
    """
    check_introduces_itself(strategy)
    check_keeps_nothing(strategy)
    check_answers_anything(strategy)
    check_makes_tips(strategy)


def check_introduces_itself(strategy: Strategy) -> None:
    """Check that the name can be typed on a command line and the description is one line."""
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", strategy.name), (
        f"a name is up to 40 of a-z, 0-9 and _, a letter first: {strategy.name!r}"
    )
    assert strategy.description.strip(), "a description says what the strategy does"
    assert "\n" not in strategy.description, "a description fits one line"


def check_answers_anything(strategy: Strategy) -> None:
    """Check that every answer is an opinion or None, whatever is missing.

    Features cannot be written to in these situations, so a strategy that tries is found out.
    """
    for number in range(SITUATIONS):
        situation = situation_of(number)
        answer = strategy.suggest(situation)
        where = f"situation {number}: {answer}"
        assert answer is None or isinstance(answer, Opinion), f"no opinion in {where}"
        if answer is not None and answer.version is not None:
            assert situation.forecast is not None, f"a version without a forecast in {where}"
            assert answer.version == situation.forecast.version, f"another version in {where}"


def check_makes_tips(strategy: Strategy) -> None:
    """Check that a bot of any temper makes legal tips of the answers, no draw in a knock-out."""
    for number, risk in product(range(SITUATIONS), RiskProfile):
        situation = situation_of(number)
        answer = strategy.suggest(situation)
        if answer is None:
            continue
        bot = Bot("Ann", strategy.name, Personality(risk, threshold=0.6, doubt=Doubt.FALL_BACK))
        tip = decide(bot, situation, answer, at=_AS_OF)
        where = f"situation {number}: {tip}"
        assert tip is not None, f"a bot that falls back gives no tip in {where}"
        assert 0 <= tip.score.home <= MAX_GOALS, f"no score of a grid in {where}"
        assert 0 <= tip.score.away <= MAX_GOALS, f"no score of a grid in {where}"
        drawn = tip.score.outcome is Outcome.DRAW
        assert not (situation.knockout and drawn), f"a draw in a knock-out match in {where}"


def check_keeps_nothing(strategy: Strategy) -> None:
    """Check that the same situation gets the same answer, whatever was asked in between."""
    forward = [strategy.suggest(situation_of(number)) for number in range(SITUATIONS)]
    for number in reversed(range(SITUATIONS)):
        again = strategy.suggest(situation_of(number))
        assert again == forward[number], (
            f"situation {number} was answered with {forward[number]} and then with {again};"
            " the only chance to use is situation.random"
        )


def situation_of(number: int) -> Situation:
    """Return a made-up situation, always the same for a number.

    In number 0 nothing is known; of the others some lack the forecast, some the odds, all some
    features; some are knock-out matches.
    """
    random = np.random.default_rng(number)
    return Situation(
        fixture=_fixture(number),
        rule=_RULES[number % len(_RULES)],
        features=MappingProxyType({} if number == 0 else _features(random)),
        forecast=None if number % 4 == 0 else _forecast(number, random),
        random=random,
        odds=_odds(random) if number % 3 else (),
        knockout=number % 5 == 1,
    )


def _fixture(number: int) -> Fixture:
    return Fixture(
        id=number,
        competition="E0",
        season=2025,
        date=_KICKOFF.date(),
        kickoff=_KICKOFF,
        date_only=False,
        matchweek=1,
        home="Home",
        away="Away",
        status=MatchStatus.SCHEDULED,
    )


def _features(random: np.random.Generator) -> dict[str, float | None]:
    known = random.random()
    return {
        entry.name: float(random.exponential(1.5)) if random.random() < known else None
        for entry in CATALOGUE
    }


def _odds(random: np.random.Generator) -> tuple[Quote, ...]:
    markets = (("1x2", 0.0, 3), ("totals", 2.5, 2), ("handicap", -0.5, 2))
    return tuple(
        Quote(
            bookmaker,
            market,
            Moment.OPENING,
            line,
            _AS_OF,
            tuple((1.01 + random.exponential(2.0, size)).tolist()),
        )
        for bookmaker in ("average", "maximum")
        for market, line, size in markets
    )


def _forecast(number: int, random: np.random.Generator) -> Forecast:
    likely = ScoreGrid.from_poisson(random.uniform(0.1, 4.0, 1), random.uniform(0.1, 4.0, 1))
    wild = ScoreGrid(random.dirichlet(np.full(SIZE * SIZE, 0.1)).reshape(1, SIZE, SIZE))
    return Forecast(
        match_id=number,
        version="v2025-08-01-001",
        information=InformationSet.NONE,
        as_of=_AS_OF,
        grid=wild if number % 4 == 1 else likely,
        confidence=0.5,
        recommended=Outcome.HOME,
        strength="WEAK",
        key_factors=(),
    )
