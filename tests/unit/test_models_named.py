"""Forecasters are known by name, and what is stored says which one reads it."""

from importlib.metadata import EntryPoint, EntryPoints
from typing import ClassVar, Self

import numpy as np
import polars as pl
import pytest

from models_world import LINEAR, simulated_frame
from scoreline.domain import ScoreGrid
from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.models import (
    Artefact,
    Bools,
    Ensemble,
    Floats,
    ScoreModel,
    _plugins,
    dump,
    fit,
    forecaster_named,
    forecaster_names,
    restore,
)
from scoreline.models._named import ENTRY_POINTS, FILE

FRAME = simulated_frame(200)


class Level:
    """Thinks that both sides always score alike."""

    kind: ClassVar[str] = "level"
    features = ("elo_difference",)

    def answers(self, frame: pl.DataFrame) -> Bools:
        answered: Bools = frame["elo_difference"].is_not_null().to_numpy()
        return answered

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        return ScoreGrid.from_poisson(np.full(len(frame), 1.3), np.full(len(frame), 1.3))

    def contributions(self, frame: pl.DataFrame) -> Floats:
        return np.zeros((len(frame), 3, 1))

    def dump(self) -> dict[str, bytes]:
        return {"level.json": b"{}"}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        assert "level.json" in files
        return cls()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints(
        EntryPoint(name, value, ENTRY_POINTS)
        for name, value in [
            ("level", f"{__name__}:Level"),
            ("misnamed", f"{__name__}:Level"),
            ("ensemble", f"{__name__}:Level"),
            ("broken", "scoreline.models.nowhere:Nothing"),
        ]
    )
    monkeypatch.setattr(_plugins, "entry_points", points.select)


def test_a_stored_ensemble_is_restored_by_whoever_does_not_know_what_it_is() -> None:
    model = fit(FRAME, LINEAR)
    again = restore(dump(model))
    assert isinstance(again, Ensemble)
    assert np.array_equal(again.predict(FRAME).values, model.predict(FRAME).values)
    assert dump(again) == dump(model)


@pytest.mark.usefixtures("installed")
def test_a_plug_in_s_forecaster_is_stored_and_restored_like_ours() -> None:
    model: ScoreModel = Level()
    again = restore(dump(model))
    assert isinstance(again, Level)
    assert forecaster_names() == ["ensemble", "broken", "level", "misnamed"]


@pytest.mark.usefixtures("installed")
def test_a_plug_in_cannot_take_the_place_of_our_forecaster() -> None:
    assert forecaster_named("ensemble") is Ensemble


@pytest.mark.usefixtures("installed")
def test_a_forecaster_and_its_entry_point_go_by_one_name() -> None:
    with pytest.raises(ConfigurationError, match="'misnamed' calls itself 'level'"):
        forecaster_named("misnamed")


@pytest.mark.usefixtures("installed")
def test_a_forecaster_whose_plug_in_does_not_load_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"'broken' .* does not load"):
        forecaster_named("broken")


def test_what_nobody_could_restore_is_not_stored() -> None:
    with pytest.raises(ConfigurationError, match="no forecaster 'level'; known are ensemble"):
        dump(Level())


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"kind": 1}'])
def test_an_artefact_that_does_not_name_its_kind_is_damaged(content: bytes) -> None:
    with pytest.raises(IntegrityError, match=r"model\.json"):
        restore({**dump(fit(FRAME, LINEAR)), FILE: content})


def test_an_artefact_of_an_unknown_kind_says_which() -> None:
    with pytest.raises(ConfigurationError, match="no forecaster 'oracle'"):
        restore({FILE: b'{"kind": "oracle"}'})
