from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from scoreline.bots import Opinion, Situation
from scoreline.domain import Score
from scoreline.testing.strategies import SITUATIONS, check_strategy, situation_of


class Sound:
    name = "sound"
    description = "Always one-all."

    def suggest(self, situation: Situation) -> Opinion | None:
        return Opinion(Score(1, 1), None, f"One-all in {situation.fixture}.")


class Shouting(Sound):
    name = "SHOUTING bot"


class Wordless(Sound):
    description = " "


class Tuples(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        return cast("Opinion", (Score(1, 1), situation))


class Unfounded(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        return Opinion(Score(1, 1), None, f"{situation.rule}", version="v1")


class Moody(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        goals = int(np.random.default_rng().integers(0, 9))
        return Opinion(Score(goals, 0), None, f"{situation.rule}")


class Remembering(Sound):
    def __init__(self) -> None:
        self.seen: set[int] = set()

    def suggest(self, situation: Situation) -> Opinion | None:
        first = situation.fixture.id not in self.seen
        self.seen.add(situation.fixture.id)
        return super().suggest(situation) if first else None


class Meddling(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        cast("dict[str, float]", situation.features)["matchweek"] = 1.0
        return super().suggest(situation)


class Forecasting(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        forecast = situation.forecast
        if forecast is None:
            return replace(cast("Opinion", super().suggest(situation)), fallback=True)
        return Opinion(
            Score(*forecast.top_score), forecast.expected_goals, "So.", version=forecast.version
        )


class Silent(Sound):
    def suggest(self, situation: Situation) -> Opinion | None:
        del situation
        return None


@pytest.mark.parametrize("kind", [Sound, Silent, Forecasting])
def test_a_sound_strategy_passes_and_may_leave_matches_out(kind: type[Sound]) -> None:
    check_strategy(kind())


@pytest.mark.parametrize("kind", [Shouting, Wordless, Tuples, Unfounded, Moody, Remembering])
def test_the_contract_catches_a_strategy_that_breaks_it(kind: type[Sound]) -> None:
    with pytest.raises(AssertionError):
        check_strategy(kind())


def test_a_strategy_that_writes_into_the_features_is_found_out() -> None:
    with pytest.raises(TypeError):
        check_strategy(Meddling())


def test_the_situations_go_from_nothing_known_to_a_forecast_with_features() -> None:
    assert not situation_of(0).features
    assert situation_of(0).forecast is None
    assert situation_of(1).features
    assert situation_of(1).forecast is not None


def test_in_some_situations_there_are_odds_and_in_some_there_are_none() -> None:
    quotes = [situation_of(number).odds for number in range(SITUATIONS)]
    assert () in quotes
    assert {len(quote.prices) for odds in quotes for quote in odds} == {2, 3}
    assert all(price > 1 for odds in quotes for quote in odds for price in quote.prices)
