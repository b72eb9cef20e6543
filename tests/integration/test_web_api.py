import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import store_rows
from starlette.testclient import TestClient
from web_world import (
    NOW,
    VERSION,
    add_forecast,
    add_match,
    add_version,
    client,
    empty_home,
)

from scoreline.clock import SystemClock
from scoreline.domain import LIVE, Outcome, ScoreGrid
from scoreline.home import STANDING, Home, open_home
from scoreline.models import Ensemble
from scoreline.registry import ActiveModel, Bundle, Registry, handle
from scoreline.store import versions
from scoreline.web import create_app, ledger
from scoreline.web.access import RULES

JSON = "application/json"
SATURDAY = datetime(2026, 5, 9, 14, tzinfo=UTC)
DERBY = ("Arsenal", "Tottenham")
EVEN = ScoreGrid.from_poisson(1.2, 1.2)


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        add_version(opened)
        yield opened


def listed(home: Home, query: str = "", now: datetime = NOW) -> list[int]:
    answer = client(home, now).get(f"/api/predictions{query}")
    assert answer.status_code == 200, answer.text
    return [item["match"]["id"] for item in answer.json()["items"]]


def test_the_coming_matches_with_a_forecast_are_listed_by_kick_off(home: Home) -> None:
    late = add_match(home, ("Chelsea", "Fulham"), SATURDAY + timedelta(hours=2))
    early = add_match(home, DERBY, SATURDAY)
    add_match(home, ("Everton", "Burnley"), SATURDAY)
    for match_id in (late, early):
        add_forecast(home, match_id, NOW - timedelta(hours=1))
    assert listed(home) == [early, late]


