"""A season replayed: from before each kick-off, and the second time nothing changes."""

import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from season_world import LEAGUE, LINEAR, NOW, WALL, at, contents
from sqlalchemy import select, update

from scoreline.domain import Fixture, KeyFactor, ModelVersion
from scoreline.domain.match import known_at
from scoreline.errors import NotEnoughDataError, NotFoundError
from scoreline.home import Home
from scoreline.jobs import Desk, Replay, coming, forecast, replay, season_quality
from scoreline.models import Recipe
from scoreline.store import bots, matches, predictions
from scoreline.store.tables import matches as match_table
from scoreline.store.tables import predictions as prediction_table

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.long


def _season(home: Home) -> list[Fixture]:
    with home.database.read() as connection:
        return matches.fixtures(connection, as_of=NOW, competitions=["E0"], season=2025)


def _played(home: Home) -> list[Fixture]:
    return [fixture for fixture in _season(home) if fixture.score is not None]


def _version(home: Home) -> ModelVersion:
    return home.registry.load_active().version


def test_every_match_known_by_the_clock_is_forecast_and_no_other(played: Home) -> None:
    with played.database.read() as connection:
        ids = [each.id for each in _season(played)]
        said = predictions.latest(connection, ids, as_of=NOW, book=played.book)
    assert set(said) == {each.id for each in _played(played)}
    assert len(said) == 40


def test_forecasts_and_tips_speak_from_before_kick_off(played: Home) -> None:
    kickoffs = {each.id: each.kickoff for each in _season(played)}
    with played.database.read() as connection:
        rows = connection.execute(select(prediction_table)).all()
        tips = [tip for _, tip in bots.tips_of(connection, LEAGUE)]
    assert rows
    assert all(row.as_of <= kickoffs[row.match_id] - timedelta(hours=2) for row in rows)
    assert tips
    assert all(tip.placed_at <= kickoffs[tip.match_id] - timedelta(hours=2) for tip in tips)


def test_the_model_was_trained_before_the_season_and_on_nothing_of_it(played: Home) -> None:
    version, first = _version(played), _season(played)[0]
    assert version.trained_until == first.date
    assert version.created_at == WALL
    assert version.config["name"] == LINEAR.name


def test_every_tip_on_a_finished_match_is_settled(played: Home) -> None:
    with played.database.read() as connection:
        placed = [tip for _, tip in bots.tips_of(connection, LEAGUE)]
        settled = [tip for tip, _, _ in bots.settled_tips(connection, LEAGUE, as_of=NOW)]
    assert settled == placed


def test_a_second_replay_changes_no_table(played: Home) -> None:
    before = contents(played.database)
    again = _again(played)
    assert again.version.name == _version(played).name
    assert contents(played.database) == before


