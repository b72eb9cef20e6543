"""Samples are in order of time and no day is ever in two parts."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from models_world import FEATURES, simulated_frame
from scoreline.errors import NotEnoughDataError
from scoreline.models.parts import edges
from scoreline.models.sample import Sample, learnable


def test_parts_hold_about_their_shares() -> None:
    assert edges(np.arange(100), [0.6, 0.1, 0.15, 0.15]) == [0, 60, 70, 85, 100]


def test_a_cut_moves_to_the_nearest_beginning_of_a_day() -> None:
    assert edges(np.array([1, 1, 1, 1, 2, 2, 2, 3, 3, 3]), [1, 1]) == [0, 4, 10]


def test_every_part_has_a_day_however_small_its_share() -> None:
    assert edges(np.array([1] * 97 + [2, 3, 4]), [1, 1, 1, 1]) == [0, 97, 98, 99, 100]


def test_fewer_days_than_parts_are_too_few() -> None:
    with pytest.raises(NotEnoughDataError, match="lie on 2 days, too few for 3"):
        edges(np.array([1, 1, 2]), [1, 1, 1])


def test_a_sample_is_in_order_of_time_with_its_arrays_side_by_side() -> None:
    frame = simulated_frame(200).sample(fraction=1.0, shuffle=True, seed=1)
    sample = Sample.of(frame)
    assert sample.frame["match_id"].to_list() == list(range(1, 201))
    assert sample.features == FEATURES
    elo = frame.sort("match_id")["elo_difference"].fill_null(float("nan")).to_numpy()
    assert np.array_equal(sample.x[:, FEATURES.index("elo_difference")], elo, equal_nan=True)
    assert sample.outcomes.tolist() == [
        0 if home > away else 1 if home == away else 2 for home, away in sample.goals.tolist()
    ]


def test_the_parts_of_a_sample_follow_each_other_without_a_gap() -> None:
    sample = Sample.of(simulated_frame(203))
    parts = sample.cut([3, 1, 1])
    assert [match for part in parts for match in part.frame["match_id"]] == list(range(1, 204))
    for before, after in pairwise(parts):
        assert before.days[-1] < after.days[0]


def test_weights_halve_with_every_half_life() -> None:
    sample = Sample.of(simulated_frame(100, per_day=1))
    assert sample.weights(10.0)[[99, 89, 79]] == pytest.approx([1, 0.5, 0.25])
    assert sample.weights(None).tolist() == [1.0] * 100


def test_each_competition_has_its_own_first_season() -> None:
    early = simulated_frame(300)
    late = early.with_columns(pl.lit("LATE").alias("competition"), pl.col("season") + 2)
    sample = learnable(pl.concat([early, late]), warm_up=1)
    first = sample.frame.group_by("competition").agg(pl.col("season").min())
    assert dict(first.iter_rows()) == {"SIM": 2016, "LATE": 2018}