def test_a_forecast_carries_every_figure_that_its_grid_holds(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    forecast = add_forecast(home, match_id, NOW)
    answer = client(home).get(f"/api/matches/{match_id}/prediction").json()
    assert tuple(answer["probabilities"].values()) == pytest.approx(forecast.probabilities)
    assert answer["grid"] == forecast.grid.values[0].tolist()
    assert answer["recommended"] == "home"
    assert answer["most_likely_score"] == {
        "home": 1,
        "away": 1,
        "probability": forecast.grid.values[0, 1, 1],
    }
    goals = answer["expected_goals"]
    assert goals["home"]["mean"] == pytest.approx(1.7, abs=1e-4)
    assert goals["home"]["low"] <= goals["home"]["mean"] <= goals["home"]["high"]
    assert [line["line"] for line in answer["totals"]] == [0.5, 1.5, 2.5, 3.5, 4.5]
    level = next(line for line in answer["handicaps"] if line["line"] == 0)
    assert level["returned"] == pytest.approx(answer["probabilities"]["draw"])
    assert answer["fair_odds"]["home"] == pytest.approx(1 / forecast.probabilities[0])
    assert answer["key_factors"] == [factor.to_plain() for factor in forecast.key_factors]
    assert answer["model_version"] == VERSION
    assert answer["match"]["home"] == "Arsenal"


def test_markets_come_with_their_fair_odds(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    forecast = add_forecast(home, match_id, NOW)
    answer = client(home).get(f"/api/matches/{match_id}/prediction").json()
    for line in answer["totals"]:
        assert 1 / line["fair_over"] == pytest.approx(line["over"])
        assert 1 / line["fair_under"] == pytest.approx(line["under"])
    assert [each["line"] for each in answer["handicaps"]] == [k / 4 for k in range(-10, 11)]
    for line in answer["handicaps"]:
        assert line["fair_home"] == pytest.approx(1 + line["lose"] / line["win"])
    assert answer["fair_handicap"] in answer["handicaps"]
    odds = answer["both_to_score_odds"]
    assert 1 / odds["yes"] == pytest.approx(answer["both_to_score"])
    assert 1 / odds["yes"] + 1 / odds["no"] == pytest.approx(1)
    assert answer["edges"] == []
    assert forecast.fair_handicap.line == answer["fair_handicap"]["line"]


def test_edges_are_over_the_prices_known_when_the_forecast_was_made(home: Home) -> None:
    opening = store_rows.quote(0, 2.5, 3.4, 3.1, moment="opening", bookmaker="pinnacle")
    closing = {**opening, "moment": "closing", "price_1": 9.0}
    match_id = add_match(home, DERBY, SATURDAY, odds=[opening, closing])
    path, published = f"/api/matches/{match_id}/prediction", SATURDAY - timedelta(days=1)
    add_forecast(home, match_id, published - timedelta(minutes=1))
    assert client(home, SATURDAY).get(path).json()["edges"] == []
    said = add_forecast(home, match_id, published)
    for answer in (
        client(home, SATURDAY).get(path).json(),
        client(home, published).get("/api/predictions").json()["items"][0],
    ):
        first, *others = answer["edges"]
        assert [each["way"] for each in others] == ["draw", "away"]
        assert first["edge"] == pytest.approx(2.5 * said.probabilities[0] - 1)
        assert (first["bookmaker"], first["moment"]) == ("pinnacle", "opening")
        assert datetime.fromisoformat(first["known_at"]) == published


def test_a_price_on_what_cannot_happen_is_null(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    goalless = np.zeros((1, 11, 11))
    goalless[0, 0, 0] = 1
    add_forecast(home, match_id, NOW, grid=ScoreGrid(goalless), recommended=Outcome.DRAW)
    answer = client(home).get(f"/api/matches/{match_id}/prediction").json()
    assert answer["fair_odds"] == {"home": None, "draw": 1, "away": None}


def test_a_list_does_not_repeat_the_whole_grid(home: Home) -> None:
    add_forecast(home, add_match(home, DERBY, SATURDAY), NOW)
    (item,) = client(home).get("/api/predictions").json()["items"]
    assert "grid" not in item


def test_a_later_forecast_supersedes_only_once_the_clock_is_there(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    early = add_forecast(home, match_id, NOW - timedelta(days=1))
    late = add_forecast(home, match_id, NOW + timedelta(hours=1), grid=EVEN)
    path = f"/api/matches/{match_id}/prediction"
    for now, forecast in ((NOW, early), (NOW + timedelta(hours=1), late)):
        answer = client(home, now).get(path).json()
        assert answer["probabilities"]["home"] == pytest.approx(forecast.probabilities[0])
        assert datetime.fromisoformat(answer["as_of"]) == forecast.as_of


def test_a_forecast_from_after_the_clock_is_not_there(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW + timedelta(hours=1))
    answer = client(home).get(f"/api/matches/{match_id}/prediction")
    assert answer.status_code == 404
    assert listed(home) == []


@pytest.mark.parametrize("other", ["replay of E0 2025 with v2026-05-01-001", "standing"])
def test_what_was_said_in_another_book_does_not_show(home: Home, other: str) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW, book=other, grid=EVEN)
    path = f"/api/matches/{match_id}/prediction"
    assert client(home).get(path).status_code == 404
    assert listed(home) == []
    said = add_forecast(home, match_id, NOW - timedelta(hours=1))
    assert client(home).get(path).json()["grid"] == said.grid.values[0].tolist()
    there = client(replace(home, book=other)).get(path).json()
    assert there["grid"] == EVEN.values[0].tolist()


def test_a_home_whose_clock_stands_has_a_book_of_its_own(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW - timedelta(hours=1))
    assert home.book == LIVE
    monkeypatch.setenv("SCORELINE_AS_OF", NOW.isoformat())
    with open_home(tmp_path) as standing:
        assert standing.book == STANDING
        assert standing.clock.now() == NOW
        assert abs(standing.wall.now() - home.wall.now()) < timedelta(minutes=10)
        assert listed(standing) == []
        add_forecast(standing, match_id, NOW, grid=EVEN)
        assert listed(standing) == [match_id]
    path = f"/api/matches/{match_id}/prediction"
    assert client(home).get(path).json()["grid"] != EVEN.values[0].tolist()


def test_a_result_shows_only_once_it_is_known(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY, status="finished", home_goals=3, away_goals=2)
    add_forecast(home, match_id, NOW)
    path = f"/api/matches/{match_id}/prediction"
    before = client(home, SATURDAY + timedelta(hours=2)).get(path).json()["match"]
    after = client(home, SATURDAY + timedelta(hours=3)).get(path).json()["match"]
    assert (before["status"], before["score"]) == ("scheduled", None)
    assert (after["status"], after["score"]) == ("finished", {"home": 3, "away": 2})


def test_a_match_is_no_longer_coming_once_it_has_kicked_off(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW)
    assert listed(home, now=SATURDAY - timedelta(minutes=1)) == [match_id]
    assert listed(home, now=SATURDAY) == []


def test_a_match_of_which_only_the_day_is_known_is_coming_while_its_day_lasts(home: Home) -> None:
    day = datetime(2026, 5, 9, tzinfo=UTC)
    match_id = add_match(home, DERBY, day, date_only=True)
    add_forecast(home, match_id, NOW)
    assert listed(home, now=day + timedelta(hours=20)) == [match_id]
    assert listed(home, now=day + timedelta(hours=24)) == []


def test_a_postponed_match_is_not_coming(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY, status="postponed")
    add_forecast(home, match_id, NOW)
    assert listed(home) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1]),
        ("?days=1", []),
        ("?days=2", [0]),
        ("?to=2026-05-09", [0]),
        ("?from=2026-05-10&days=4", [1]),
        ("?from=2026-05-09&to=2026-05-09", [0]),
        ("?competition=E1", [1]),
        ("?competition=E0&competition=E1", [0, 1]),
        ("?limit=1", [0]),
        ("?limit=1&offset=1", [1]),
        ("?offset=2", []),
    ],
)
def test_a_list_is_narrowed_by_days_league_and_page(
    home: Home, query: str, expected: list[int]
) -> None:
    ids = [
        add_match(home, DERBY, SATURDAY),
        add_match(home, ("Leeds", "Hull"), SATURDAY + timedelta(days=4), competition="E1"),
    ]
    for match_id in ids:
        add_forecast(home, match_id, NOW)
    assert listed(home, query) == [ids[i] for i in expected]


