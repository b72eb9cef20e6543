"""What anybody reads: matches, competitions, leagues and bots, as JSON and CSV; live forecasts."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from season_world import LEAGUE, NOW, VERSION
from starlette.testclient import TestClient

from scoreline.home import Home
from scoreline.jobs import run
from scoreline.registry import Bundle, Registry
from scoreline.web import create_app, live

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

LISTS = (
    "predictions",
    "matches",
    "competitions",
    "leagues",
    "leagues/1/table",
    "leagues/1/timeline",
    "leagues/1/head-to-head",
    "bots",
    "bots/ExpectedPoints/tips",
)


def get(home: Home, path: str, **headers: str) -> Any:
    return TestClient(create_app(home)).get(f"/api/{path}", headers=headers)


def page(home: Home, path: str) -> Any:
    answer = get(home, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def coming(home: Home) -> int:
    number: int = page(home, "matches?status=scheduled")["items"][0]["id"]
    return number


def test_matches_are_narrowed_by_day_league_season_status_and_team(played: Home) -> None:
    week = page(played, "matches?from=2025-09-13&to=2025-09-14&limit=200")["items"]
    assert {each["date"] for each in week} <= {"2025-09-13", "2025-09-14"}
    assert {each["status"] for each in week} == {"finished"}
    season = page(played, "matches?competition=E0&season=2025&limit=1")
    assert season["total"] == 380
    done = page(played, "matches?season=2025&status=finished")
    assert done["total"] == 40
    mine = page(played, "matches?season=2025&team=Arsenal&limit=200")["items"]
    assert len(mine) == 38
    assert all("Arsenal" in {each["home"], each["away"]} for each in mine)
    ever = page(played, "matches?to=2030-01-01&team=Arsenal&limit=200")
    assert ever["total"] == 4 * 38
    parts = [
        page(played, f"matches?to=2030-01-01&team=Arsenal&limit=50&offset={offset}")["items"]
        for offset in (0, 50, 100, 150)
    ]
    whole = [each["id"] for part in parts for each in part]
    assert whole[:100] == [each["id"] for each in ever["items"]][:100]
    assert len(set(whole)) == 152
    assert page(played, "matches?team=Arsenal&status=finished")["total"] == 3 * 38 + 4
    assert page(played, "matches?from=2020-01-01&competition=E0")["total"] == 4 * 380
    near = page(played, "matches?limit=200")["items"]
    assert {each["status"] for each in near} == {"finished", "scheduled"}


def test_a_match_is_shown_by_its_number_as_the_clock_has_it(played: Home) -> None:
    shown = get(played, f"matches/{coming(played)}")
    assert shown.json()["score"] is None
    assert shown.headers["cache-control"] == "no-cache"
    over = page(played, "matches?season=2025&status=finished&limit=1")["items"][0]
    answer = get(played, f"matches/{over['id']}")
    assert answer.json() == over
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "matches?from=2025-09-14&to=2025-09-13",
        "matches?from=0",
        "matches?to=2025-09-13",
        "matches?from=2024-01-01&to=2025-06-30",
        "matches?from=2024-01-01",
        "matches?from=2024-01-01&competition=E0&competition=E1&competition=E2&competition=E3",
        "matches?team=arsenal",
        "matches?team=",
        "matches?season=0",
        "matches?status=lost",
        "matches?competition=XX",
        "bots?limit=201",
        "leagues/0/table",
        "leagues?colour=red",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(played: Home, path: str) -> None:
    answer = get(played, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_parameter")


def test_competitions_leagues_tables_and_bots_are_listed(played: Home) -> None:
    [league] = page(played, "competitions")["items"]
    assert (league["code"], league["seasons"]) == ("E0", [2022, 2023, 2024, 2025])
    [played_in] = page(played, "leagues")["items"]
    assert played_in["name"] == LEAGUE.name
    table = page(played, f"leagues/{played_in['id']}/table")
    assert table["league"] == played_in
    assert table["items"][0]["place"] == 1
    assert {line["bot"] for line in table["items"]} == {
        bot["name"] for bot in page(played, "bots")["items"]
    }
    assert get(played, "leagues/7/table").status_code == 404


def test_a_league_s_course_leads_to_its_table_and_every_tip_has_its_reason(played: Home) -> None:
    leader = page(played, "leagues/1/table")["items"][0]
    course = page(played, f"leagues/1/timeline?bot={leader['bot']}&limit=200")
    assert sum(day["points"] for day in course["items"]) == leader["points"]
    assert course["best"][0]["points"] == max(day["points"] for day in course["items"])
    duels = page(played, "leagues/1/head-to-head?limit=200")["items"]
    assert len(duels) == 13 * 12
    tips = page(played, f"bots/{leader['bot']}/tips?limit=200")["items"]
    assert sum(tip["points"] or 0 for tip in tips) == leader["points"]
    assert all(tip["reason"] for tip in tips)
    assert get(played, "bots/Nobody/tips").status_code == 404
    assert get(played, "leagues/1/timeline?bot=Nobody").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_given_as_csv_too(played: Home, name: str) -> None:
    query = "?from=2025-09-13&to=2025-09-14" if name in {"predictions", "matches"} else ""
    plain = page(played, f"{name}{query}")
    for answer in (
        get(played, f"{name}.csv{query}"),
        get(played, f"{name}{query}", Accept="text/csv"),
    ):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["x-total-count"] == str(plain["total"])
        assert len(rows(answer.text)) == len(plain["items"]) > 0
    assert get(played, f"{name}{query}", Accept="text/csv, application/json").json() == plain


def test_nested_figures_have_joined_names_in_csv(played: Home) -> None:
    first = rows(get(played, "predictions.csv?from=2025-09-13&to=2025-09-14").text)[0]
    chances = [float(first[f"probabilities_{way}"]) for way in ("home", "draw", "away")]
    assert sum(chances) == pytest.approx(1)
    assert first["match_competition"] == "E0"


def test_an_answer_that_is_known_already_is_not_sent_again(played: Home) -> None:
    for path in ("bots", "bots.csv", f"matches/{coming(played)}"):
        first = get(played, path)
        again = get(played, path, **{"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert get(played, path, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_coming_match_is_forecast_on_the_spot_until_the_ledger_has_it(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(played)
    path = f"/api/matches/{coming(played)}/prediction"
    asking = TestClient(app)
    said = asking.get(path).json()
    assert (said["stored"], said["model_version"]) == (False, VERSION)
    assert said["as_of"] == NOW.isoformat().replace("+00:00", "Z")
    assert page(played, "predictions")["total"] == 0
    monkeypatch.setattr(live, "Desk", None)
    assert asking.get(path).json() == said
    monkeypatch.undo()
    run(played, "forecast")
    stored = asking.get(path).json()
    assert stored["stored"] is True
    assert {**stored, "stored": False} == said


def test_the_model_is_read_before_the_first_request(
    played: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    load = Registry.load

    def watched(registry: Registry, name: str) -> Bundle:
        read.append(name)
        return load(registry, name)

    monkeypatch.setattr(Registry, "load", watched)
    ended: list[bool] = []
    app = create_app(played, at_the_end=lambda: ended.append(True))
    with TestClient(app) as asking:
        assert read == [VERSION]
        assert asking.get("/health").json()["active_model"] == VERSION
    assert (read, ended) == ([VERSION], [True])


def test_requests_are_counted_by_route_and_not_by_what_strangers_make_up(played: Home) -> None:
    app = create_app(played)
    asking = TestClient(app)
    asking.get("/api/matches/1")
    asking.get("/api/matches/2")
    asking.request("BREW", "/teapot/17")
    text = app.state.metrics.text().decode()
    route = 'method="GET",route="/api/matches/{match_id}",status="200"'
    assert f"scoreline_requests_total{{{route}}} 2.0" in text
    assert 'method="other",route="none",status="404"' in text
    assert "teapot" not in text
    assert "scoreline_model_refused 0.0" in text


def test_what_has_kicked_off_is_not_forecast_after_the_fact(played: Home) -> None:
    old = page(played, "matches?season=2022&limit=1")["items"][0]["id"]
    answer = get(played, f"matches/{old}/prediction")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


class Going:
    """A clock that goes on by itself, from where the season stands."""

    def __init__(self) -> None:
        self._at = NOW

    def now(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_not_sent_again_because_the_clock_went_on(played: Home, path: str) -> None:
    asking = TestClient(create_app(played.at(Going(), book=played.book)))
    first = asking.get(f"/api/{path}")
    again = asking.get(f"/api/{path}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, first.headers["etag"])


@pytest.mark.parametrize("path", [*LISTS, "bots/ExpectedPoints/bets"])
def test_csv_has_the_same_columns_where_nothing_is_listed(played: Home, path: str) -> None:
    whole, none = (get(played, f"{path}.csv?offset={offset}").text for offset in (0, 10**6))
    assert none.splitlines() == whole.splitlines()[:1]
    assert len(none.split(",")) > 1


def test_csv_has_the_same_columns_before_and_after_a_result(played: Home) -> None:
    before, after = (
        get(played, f"matches.csv?season=2025&limit=1&status={status}").text.splitlines()
        for status in ("scheduled", "finished")
    )
    assert before[0] == after[0]
    assert before[0].endswith("status,score_home,score_away")
    assert before[1].endswith("scheduled,,")


def test_whoever_asks_over_http_is_not_told_what_to_type(played: Home) -> None:
    for path in ("matches/999999", "bots/nobody/tips"):
        assert "scoreline" not in get(played, path).json()["error"]["message"]
    assert "'Arsenal'" in get(played, "matches?team=arsenal").json()["error"]["message"]
