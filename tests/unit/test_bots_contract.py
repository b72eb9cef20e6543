from typing import cast

import numpy as np
import pytest

from scoreline.bots import Situation, Suggestion
from scoreline.domain import Personality, Score
from scoreline.testing.strategies import check_strategy, situation_of


class Sound:
    name = "sound"
    description = "Always one-all."

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        return Suggestion(Score(1, 1), 0.5, f"{situation.fixture}: {personality.risk}")


class Shouting(Sound):
    name = "SHOUTING bot"


class Wordless(Sound):
    description = " "


class Tuples(Sound):
    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        return cast("Suggestion", (situation, personality))


class Unfounded(Sound):
    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        return Suggestion(Score(1, 1), 0.5, f"{situation.rule} {personality.risk}", version="v1")


class Moody(Sound):
    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        goals = int(np.random.default_rng().integers(0, 9))
        return Suggestion(Score(goals, 0), 0.5, f"{situation.rule} {personality.risk}")


class Remembering(Sound):
    def __init__(self) -> None:
        self.seen: set[int] = set()

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        first = situation.fixture.id not in self.seen
        self.seen.add(situation.fixture.id)
        return super().suggest(situation, personality) if first else None


class Meddling(Sound):
    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        cast("dict[str, float]", situation.features)["matchweek"] = 1.0
        return super().suggest(situation, personality)


class Silent(Sound):
    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        del situation, personality
        return None


@pytest.mark.parametrize("kind", [Sound, Silent])
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
