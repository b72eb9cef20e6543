"""Baselines say what they are named after."""

import numpy as np
import polars as pl
import pytest

from models_world import simulated_frame
from scoreline.models import DixonColes, baselines
from scoreline.models.baselines import (
    always_home,
    class_frequencies,
    dixon_coles,
    uniform,
)
from scoreline.models.metrics import log_losses
from scoreline.models.sample import Sample

PAST, COMING = Sample.of(simulated_frame()).cut([2, 1])


def test_uniform_gives_every_outcome_a_third() -> None:
    assert uniform(2) == pytest.approx(np.full((2, 3), 1 / 3))


def test_class_frequencies_are_those_of_the_past() -> None:
    said = class_frequencies(np.array([0] * 49 + [1] * 24 + [2] * 24), 1)
    assert said[0] == pytest.approx([0.5, 0.25, 0.25])


def test_an_outcome_that_never_happened_is_still_possible() -> None:
    assert class_frequencies(np.array([0, 0]), 1).min() > 0


def test_always_home_is_trusted_as_often_as_it_was_right() -> None:
    said = always_home(np.array([0] * 5 + [2] * 3), 1)
    assert said[0] == pytest.approx([0.6, 0.2, 0.2])


def test_elo_alone_beats_class_frequencies_where_elo_decides() -> None:
    said = baselines(PAST, COMING)
    losses = {name: log_losses(p, COMING.outcomes).mean() for name, p in said.items()}
    assert losses["elo_logit"] < losses["class_frequencies"] < losses["uniform"]


def test_dixon_and_coles_are_asked_of_each_competition_alone() -> None:
    half = pl.when(pl.col("match_id") % 2 == 0).then(pl.lit("EVEN")).otherwise(pl.lit("ODD"))
    past, coming = (each.frame.with_columns(competition=half) for each in (PAST, COMING))
    said = dixon_coles(past, coming)
    even = coming["competition"].to_numpy() == "EVEN"
    alone = DixonColes().fit(past.filter(competition="EVEN"))
    expected = alone.predict(coming.filter(competition="EVEN")).outcomes()
    assert said[even] == pytest.approx(expected, abs=1e-9)
    assert np.isnan(dixon_coles(past.filter(competition="EVEN"), coming)[~even]).all()


def test_without_an_elo_column_there_is_no_elo_baseline() -> None:
    past, coming = Sample.of(simulated_frame().drop("elo_difference")).cut([2, 1])
    assert set(baselines(past, coming)) == {"uniform", "class_frequencies", "always_home"}
