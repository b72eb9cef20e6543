"""The work that runs by itself: recorded, and twice is as good as once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from season_world import LEAGUE, LINEAR, NOW, VERSION, WALL, at, contents

from scoreline.bots import open_league
from scoreline.domain import Tip
from scoreline.errors import (
    ConfigurationError,
    NotEnoughDataError,
    NotFoundError,
    SourceError,
    TooLateError,
)
from scoreline.home import Home
from scoreline.jobs import (
    JOBS,
    Desk,
    Job,
    coming,
    feature_rows,
    forecast,
    refresh_accuracy,
    run,
    tasks,
    train_version,
)
from scoreline.jobs.job import always, plain
from scoreline.sources import FileAccount, IngestReport
from scoreline.store import bots, jobs, matches, outbox, predictions, raw_files

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

SATURDAY = NOW + timedelta(days=1)


def _outcomes(home: Home) -> list[tuple[str, str]]:
    with home.database.read() as connection:
        return [(each.job, each.outcome) for each in jobs.latest(connection)]


@pytest.mark.parametrize("name", [name for name in JOBS if name not in {"retrain", "tune"}])
def test_running_a_job_twice_changes_nothing_but_the_record(played: Home, name: str) -> None:
    home = at(played, SATURDAY - timedelta(hours=3))
    run(home, name)
    before = contents(home.database, without=["job_attempts", "job_runs"])
    run(home, name)
    assert contents(home.database, without=["job_attempts", "job_runs"]) == before
    assert _outcomes(home) == [(name, "done")] * 2


def test_the_next_seven_days_are_forecast(played: Home) -> None:
    assert run(played, "forecast").startswith(f"10 matches forecast by {VERSION}")
    fixtures = coming(played, until=NOW + timedelta(days=7))
    with played.database.read() as connection:
        said = predictions.latest(
            connection, [each.id for each in fixtures], as_of=NOW, book=played.book
        )
    assert set(said) == {each.id for each in fixtures}


def test_tips_are_placed_on_the_matches_of_the_next_day_only(played: Home) -> None:
    home = at(played, SATURDAY - timedelta(hours=3))
    assert run(home, "tip").endswith("tips placed in 1 league")
    with played.database.read() as connection:
        tips = [tip for _, tip in bots.tips_of(connection, LEAGUE)]
        known = {each.id: each for each in matches.fixtures(connection, as_of=NOW, season=2025)}
    new = [tip for tip in tips if tip.placed_at == home.clock.now()]
    assert new
    horizon = home.clock.now() + timedelta(days=1)
    assert all(home.clock.now() < known[tip.match_id].kickoff < horizon for tip in new)


def test_tips_fall_back_and_say_so_when_the_model_is_damaged(played: Home) -> None:
    artefact = played.settings.artefacts / played.registry.get(VERSION).artefact / "ensemble.json"
    artefact.write_bytes(b"{}")
    home = at(played, SATURDAY)
    said = run(home, "tip")
    assert "without a model" in said
    assert "ensemble.json" in said
    with played.database.read() as connection:
        tips = [tip for _, tip in bots.tips_of(connection, LEAGUE) if tip.placed_at == SATURDAY]
    assert tips
    assert any(tip.fallback for tip in tips)
    assert all(tip.version is None for tip in tips)


def test_tips_are_placed_before_there_is_any_model(fresh: Home) -> None:
    open_league(fresh.database, LEAGUE)
    said = run(at(fresh, SATURDAY), "tip")
    assert not said.startswith("0 tips")
    assert "scoreline train" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("forecast", "no matches in the next 7 days"),
        ("tip", "no matches of a prediction league in the next day"),
    ],
)
def test_a_job_without_matches_says_so_and_asks_for_no_model(
    fresh: Home, name: str, said: str
) -> None:
    open_league(fresh.database, LEAGUE)
    summer = at(fresh, NOW + timedelta(days=300))
    assert run(summer, name) == f"nothing to do: {said}"


@pytest.mark.parametrize("name", ["tip", "settle"])
def test_a_job_without_a_prediction_league_says_how_to_open_one(fresh: Home, name: str) -> None:
    assert run(fresh, name) == (
        "nothing to do: no prediction league yet; open one with: scoreline bots open"
    )


def test_ingesting_again_says_where_to_begin(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_files, "freshness", lambda _connection: [])
    assert run(fresh, "ingest").endswith("begin with: scoreline ingest bundled")


def test_a_match_that_has_kicked_off_is_neither_forecast_nor_tipped(played: Home) -> None:
    kickoff = coming(played, until=NOW + timedelta(days=7))[0].kickoff
    home = at(played, kickoff)
    for name in ("forecast", "tip"):
        run(home, name)
    with played.database.read() as connection:
        begun = [
            each.id
            for each in matches.fixtures(connection, as_of=NOW, season=2025)
            if NOW < each.kickoff <= kickoff
        ]
        assert begun
        assert predictions.latest(connection, begun, as_of=kickoff, book=home.book) == {}
        assert bots.tips_of(connection, LEAGUE, match_ids=begun) == []


def test_nothing_is_written_for_a_match_that_kicks_off_while_it_is_forecast(played: Home) -> None:
    fixtures = coming(played, until=NOW + timedelta(days=7))
    desk = Desk(played, played.registry.load_active())
    before = contents(played.database)
    with pytest.raises(TooLateError):
        forecast(at(played, fixtures[0].kickoff), desk, fixtures)
    assert contents(played.database) == before


def test_settling_waits_for_the_result(played: Home) -> None:
    run(at(played, SATURDAY), "tip")
    before = contents(played.database, without=["job_attempts", "job_runs"])
    assert run(at(played, SATURDAY), "settle") == "nothing to do: no tip has a new result"
    assert contents(played.database, without=["job_attempts", "job_runs"]) == before
    assert not run(at(played, SATURDAY + timedelta(days=2)), "settle").startswith("nothing")


def test_settling_again_mends_the_accuracy_that_a_killed_one_left_behind(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_home: Home) -> int:
        raise KeyboardInterrupt

    run(at(played, SATURDAY - timedelta(hours=3)), "tip")
    late = at(played, SATURDAY + timedelta(days=2))
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "refresh_accuracy", killed)
        with pytest.raises(KeyboardInterrupt):
            run(late, "settle")
    before = contents(played.database, without=["job_attempts", "job_runs"])
    assert run(late, "settle").startswith("nothing to do")
    assert contents(played.database, without=["job_attempts", "job_runs"]) != before
    assert refresh_accuracy(late) == 0


def test_a_new_table_is_told_though_who_settled_was_killed_before_he_told_of_it(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object, **_facts: object) -> None:
        raise KeyboardInterrupt

    told = played.settings.model_copy(update={"notify_mail": "a@example.org"})
    home = replace(played, settings=told)
    run(at(home, SATURDAY - timedelta(hours=3)), "tip")
    late = at(home, SATURDAY + timedelta(days=2))
    before = contents(home.database, without=["job_attempts", "job_runs"])
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            run(late, "settle")
    assert contents(home.database, without=["job_attempts", "job_runs"]) == before
    for _ in range(2):
        run(late, "settle")
    with home.database.read() as connection:
        [message] = outbox.waiting(connection)
    assert message.kind == "table"
    assert message.facts["league"] == LEAGUE.name


def test_kick_offs_without_a_tip_are_found_by_one_question_a_league(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    really = bots.tips_of

    def tips_of(*args: Any, **kwargs: Any) -> list[tuple[int, Tip]]:
        asked.append(args)
        return really(*args, **kwargs)

    first = coming(played, until=NOW + timedelta(days=7))[0].kickoff
    home = at(played, first - timedelta(hours=1))
    monkeypatch.setattr(bots, "tips_of", tips_of)
    slots = tasks.tips_uncovered(home)
    assert first - tasks.TIP_LEAD in {slot.due for slot in slots}
    assert len(asked) == 1
    run(home, "tip")
    assert tasks.tips_uncovered(home) == []


def test_a_job_that_fails_is_recorded_with_its_reason(fresh: Home) -> None:
    with pytest.raises(NotFoundError):
        run(fresh, "forecast")
    with fresh.database.read() as connection:
        last = jobs.latest(connection)[0]
    assert (last.job, last.outcome) == ("forecast", "failed")
    assert "scoreline train" in last.detail
    assert last.started_at == last.ended_at == WALL


def test_a_job_that_is_interrupted_is_recorded_as_failed(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_home: Home) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "JOBS", {"settle": Job("settle", plain(interrupted), always(None))})
    with pytest.raises(KeyboardInterrupt):
        run(fresh, "settle")
    assert _outcomes(fresh) == [("settle", "failed")]


def test_an_unknown_job_is_refused_and_not_recorded(fresh: Home) -> None:
    with pytest.raises(NotFoundError, match="no job 'fly'; known are ingest"):
        run(fresh, "fly")
    assert _outcomes(fresh) == []


def test_ingesting_again_goes_on_after_a_file_that_cannot_be_read(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def half(_home: Home, name: str, _newest: object) -> list[IngestReport]:
        asked.append(name)
        broken = FileAccount("1.csv", error="1.csv is HTML")
        return [IngestReport(name, (broken,)), IngestReport(name, (FileAccount("2.csv", new=1),))]

    monkeypatch.setattr(tasks, "refresh", half)
    with pytest.raises(SourceError, match="is HTML"):
        run(fresh, "ingest")
    assert asked == ["bundled"]


def test_coming_matches_are_those_between_now_and_then(played: Home) -> None:
    week = coming(played, until=NOW + timedelta(days=7))
    assert [each.kickoff for each in week] == sorted(each.kickoff for each in week)
    assert all(NOW < each.kickoff < NOW + timedelta(days=7) for each in week)
    assert coming(played, until=NOW - timedelta(days=1)) == []
    assert coming(played, until=NOW + timedelta(days=7), competition="SP1") == []
    sunday = NOW + timedelta(days=2)
    later = coming(played, since=sunday, until=NOW + timedelta(days=7))
    assert later == [each for each in week if each.kickoff >= sunday]


def test_training_learns_nothing_known_after_its_day(fresh: Home) -> None:
    until = NOW.date().replace(year=2024)
    version = train_version(fresh, LINEAR, until=until)
    assert version.trained_until <= until
    assert fresh.registry.active_name() is None


def test_training_needs_at_least_a_hundred_matches_and_leaves_nothing(fresh: Home) -> None:
    before = contents(fresh.database)
    with pytest.raises(NotEnoughDataError, match="at least 100"):
        train_version(fresh, LINEAR, until=datetime(2022, 9, 1, tzinfo=NOW.tzinfo).date())
    assert contents(fresh.database) == before


def test_training_cannot_learn_from_the_future(fresh: Home) -> None:
    with pytest.raises(ConfigurationError, match="lies after"):
        train_version(fresh, LINEAR, until=NOW.date() + timedelta(days=1))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda home: feature_rows(home, as_of=NOW, competitions=["SP1"]),
        lambda home: feature_rows(home, as_of=NOW, seasons=[2010]),
        lambda home: feature_rows(home, as_of=NOW, competitions=["E0"], seasons=[2025, 2026]),
    ],
)
def test_features_of_what_is_not_stored_are_refused(
    fresh: Home, attempt: Callable[[Home], object]
) -> None:
    with pytest.raises(NotFoundError, match="no matches"):
        attempt(fresh)


def test_features_of_a_season_show_no_result_the_clock_does_not_know(fresh: Home) -> None:
    rows = feature_rows(fresh, as_of=NOW, seasons=[2025])
    assert len(rows) == 380
    assert rows["home_goals"].count() == 40
