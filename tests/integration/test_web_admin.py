"""What admins do over HTTP: versions, trainings and their jobs, accuracy."""

import subprocess
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from season_world import VERSION, WALL, standing_wall
from sqlalchemy import text
from starlette.testclient import TestClient
from web_world import add_match, empty_home

from scoreline.clock import FixedClock
from scoreline.credentials import new_key
from scoreline.domain.access import Role, Scope
from scoreline.errors import NotEnoughDataError, StoreError
from scoreline.home import Home
from scoreline.jobs import engine, orders
from scoreline.jobs.orders import perform
from scoreline.jobs.told import Told
from scoreline.store import Database, api_keys, audit, jobs, leases, ordered_jobs
from scoreline.web import create_app
from scoreline.web.api import comparing

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

PLENTY = 600.0
"""Seconds that nothing takes, however busy the machine."""

NEVER_PUBLISHED = """
import sys, time
from scoreline.jobs import perform
from scoreline.registry.versions import Registry

Registry.publish = lambda *given, **known: time.sleep(600)
perform.main(*sys.argv[1:])
"""
QUICK = {"leagues": ["E0"], "recipe": "glm", "activate": False}


def admin(
    home: Home,
    start: Callable[[Home, int], Any] = lambda _home, _job: None,
    *,
    scopes: Collection[Scope] = Scope.of(Role.ADMIN),
) -> TestClient:
    """Return a client with an admin's key; what is ordered is started by ``start``."""
    app = create_app(home)
    app.state.start = start
    secret = new_key()
    with home.database.write() as connection:
        api_keys.add(
            connection,
            "ops",
            secret,
            Role.ADMIN,
            scopes,
            at=WALL,
            until=WALL + timedelta(days=1),
        )
    return TestClient(app, headers={"Authorization": f"Bearer {secret}"})


def acts(home: Home) -> list[tuple[str, str, str]]:
    with home.database.read() as connection:
        return [(each.actor, each.act, each.subject) for each in audit.latest(connection)]


def trained(home: Home, until: str) -> str:
    asking = admin(home, perform)
    job = asking.post("/api/admin/ml/train", json={**QUICK, "until": until}).json()
    said: str = asking.get(f"/api/admin/jobs/{job['id']}").json()["progress"]["version"]
    return said


def test_versions_are_listed_with_how_they_did(played: Home) -> None:
    [model] = admin(played).get("/api/admin/ml/models").json()["items"]
    assert (model["version"], model["active"]) == (VERSION, True)
    assert model["competitions"] == ["E0"]
    assert 0.9 < model["metrics"]["outcomes"]["log_loss"] < 1.1
    assert "importance" not in model["metrics"]
    assert model["activated_at"] == WALL.isoformat().replace("+00:00", "Z")
    home, away, outcome = model["models"]
    assert [each["target"] for each in model["models"]] == ["home_goals", "away_goals", "outcome"]
    assert (home["algorithm"], outcome["algorithm"]) == ("poisson", "logit + grid")
    asked = {"r2", "mae", "rmse", "mape", "cross_validated_mae", "cross_validated_mae_sd"}
    assert set(home["metrics"]) == set(away["metrics"]) == asked
    assert home["importance"] != away["importance"]
    assert list(outcome["importance"].values()) == sorted(
        outcome["importance"].values(), reverse=True
    )


@pytest.mark.parametrize(
    "path", ["ml/models", f"ml/models/{VERSION}/features", "ml/accuracy", "audit"]
)
def test_every_list_of_an_admin_is_given_as_csv_too(played: Home, path: str) -> None:
    asking = admin(played)
    asking.post(f"/api/admin/ml/models/{VERSION}/activate")
    plain = asking.get(f"/api/admin/{path}").json()
    for answer in (
        asking.get(f"/api/admin/{path}.csv"),
        asking.get(f"/api/admin/{path}", headers={"Accept": "text/csv"}),
    ):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["x-total-count"] == str(plain["total"])
        assert len(answer.text.splitlines()) == len(plain["items"]) + 1 > 1


def test_a_league_that_this_release_does_not_know_hides_no_version(
    tmp_path: Path, sqlite_template: Path
) -> None:
    with standing_wall(), empty_home(tmp_path, sqlite_template) as home:
        add_match(home, ("Arsenal", "Tottenham"), WALL)
        add_match(home, ("Wolves", "Everton"), WALL)
        with home.database.write() as connection:
            connection.execute(text("UPDATE matches SET competition = 'X9' WHERE id = 2"))
        answer = admin(home).get("/models")
        assert answer.status_code == 200
        assert '<option value="E0">' in answer.text