def test_a_second_replay_takes_nothing_back_on_its_way(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn: list[int] = []
    withdraw = bots.withdraw

    def counted(*given: object) -> int:
        withdrawn.append(withdraw(*given))  # type: ignore[arg-type]
        return withdrawn[-1]

    monkeypatch.setattr(bots, "withdraw", counted)
    _again(played)
    assert sum(withdrawn) == 0


def test_a_replay_killed_before_it_settled_is_finished_by_the_next(played: Home) -> None:
    before = contents(played.database)
    last = _played(played)[-1].id
    with played.database.write() as connection:
        tips = bots.tips_of(connection, LEAGUE, match_ids=[last])
        assert bots.withdraw(connection, [key for key, _ in tips])
    _again(played)
    assert contents(played.database) == before


def test_a_replay_that_goes_on_later_gives_what_one_in_one_go_gives(
    fresh: Home, played: Home
) -> None:
    half = NOW - timedelta(days=18)
    first = _again(at(fresh, half))
    assert 0 < len(first.match_ids) < 40
    _again(fresh)
    apart = ("raw_files", "activations", "audit_log", "model_versions")
    assert contents(fresh.database, without=apart) == contents(played.database, without=apart)


def test_results_after_the_clock_change_neither_forecasts_nor_tips(
    fresh: Home, played: Home
) -> None:
    early = at(fresh, NOW - timedelta(days=18))
    late = [each for each in _season(fresh) if _known(each) > early.clock.now()]
    _scramble(fresh, late)
    _again(early)
    _same_so_far(early, played)


@pytest.mark.parametrize("seed", [1, 2])
def test_forecasts_of_coming_matches_do_not_see_the_results_of_the_days_to_come(
    played: Home, seed: int
) -> None:
    def said() -> dict[int, tuple[bytes, tuple[KeyFactor, ...]]]:
        fixtures = coming(played, until=NOW + timedelta(days=30))
        previews = Desk(played, played.registry.load_active()).previews(fixtures, as_of=NOW)
        known = [each.forecast for each in previews if each.forecast is not None]
        return {f.match_id: (f.grid.values.tobytes(), f.key_factors) for f in known}

    before = said()
    assert len(before) > 10
    _scramble(played, [each for each in _season(played) if each.score is None], seed)
    assert said() == before


def test_forecasts_by_a_desk_that_knows_the_season_are_those_of_one_that_does_not(
    played: Home,
) -> None:
    day = [each for each in _season(played) if each.date == _season(played)[15].date]
    then = at(played, day[0].kickoff - timedelta(hours=3))
    bundle = played.registry.load_active()
    knowing = Desk(played, bundle).previews(day, as_of=then.clock.now())
    innocent = Desk(then, bundle).previews(day, as_of=then.clock.now())
    assert [each.features for each in knowing] == [each.features for each in innocent]
    for one, other in zip(knowing, innocent, strict=True):
        assert one.forecast is not None
        assert other.forecast is not None
        assert one.forecast.grid.values.tobytes() == other.forecast.grid.values.tobytes()


def test_quality_is_measured_on_the_same_matches_for_every_forecaster(played: Home) -> None:
    rows = season_quality(played, _again(played))
    easy = {"dixon coles", "elo logit", "class frequencies", "always home"}
    assert {"model", *easy} <= {row["forecaster"] for row in rows}
    assert {row["matches"] for row in rows} == {40}


def test_a_forecast_is_not_measured_on_an_awarded_result_though_tips_on_it_are_settled(
    played: Home,
) -> None:
    match = _played(played)[-1].id
    awarded = match_table.c.id == match
    with played.database.write() as connection:
        connection.execute(update(match_table).where(awarded).values(status="awarded"))
    assert {row["matches"] for row in season_quality(played, _again(played))} == {39}
    with played.database.read() as connection:
        settled = bots.settled_tips(connection, LEAGUE, as_of=NOW)
    assert match in {tip.match_id for tip, _, _ in settled}


def test_another_recipe_gets_a_version_of_its_own(played: Home) -> None:
    other = Recipe("linear", LINEAR.members, calibration="temperature")
    again = replay(played, "E0", 2025, recipe=other)
    assert again.version.name != _version(played).name


def test_a_season_of_which_nothing_was_played_is_refused_and_leaves_nothing(fresh: Home) -> None:
    early = at(fresh, NOW.replace(month=7))
    before = contents(fresh.database)
    with pytest.raises(NotFoundError, match="was over by 2025-07-19"):
        replay(early, "E0", 2025, recipe=LINEAR)
    assert contents(fresh.database) == before


@pytest.mark.parametrize(("code", "season"), [("E0", 2031), ("SP1", 2025), ("XX", 2025)])
def test_a_season_that_is_not_stored_is_refused_and_leaves_nothing(
    fresh: Home, code: str, season: int
) -> None:
    before = contents(fresh.database)
    with pytest.raises(NotFoundError, match=re.escape(code)):
        replay(fresh, code, season, recipe=LINEAR)
    assert contents(fresh.database) == before


def test_a_season_without_a_past_to_learn_from_is_refused_and_leaves_nothing(fresh: Home) -> None:
    before = contents(fresh.database)
    with pytest.raises(NotEnoughDataError, match="at least 100"):
        replay(fresh, "E0", 2022, recipe=LINEAR)
    assert contents(fresh.database) == before


def test_one_match_alone_repeats_what_was_said_of_it_among_others(played: Home) -> None:
    fixtures = coming(played, until=NOW + timedelta(days=7))
    bundle = played.registry.load_active()
    forecast(played, Desk(played, bundle), fixtures)
    before = contents(played.database)
    for fixture in fixtures:
        forecast(played, Desk(played, bundle), [fixture])
    assert contents(played.database) == before


def _again(home: Home) -> Replay:
    return replay(home, "E0", 2025, recipe=LINEAR, retrain="season", book=home.book)


def _known(fixture: Fixture) -> datetime:
    return known_at(fixture.kickoff, date_only=fixture.date_only)


def _scramble(home: Home, fixtures: list[Fixture], seed: int = 0) -> None:
    rng = np.random.default_rng(seed)
    assert fixtures
    with home.database.write() as connection:
        for fixture in fixtures:
            home_goals, away_goals = (int(goals) for goals in rng.integers(0, 9, 2))
            connection.execute(
                update(match_table)
                .where(match_table.c.id == fixture.id)
                .values(home_goals=home_goals, away_goals=away_goals, home_xg=5.0, home_shots=40)
            )


def _same_so_far(early: Home, played: Home) -> None:
    ids = [each.id for each in _season(early)]
    now = early.clock.now()
    with early.database.read() as one, played.database.read() as other:
        found = predictions.latest(one, ids, as_of=now, book=early.book)
        expected = predictions.latest(other, ids, as_of=now, book=played.book)
        tips = [tip for _, tip in bots.tips_of(one, LEAGUE)]
        all_tips = [tip for _, tip in bots.tips_of(other, LEAGUE)]
    assert tips == [tip for tip in all_tips if tip.match_id in found]
    assert set(found) == set(expected)
    for key, said in found.items():
        assert said.grid.values.tobytes() == expected[key].grid.values.tobytes()