def test_a_page_says_how_many_there_are_in_all(home: Home) -> None:
    for clubs in (DERBY, ("Chelsea", "Fulham")):
        add_forecast(home, add_match(home, clubs, SATURDAY), NOW)
    page = client(home).get("/api/predictions?limit=1").json()
    assert (page["total"], page["limit"], page["offset"], len(page["items"])) == (2, 1, 0, 1)
    assert datetime.fromisoformat(page["as_of"]) == NOW


def test_days_gone_by_show_what_was_forecast_for_them(home: Home) -> None:
    match_id = add_match(home, DERBY, NOW - timedelta(days=5))
    add_forecast(home, match_id, NOW - timedelta(days=6))
    assert listed(home, "?from=2026-05-01&to=2026-05-07") == [match_id]


def error_of(home: Home, path: str, *, raises: bool = True) -> tuple[int, dict[str, Any]]:
    answer = client(home, raises=raises).get(path)
    body = answer.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message"}
    return answer.status_code, body["error"]


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("days=0", "days"),
        ("days=32", "days"),
        ("days=soon", "days"),
        ("limit=201", "limit"),
        ("limit=0", "limit"),
        ("offset=-1", "offset"),
        ("from=yesterday", "from"),
        ("from=9999-12-31", "from"),
        ("from=0", "from"),
        ("from=20260508", "from"),
        ("to=1778284800", "to"),
        ("from=2026-05-08&to=2026-05-07", "to"),
        ("from=2026-05-08&to=2026-06-08", "to"),
        ("to=2026-05-07", "to"),
        ("days=3&to=2026-05-09", "days"),
        ("competition=XX", "competition"),
        ("colour=red", "colour"),
    ],
)
def test_a_wrong_parameter_is_named_in_the_one_error_shape(
    home: Home, query: str, about: str
) -> None:
    status, error = error_of(home, f"/api/predictions?{query}")
    assert (status, error["code"]) == (422, "invalid_parameter")
    assert error["message"].startswith(f"{about}: ")


def test_the_longest_span_is_31_days(home: Home) -> None:
    assert listed(home, "?from=2026-05-08&to=2026-06-07") == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_a_match_number_that_cannot_be_is_refused(home: Home, number: str) -> None:
    status, error = error_of(home, f"/api/matches/{number}/prediction")
    assert (status, error["code"]) == (422, "invalid_parameter")


@pytest.mark.parametrize("path", ["/api/matches/17/prediction", "/nowhere", "/static/no.css"])
def test_what_does_not_exist_is_not_found_in_the_one_error_shape(home: Home, path: str) -> None:
    status, error = error_of(home, path)
    assert (status, error["code"]) == (404, "not_found")