def test_a_version_is_activated_and_rolled_back_on_record(played: Home) -> None:
    other = trained(played, "2025-08-01")
    asking = admin(played)
    answer = asking.post(f"/api/admin/ml/models/{other}/activate", json={"notes": "better"})
    assert (answer.status_code, answer.json()["active"]) == (200, True)
    assert played.registry.active_name() == other
    back = asking.post("/api/admin/ml/rollback")
    assert (back.status_code, back.json()["version"]) == (200, VERSION)
    assert acts(played)[:2] == [
        ("key 2 (ops)", "model.rollback", VERSION),
        ("key 2 (ops)", "model.activate", other),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("models/v2000-01-01-001/activate", 404),
        ("models/nonsense/activate", 422),
        ("rollback", 404),
    ],
)
def test_a_version_that_is_not_there_leaves_the_active_one(
    played: Home, path: str, status: int
) -> None:
    before = acts(played)
    assert admin(played).post(f"/api/admin/ml/{path}").status_code == status
    assert played.registry.active_name() == VERSION
    assert acts(played) == before


@pytest.mark.parametrize("notes", ["a\0b", "x" * 301, 7])
def test_notes_that_no_database_holds_are_refused(played: Home, notes: Any) -> None:
    path = f"/api/admin/ml/models/{VERSION}/activate"
    assert admin(played).post(path, json={"notes": notes}).status_code == 422


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("train", {"until": "2026-13-45"}),
        ("train", {"tune": "abc"}),
        ("train", {"tune": "501"}),
        ("train", {"odds": "zz"}),
        ("train", {"recipe": "x" * 41}),
        ("rollback", {"note": "x" * 301}),
        (f"{VERSION}/activate", {"note": "a\0b"}),
    ],
)
def test_a_field_of_a_form_that_makes_no_sense_is_named(
    played: Home, path: str, form: dict[str, str]
) -> None:
    answer = admin(played).post(f"/models/{path}", data=form)
    [field] = form
    name = "notes" if field == "note" else field
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_parameter")
    assert answer.json()["error"]["message"].startswith(f"{name}: ")
    assert played.registry.active_name() == VERSION


def test_whoever_forgets_to_say_that_it_is_json_is_told(fresh: Home) -> None:
    asking = admin(fresh, scopes=[Scope.MODELS_TRAIN])
    answer = asking.post("/api/admin/ml/train", content=b'{"leagues": ["E0"]}')
    assert answer.json()["error"]["message"].endswith("Content-Type: application/json")


def test_a_rollback_answers_with_what_is_so_from_now_on(played: Home) -> None:
    played.registry.activate(trained(played, "2025-08-01"), note="first")
    asking = admin(played)
    said = asking.post("/api/admin/ml/rollback", json={"notes": "second"}).json()
    [now] = [each for each in asking.get("/api/admin/ml/models").json()["items"] if each["active"]]
    assert said == now
    assert said["activation_notes"] == "second"


def test_an_ordered_training_that_is_done_again_makes_no_second_version(fresh: Home) -> None:
    order = orders.Training(("E0",), recipe="glm").to_plain()
    for _ in range(2):
        orders._train(fresh, Told(), order)
    [version] = fresh.registry.listing()
    assert version.active
    assert [act for _, act, _ in acts(fresh)] == ["model.activate"]


def test_a_training_whose_process_is_gone_keeps_no_other_waiting(fresh: Home) -> None:
    asking = admin(fresh)
    first = asking.post("/api/admin/ml/train", json=QUICK).json()["id"]
    with fresh.database.write() as connection:
        run = jobs.get(connection, first)
        assert run is not None
        gone = subprocess.Popen(["true"])
        gone.wait()
        worker = engine.worker_name(gone.pid)
        leases.take(connection, run, worker=worker, at=WALL, until=WALL + timedelta(days=1))
    other = asking.post("/api/admin/ml/train", json={**QUICK, "odds": "past"})
    assert other.status_code == 202
    assert asking.get(f"/api/admin/jobs/{first}").json()["status"] == "failed"


def test_one_comparison_is_made_at_a_time(played: Home) -> None:
    path = f"/api/admin/ml/compare?version={VERSION}&version={trained(played, '2025-08-01')}"
    asking = admin(played)
    with comparing._TURN:
        assert asking.get(path).json()["error"]["code"] == "busy"
    assert asking.get(path).status_code == 200


