"""Forecasters: a feature frame in, one score grid a match out."""

from scoreline.models._base import (
    Artefact,
    Bools,
    Estimator,
    Floats,
    GoalsEstimator,
    Ints,
    OutcomeEstimator,
    Progress,
    ScoreModel,
    goals_of,
    outcomes_of,
    read_json,
    to_json,
)
from scoreline.models._named import dump, forecaster_named, forecaster_names, restore
from scoreline.models._threads import one_thread
from scoreline.models.baselines import baselines
from scoreline.models.ensemble import Ensemble
from scoreline.models.members import member_named, member_names
from scoreline.models.recipe import BET_HOPE, ENSEMBLE, RECIPES, MemberSpec, Recipe, recipe
from scoreline.models.sample import Sample, learnable
from scoreline.models.training import Trained, fit, fit_sample, train

__all__ = [
    "BET_HOPE",
    "ENSEMBLE",
    "RECIPES",
    "Artefact",
    "Bools",
    "Ensemble",
    "Estimator",
    "Floats",
    "GoalsEstimator",
    "Ints",
    "MemberSpec",
    "OutcomeEstimator",
    "Progress",
    "Recipe",
    "Sample",
    "ScoreModel",
    "Trained",
    "baselines",
    "dump",
    "fit",
    "fit_sample",
    "forecaster_named",
    "forecaster_names",
    "goals_of",
    "learnable",
    "member_named",
    "member_names",
    "one_thread",
    "outcomes_of",
    "read_json",
    "recipe",
    "restore",
    "to_json",
    "train",
]