def test_a_match_without_a_forecast_is_not_found_by_its_clubs(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    status, error = error_of(home, f"/api/matches/{match_id}/prediction")
    assert status == 404
    assert "Arsenal v Tottenham" in error["message"]


def test_a_method_that_is_not_allowed_answers_in_the_one_error_shape(home: Home) -> None:
    answer = client(home).post("/api/predictions")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["error"]["code"] == "method_not_allowed"


def test_an_unexpected_failure_tells_nothing_of_its_inside(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr(ledger, "coming", fail)
    status, error = error_of(home, "/api/predictions", raises=False)
    assert (status, error["code"]) == (500, "internal")
    assert "secret" not in error["message"]
    answer = client(home, raises=False).get("/api/predictions")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_health_tells_the_release_the_model_and_the_clock(home: Home) -> None:
    answer = client(home).get("/health")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["status"], body["database"], body["problem"]) == ("ok", True, None)
    assert body["active_model"] is None
    assert datetime.fromisoformat(body["clock"]["now"]) == NOW
    assert body["clock"]["stands"] is True


def test_health_names_an_active_version_that_was_refused(home: Home) -> None:
    with home.database.write() as connection:
        versions.activate(connection, VERSION, at=NOW)
    body = client(home).get("/health").json()
    assert (body["status"], body["active_model"]) == ("degraded", None)
    assert VERSION in body["problem"]


def test_health_is_down_while_the_database_does_not_answer(tmp_path: Path) -> None:
    with open_home(tmp_path) as home:
        home.database.close()
        for file in tmp_path.glob("scoreline.db*"):
            file.unlink()
        (tmp_path / "scoreline.db").write_bytes(b"no database" * 1000)
        answer = client(home).get("/health")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["database"]) == ("down", False)


def test_the_model_goes_on_serving_while_the_database_does_not_answer(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handle, "LOOK_EVERY", 0.0)
    # What serves does not matter here, only that it does.
    bundle = Bundle(home.registry.get(VERSION), cast("Ensemble", None))
    monkeypatch.setattr(Registry, "load", lambda _self, _name: bundle)
    with home.database.write() as connection:
        versions.activate(connection, VERSION, at=NOW)
    running = client(home)
    active: ActiveModel = cast("Any", running.app).state.active
    assert running.get("/health").json()["status"] == "ok"

    home.database.close()
    path = (tmp_path / "scoreline.db").rename(tmp_path / "aside")
    (tmp_path / "scoreline.db").write_bytes(b"no database" * 1000)
    answer = running.get("/health")
    assert active.bundle() is bundle
    body = answer.json()
    assert (answer.status_code, body["status"], body["database"]) == (503, "down", False)
    assert (body["active_model"], body["problem"]) == (VERSION, "the database does not answer")

    home.database.close()
    path.replace(tmp_path / "scoreline.db")
    answer = running.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["problem"] is None


def test_the_machine_s_own_clock_does_not_stand(home: Home) -> None:
    app = create_app(home.at(SystemClock(), book=home.book))
    assert TestClient(app).get("/health").json()["clock"]["stands"] is False


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    said = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [each["content"][JSON] for each in said if JSON in each.get("content", {})]


def test_every_parameter_and_answer_is_described(home: Home) -> None:
    described = client(home).get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        path
        for path in RULES
        if path.startswith(("/api/", "/health", "/metrics"))
        and not path.endswith((".json", ".csv"))
    }
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert ("security" in operation) == (RULES[path][method.upper()] is not None), path
            # Whatever may be left out is left out of the examples, unless it has one of its own:
            # all of them together can be sent.
            parts = [
                *_contents(operation),
                *(
                    each
                    for each in operation.get("parameters", [])
                    if each["required"] or "examples" in each["schema"]
                ),
            ]
            assert all("example" in part for part in parts), path
            said = json.dumps([part["example"] for part in parts], ensure_ascii=False)
            assert "…" not in said.replace("Bearer …", ""), (path, said)
    names = {p["name"] for p in described["paths"]["/api/predictions"]["get"]["parameters"]}
    assert names == {"days", "from", "to", "competition", "limit", "offset"}
    assert "HTTPValidationError" not in described["components"]["schemas"]
