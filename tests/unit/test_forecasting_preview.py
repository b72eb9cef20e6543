"""Forecasts of coming matches: what they say, and that they see nothing late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

import numpy as np
import polars as pl
import pytest

from models_world import LINEAR
from scoreline.domain import Fixture, Forecast, InformationSet, MatchStatus, ModelVersion, Outcome
from scoreline.domain.frames import Evidence
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.features import FeatureEngine
from scoreline.forecasting import Preview, Strength, confidence, preview
from scoreline.models import Bools, Ensemble, fit
from scoreline.registry import Bundle
from scoreline.testing.evidence import scrambled
from scoreline.testing.leagues import simulated_league

ENGINE: Final = FeatureEngine()
VERSION: Final = "v2022-08-01-001"
INSTANTS: Final = [datetime(2022, month, day, 13, tzinfo=UTC) for month, day in ((9, 3), (10, 15))]


@cache
def _evidence() -> Evidence:
    return simulated_league(5, teams=10, seasons=3)


@cache
def _bundle() -> Bundle:
    rows = ENGINE.compute(_evidence()).filter(pl.col("season") < 2022)
    version = ModelVersion(
        name=VERSION,
        created_at=datetime(2022, 8, 1, tzinfo=UTC),
        competitions=("SIM1",),
        trained_from=rows["date"][0],
        trained_until=rows["date"][0],
        samples=len(rows),
        information=InformationSet.NONE,
        features=ENGINE.names,
        config={},
        metrics={},
        manifest={},
        artefact="",
    )
    return Bundle(version, fit(rows, LINEAR))


def _coming(evidence: Evidence, instant: datetime) -> list[Fixture]:
    rows = evidence.matches.filter(
        pl.col("kickoff").is_between(instant, instant + timedelta(days=21), closed="right")
    )
    return [_fixture(row) for row in rows.to_dicts()]


def _fixture(row: dict[str, object]) -> Fixture:
    names = ("competition", "season", "date", "kickoff", "date_only", "matchweek", "home", "away")
    known: dict[str, object] = {name: row[name] for name in names}
    return Fixture(id=row["match_id"], status=MatchStatus.SCHEDULED, **known)  # type: ignore[arg-type]


def _previews(
    evidence: Evidence, fixtures: Sequence[Fixture], instant: datetime, bundle: Bundle | None
) -> list[Preview]:
    return preview(ENGINE.start(evidence), bundle, fixtures, as_of=instant)


def _forecasts(evidence: Evidence, instant: datetime) -> list[Forecast]:
    previews = _previews(evidence, _coming(_evidence(), instant), instant, _bundle())
    return [each.forecast for each in previews if each.forecast is not None]


def _assert_alike(found: Sequence[Preview], expected: Sequence[Preview]) -> None:
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert one.features == other.features
        assert one.forecast is not None
        assert other.forecast is not None
        assert one.forecast.grid.values.tobytes() == other.forecast.grid.values.tobytes()
        assert one.forecast.key_factors == other.forecast.key_factors


def test_a_model_that_learnt_from_what_came_later_does_not_speak() -> None:
    instant = INSTANTS[0]
    later = replace(_bundle().version, trained_until=instant.date() + timedelta(days=2))
    with pytest.raises(ConfigurationError, match="train --until 2022-09-03"):
        _previews(
            _evidence(),
            _coming(_evidence(), instant),
            instant,
            Bundle(later, _bundle().model),
        )
    of_the_day = replace(later, trained_until=instant.date() + timedelta(days=1))
    bundle = Bundle(of_the_day, _bundle().model)
    assert _previews(_evidence(), _coming(_evidence(), instant), instant, bundle)


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_other_results_after_the_instant_change_no_forecast(instant: datetime, seed: int) -> None:
    fixtures = _coming(_evidence(), instant)
    late = scrambled(_evidence(), instant, seed)
    assert not late.matches.equals(_evidence().matches)
    _assert_alike(
        _previews(late, fixtures, instant, _bundle()),
        _previews(_evidence(), fixtures, instant, _bundle()),
    )


@pytest.mark.parametrize("instant", INSTANTS)
def test_cutting_all_other_later_matches_off_changes_no_forecast(instant: datetime) -> None:
    fixtures = _coming(_evidence(), instant)
    wanted = pl.col("match_id").is_in([fixture.id for fixture in fixtures])
    kept = _evidence().matches.filter((pl.col("kickoff") <= instant) | wanted)
    assert kept.height < _evidence().matches.height
    _assert_alike(
        _previews(replace(_evidence(), matches=kept), fixtures, instant, _bundle()),
        _previews(_evidence(), fixtures, instant, _bundle()),
    )


def test_a_result_from_before_the_instant_does_change_forecasts() -> None:
    earlier = scrambled(_evidence(), INSTANTS[0], 1)
    found = _previews(earlier, _coming(_evidence(), INSTANTS[1]), INSTANTS[1], None)
    expected = _previews(_evidence(), _coming(_evidence(), INSTANTS[1]), INSTANTS[1], None)
    assert [each.features for each in found] != [each.features for each in expected]


def test_one_match_at_a_time_is_forecast_as_all_together() -> None:
    fixtures = _coming(_evidence(), INSTANTS[0])
    alone = [
        each
        for fixture in fixtures
        for each in _previews(_evidence(), [fixture], INSTANTS[0], _bundle())
    ]
    together = _previews(_evidence(), fixtures, INSTANTS[0], _bundle())
    _assert_alike(alone, together)


def test_previews_come_in_the_order_of_the_fixtures() -> None:
    fixtures = _coming(_evidence(), INSTANTS[0])[::-1]
    found = _previews(_evidence(), fixtures, INSTANTS[0], _bundle())
    assert [each.fixture for each in found] == fixtures
    assert [each.forecast.match_id for each in found if each.forecast] == [f.id for f in fixtures]


def test_a_forecast_names_its_version_and_the_instant_it_speaks_from() -> None:
    for said in _forecasts(_evidence(), INSTANTS[0]):
        assert said.version == VERSION
        assert said.as_of == INSTANTS[0]


def test_the_recommended_outcome_and_the_strength_follow_from_the_grid() -> None:
    for said in _forecasts(_evidence(), INSTANTS[1]):
        assert said.recommended == Outcome(int(np.argmax(said.probabilities)))
        assert said.confidence == confidence(said.grid.outcomes())[0]
        assert said.strength == Strength().name(said.confidence)
        assert len(said.key_factors) <= 5


def test_without_a_model_there_are_features_and_no_forecast() -> None:
    for each in _previews(_evidence(), _coming(_evidence(), INSTANTS[0]), INSTANTS[0], None):
        assert set(each.features) == set(ENGINE.names)
        assert each.forecast is None


class Reticent(Ensemble):
    """An ensemble that has no answer for the first row."""

    __slots__ = ()

    def answers(self, frame: pl.DataFrame) -> Bools:
        return np.arange(len(frame)) > 0


def test_a_match_the_model_does_not_answer_has_no_forecast_and_spoils_no_other() -> None:
    model = _bundle().model
    assert isinstance(model, Ensemble)
    reticent = Reticent(model.features, model.outcome_members, model.goals_members, model.pool)
    fixtures = _coming(_evidence(), INSTANTS[0])
    found = _previews(_evidence(), fixtures, INSTANTS[0], Bundle(_bundle().version, reticent))
    assert found[0].forecast is None
    _assert_alike(found[1:], _previews(_evidence(), fixtures[1:], INSTANTS[0], _bundle()))


def test_no_fixtures_no_previews() -> None:
    assert _previews(_evidence(), [], INSTANTS[0], _bundle()) == []


def test_a_match_the_evidence_does_not_know_is_an_error_and_not_a_guess() -> None:
    fixture = _coming(_evidence(), INSTANTS[0])[0]
    without = Evidence(_evidence().matches.filter(pl.col("match_id") != fixture.id))
    with pytest.raises(NotFoundError, match=f"no match {fixture.id}"):
        _previews(without, [fixture], INSTANTS[0], _bundle())


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([1 / 3, 1 / 3, 1 / 3], 1 / 6),
        ([1.0, 0.0, 0.0], 1.0),
        ([0.0, 0.0, 1.0], 1.0),
        ([0.5, 0.5, 0.0], 0.25 + 0.5 * (1 - np.log(2) / np.log(3))),
    ],
)
def test_confidence_is_half_the_largest_chance_and_half_of_what_entropy_leaves(
    chances: list[float], expected: float
) -> None:
    assert confidence(np.array([chances]))[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("sure", "name"),
    [(0.7, "STRONG"), (0.6999, "MODERATE"), (0.55, "MODERATE"), (0.5499, "WEAK"), (0.0, "WEAK")],
)
def test_strength_begins_at_its_thresholds(sure: float, name: str) -> None:
    assert Strength().name(sure) == name


def test_the_thresholds_of_strength_can_be_set() -> None:
    strength = Strength(strong=0.5, moderate=0.4)
    assert [strength.name(sure) for sure in (0.5, 0.45, 0.39)] == ["STRONG", "MODERATE", "WEAK"]
