"""Forecasters: a feature frame in, one score grid a match out."""

from scoreline.models._base import (
    Artefact,
    Bools,
    Estimator,
    Explains,
    Floats,
    GoalsEstimator,
    Ints,
    OutcomeEstimator,
    Progress,
    ScoreModel,
    StopsEarly,
    goals_of,
    matrix,
    outcomes_of,
    read_json,
    to_json,
)
from scoreline.models._named import dump, forecaster_named, forecaster_names, restore
from scoreline.models._threads import one_thread
from scoreline.models.baselines import baselines
from scoreline.models.decision import LARGEST, DecisionRule, balanced, decision_of
from scoreline.models.dixon_coles import DixonColes
from scoreline.models.ensemble import Ensemble
from scoreline.models.entrants import Entrants, played
from scoreline.models.implied import implied_grid
from scoreline.models.members import member_named, member_names
from scoreline.models.recipe import MemberSpec, Recipe
from scoreline.models.recipes import BET_HOPE, ENSEMBLE, RECIPES, recipe, with_goals
from scoreline.models.sample import Sample, learnable
from scoreline.models.training import Trained, fit, fit_sample, train, tune_frame
from scoreline.models.tuning import Tuning

__all__ = [
    "BET_HOPE",
    "ENSEMBLE",
    "LARGEST",
    "RECIPES",
    "Artefact",
    "Bools",
    "DecisionRule",
    "DixonColes",
    "Ensemble",
    "Entrants",
    "Estimator",
    "Explains",
    "Floats",
    "GoalsEstimator",
    "Ints",
    "MemberSpec",
    "OutcomeEstimator",
    "Progress",
    "Recipe",
    "Sample",
    "ScoreModel",
    "StopsEarly",
    "Trained",
    "Tuning",
    "balanced",
    "baselines",
    "decision_of",
    "dump",
    "fit",
    "fit_sample",
    "forecaster_named",
    "forecaster_names",
    "goals_of",
    "implied_grid",
    "learnable",
    "matrix",
    "member_named",
    "member_names",
    "one_thread",
    "outcomes_of",
    "played",
    "read_json",
    "recipe",
    "restore",
    "to_json",
    "train",
    "tune_frame",
    "with_goals",
]