def test_a_body_that_is_no_json_is_called_so(fresh: Home) -> None:
    asking = admin(fresh, scopes=[Scope.MODELS_TRAIN])
    for body in (b"{", b"[1"):
        answer = asking.post(
            "/api/admin/ml/train", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422
        assert answer.json()["error"]["message"].startswith("body: ")


def test_going_back_is_offered_where_there_is_something_to_go_back_to(played: Home) -> None:
    asking = admin(played)
    assert "Roll back" not in asking.get("/models").text
    played.registry.activate(trained(played, "2025-08-01"))
    assert "Roll back" in asking.get("/models").text
    played.registry.rollback()
    assert "Roll back" not in asking.get("/models").text


def test_a_damaged_version_is_not_activated(played: Home) -> None:
    other = trained(played, "2025-08-01")
    folder = played.settings.artefacts / played.registry.get(other).artefact
    (folder / "metadata.json").write_bytes(b"{}")
    answer = admin(played).post(f"/api/admin/ml/models/{other}/activate")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "integrity")
    assert played.registry.active_name() == VERSION


def test_what_a_version_looks_at_is_listed_by_weight(played: Home) -> None:
    page = admin(played).get(f"/api/admin/ml/models/{VERSION}/features?limit=5").json()
    weights = [each["shap"] for each in page["items"]]
    assert len(weights) == 5
    assert weights == sorted(weights, reverse=True)
    assert page["total"] > 5


def test_a_training_makes_a_version_in_a_process_of_its_own(fresh: Home) -> None:
    waiting: list[Any] = []
    asking = admin(fresh, lambda home, job: waiting.append(orders.start(home, job)))
    answer = asking.post("/api/admin/ml/train", json=QUICK)
    assert answer.status_code == 202
    path = answer.headers["location"]
    assert path == f"/api/admin/jobs/{answer.json()['id']}"
    assert answer.json()["status"] == "running"
    waiting[0].join(PLENTY)
    job = asking.get(path).json()
    assert (job["status"], job["order"]["recipe"]) == ("done", "glm"), job
    assert [each.name for each in fresh.registry.listing()] == [job["progress"]["version"]]
    assert fresh.registry.active_name() is None
    assert acts(fresh) == [("key 1 (ops)", "model.train", f"job {job['id']}")]


