"""Forecasters: a feature frame in, one score grid a match out."""

from scoreline.models._base import (
    Artefact,
    GoalsMember,
    OutcomeMember,
    Progress,
    ScoreModel,
    read_json,
    to_json,
)
from scoreline.models.baselines import baselines
from scoreline.models.ensemble import Ensemble
from scoreline.models.members import register
from scoreline.models.recipe import BET_HOPE, ENSEMBLE, RECIPES, MemberSpec, Recipe, recipe
from scoreline.models.sample import Sample
from scoreline.models.training import Trained, fit, train

__all__ = [
    "BET_HOPE",
    "ENSEMBLE",
    "RECIPES",
    "Artefact",
    "Ensemble",
    "GoalsMember",
    "MemberSpec",
    "OutcomeMember",
    "Progress",
    "Recipe",
    "Sample",
    "ScoreModel",
    "Trained",
    "baselines",
    "fit",
    "read_json",
    "recipe",
    "register",
    "to_json",
    "train",
]
