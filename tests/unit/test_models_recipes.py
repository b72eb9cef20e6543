"""Recipes go by name, and goals may be forecast by another algorithm than a recipe's own."""

from dataclasses import replace

import pytest

from models_world import FEATURES, simulated_frame
from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError
from scoreline.models import ENSEMBLE, RECIPES, MemberSpec, Recipe, fit, recipe, with_goals
from scoreline.models.recipes import GOALS, IMPLIED
from scoreline.models.spaces import space_of

FRAME = simulated_frame(200, seasons=1)
ROUNDS = {"n_estimators": 3, "max_iter": 3}


def quick(chosen: Recipe) -> Recipe:
    """Return a recipe with few rounds of trees, on the columns that these frames have."""
    return replace(chosen, members=tuple(map(_quick, chosen.members)), calibration="none")


def _quick(spec: MemberSpec) -> MemberSpec:
    space = space_of(spec)
    rounds = {} if space is None else {k: v for k, v in ROUNDS.items() if k in space.ranges}
    few = spec if space is None or not rounds else space.tuned(spec, rounds)
    return replace(few, columns=tuple(name for name in spec.columns if name in FEATURES))


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_trains_and_is_stored(name: str) -> None:
    model = fit(FRAME, quick(recipe(name)))
    assert len(model.predict(FRAME)) == FRAME.height
    assert "ensemble.json" in model.dump()


@pytest.mark.parametrize("goals", GOALS)
@pytest.mark.parametrize("name", ["ensemble", "glm", "extratime"])
def test_the_algorithm_that_forecasts_goals_can_be_chosen(name: str, goals: str) -> None:
    chosen = with_goals(recipe(name), goals)
    model = fit(FRAME, quick(chosen))
    assert [member.spec.kind for member in model.goals_members] == [GOALS[goals]]
    kept = [each.spec for each in fit(FRAME, quick(recipe(name))).outcome_members]
    assert [member.spec for member in model.outcome_members] == kept


def test_an_unknown_goals_algorithm_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no goals algorithm 'sdca'; try xgboost"):
        with_goals(ENSEMBLE, "sdca")


@pytest.mark.parametrize("name", ["logit", "glm"])
def test_linear_members_read_the_odds_that_are_in_sight(name: str) -> None:
    seen = recipe(name, InformationSet.CLOSING)
    assert all(set(IMPLIED) < set(member.columns) for member in seen.members)
    chosen = with_goals(recipe("ensemble", InformationSet.OPENING), "glm")
    goals = [each for each in chosen.members if each.kind in {"poisson", "quoted_goals"}]
    assert [each.kind for each in goals] == ["poisson"]
    assert set(IMPLIED) < set(goals[0].columns)