def test_the_same_training_is_not_run_twice_and_another_one_waits(fresh: Home) -> None:
    started: list[int] = []
    asking = admin(fresh, lambda _home, job: started.append(job))
    same = [asking.post("/api/admin/ml/train", json=QUICK) for _ in range(3)]
    assert {answer.status_code for answer in same} == {202}
    assert {answer.json()["id"] for answer in same} == {same[0].json()["id"]}
    other = asking.post("/api/admin/ml/train", json={**QUICK, "odds": "past"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "busy")
    assert started == [same[0].json()["id"]]


def test_a_key_that_trains_may_not_let_it_serve(fresh: Home) -> None:
    asking = admin(fresh, scopes=(Scope.MODELS_TRAIN, Scope.MODELS_READ))
    for body in (None, {**QUICK, "activate": True}):
        refused = asking.post("/api/admin/ml/train", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    form = {"league": "E0", "recipe": "glm"}
    assert asking.post("/models/train", data={**form, "activate": "on"}).status_code == 403
    assert acts(fresh) == []
    assert "Let it serve" not in asking.get("/models").text
    assert asking.post("/api/admin/ml/train", json=QUICK).status_code == 202
    assert "Let it serve" in admin(fresh).get("/models").text


def test_a_job_whose_process_is_gone_has_failed(fresh: Home) -> None:
    asking = admin(fresh)
    job = asking.post("/api/admin/ml/train", json=QUICK).json()["id"]
    later = replace(fresh, wall=FixedClock(WALL + ordered_jobs.SILENT + timedelta(seconds=1)))
    watched = admin(later)
    seen = watched.get(f"/api/admin/jobs/{job}").json()
    assert (seen["status"], seen["detail"]) == ("failed", ordered_jobs.GONE)
    assert watched.post("/api/admin/ml/train", json=QUICK).json()["id"] != job


def test_a_job_is_watched_without_keeping_writers_waiting(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = admin(fresh)
    path = asking.post("/api/admin/ml/train", json=QUICK).headers["location"]
    asking.get(path)

    def write(_self: Database) -> None:
        raise AssertionError("a watcher writes")

    monkeypatch.setattr(Database, "write", write)
    assert asking.get(path).json()["status"] == "running"


def test_an_order_that_cannot_be_recorded_is_not_taken(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_known: object) -> None:
        raise StoreError("the database is full")

    asking = admin(fresh)
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", full)
        assert asking.post("/api/admin/ml/train", json=QUICK).status_code == 503
    other = asking.post("/api/admin/ml/train", json={**QUICK, "odds": "past"})
    assert other.status_code == 202


def test_a_process_that_dies_is_noticed_at_once(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    asking = admin(fresh, lambda home, job: orders.start(home, job).join(30))
    job = asking.post("/api/admin/ml/train", json=QUICK).json()["id"]
    assert asking.get(f"/api/admin/jobs/{job}").json()["status"] == "failed"


def test_a_training_killed_midway_has_failed_and_the_active_version_serves(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def watched(program: list[str], **known: Any) -> "subprocess.Popen[bytes]":
        python, _, _, *given = program
        begun.append(popen([python, "-c", NEVER_PUBLISHED, *given], **known))
        return begun[0]

    monkeypatch.setattr(orders, "Popen", watched)
    waiting: list[Any] = []
    asking = admin(played, lambda home, job: waiting.append(orders.start(home, job)))
    path = asking.post("/api/admin/ml/train", json=QUICK).headers["location"]
    late = time.monotonic() + PLENTY
    while not asking.get(path).json()["progress"]:
        assert time.monotonic() < late
        assert waiting[0].is_alive()
        time.sleep(0.1)
    begun[0].kill()
    waiting[0].join(PLENTY)
    job = asking.get(path).json()
    assert (job["status"], job["detail"]) == ("failed", ordered_jobs.GONE)
    assert [each.name for each in played.registry.listing() if each.active] == [VERSION]
    assert played.registry.load_active().version.name == VERSION
    monkeypatch.undo()
    again = admin(played, perform).post("/api/admin/ml/train", json=QUICK)
    assert again.json()["id"] != job["id"]
    assert asking.get(again.headers["location"]).json()["status"] == "done"


def test_a_training_that_fails_says_why(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise NotEnoughDataError("only 12 matches")

    monkeypatch.setattr(orders, "train_version", fail)
    asking = admin(fresh, perform)
    job = asking.post("/api/admin/ml/train").json()
    seen = asking.get(f"/api/admin/jobs/{job['id']}").json()
    assert (seen["status"], seen["detail"]) == ("failed", "NotEnoughDataError: only 12 matches")


def test_progress_is_told_while_it_runs(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BEAT", 0.01)
    seen: list[Any] = []
    asking = admin(fresh)
    job = asking.post("/api/admin/ml/train", json=QUICK).json()["id"]

    def slow(*_args: object, progress: Callable[[str, int, int], None], **_kwargs: object) -> None:
        progress("early stopping", 2, 7)
        while not seen or not seen[-1]:
            time.sleep(0.01)
            seen.append(asking.get(f"/api/admin/jobs/{job}").json()["progress"])
        raise NotEnoughDataError("enough seen")

    monkeypatch.setattr(orders, "train_version", slow)
    perform(fresh, job)
    assert seen[-1] == {"stage": "early stopping", "done": 2, "total": 7}


@pytest.mark.parametrize(
    "body",
    [
        {"recipe": "magic"},
        {"leagues": ["XX"]},
        {"until": 0},
        {"until": "0"},
        {"odds": "all"},
        {"tune": -1},
        {"colour": "red"},
        [],
    ],
)
def test_a_training_that_makes_no_sense_is_refused(fresh: Home, body: Any) -> None:
    answer = admin(fresh).post("/api/admin/ml/train", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_parameter")


def test_a_job_that_nobody_ordered_is_not_found(fresh: Home) -> None:
    assert admin(fresh).get("/api/admin/jobs/77").status_code == 404


def test_strategies_are_compared_by_period(played: Home) -> None:
    asking = admin(played)
    for period in ("weekly", "monthly", "all_time"):
        page = asking.get("/api/admin/ml/accuracy", params={"period": period, "limit": 200}).json()
        starts = [each["period_start"] for each in page["items"]]
        assert starts == sorted(starts, reverse=True)
        mine = [each for each in page["items"] if each["strategy"] == "expected_points"]
        assert sum(each["total_predictions"] for each in mine) == 40
        for each in page["items"]:
            counted = each["exact_scores"] + sum(each["goals_off"].values())
            assert counted == each["total_predictions"]
            assert each["mean_absolute_error"] == pytest.approx(
                (each["home_score_mae"] + each["away_score_mae"]) / 2
            )
    span = {"period": "custom", "from": "2025-08-15", "to": "2025-08-18"}
    page = asking.get("/api/admin/ml/accuracy", params=span).json()
    [mine] = [each for each in page["items"] if each["strategy"] == "expected_points"]
    assert (mine["total_predictions"], mine["period_end"]) == (10, "2025-08-18")
    wrong = asking.get("/api/admin/ml/accuracy", params={"period": "custom"})
    assert wrong.status_code == 422
