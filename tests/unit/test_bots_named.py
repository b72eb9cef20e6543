from importlib.metadata import EntryPoint, EntryPoints

import pytest

from scoreline.bots import (
    ENTRY_POINTS,
    ROSTER,
    Opinion,
    Situation,
    _named,
    strategy_named,
    strategy_names,
)
from scoreline.bots.random_tips import RandomTips
from scoreline.errors import ConfigurationError
from scoreline.testing.strategies import check_strategy


class Theirs:
    name = "theirs"
    description = "Leaves every match out."

    def suggest(self, situation: Situation) -> Opinion | None:
        del situation
        return None


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints(
        EntryPoint(name, value, ENTRY_POINTS)
        for name, value in [
            ("theirs", f"{__name__}:Theirs"),
            ("misnamed", "scoreline.bots.home_bias:HomeBias"),
            ("random", "scoreline.bots.home_bias:HomeBias"),
            ("broken", "scoreline.bots.nowhere:Nothing"),
            ("nameless", "builtins:object"),
        ]
    )
    monkeypatch.setattr(_named, "entry_points", points.select)


@pytest.mark.parametrize("name", strategy_names())
def test_every_strategy_keeps_the_contract_and_is_known_by_its_own_name(name: str) -> None:
    strategy = strategy_named(name)
    assert strategy.name == name
    check_strategy(strategy)


def test_every_bot_of_the_roster_plays_a_strategy_there_is() -> None:
    assert {bot.strategy for bot in ROSTER} <= set(strategy_names())
    assert len({bot.name for bot in ROSTER}) == len(ROSTER)


def test_an_unknown_strategy_is_refused_in_one_line_that_lists_the_known() -> None:
    with pytest.raises(ConfigurationError) as caught:
        strategy_named("clairvoyant")
    assert str(caught.value) == (
        "no strategy 'clairvoyant'; known are random, home_bias, conservative, high_scoring,"
        " statistical, form_based, stats_analyst, machine_learning, hybrid, expected_points, market"
    )


@pytest.mark.usefixtures("installed")
def test_a_plug_in_s_strategy_is_found_by_the_name_of_its_entry_point() -> None:
    assert isinstance(strategy_named("theirs"), Theirs)
    assert strategy_names()[-3:] == ["misnamed", "nameless", "theirs"]


@pytest.mark.usefixtures("installed")
def test_a_plug_in_cannot_take_the_place_of_one_of_ours() -> None:
    assert isinstance(strategy_named("random"), RandomTips)
    assert strategy_names().count("random") == 1


@pytest.mark.usefixtures("installed")
def test_a_plug_in_that_does_not_load_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"'broken' \(scoreline.bots.nowhere:Nothing\)"):
        strategy_named("broken")


@pytest.mark.usefixtures("installed")
def test_a_plug_in_and_its_strategy_go_by_one_name() -> None:
    with pytest.raises(ConfigurationError, match="calls itself 'home_bias'"):
        strategy_named("misnamed")
    with pytest.raises(ConfigurationError, match="calls itself 'None'"):
        strategy_named("nameless")
