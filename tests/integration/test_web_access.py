"""Default deny: who gets in, by which way, and what everybody else is told."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient
from web_world import NOW, client, empty_home

from scoreline.cli import main
from scoreline.credentials import hash_password, new_key
from scoreline.domain.access import ApiKey, Role, Scope
from scoreline.errors import StoreError
from scoreline.home import Home
from scoreline.store import Connection, api_keys, audit, users
from scoreline.web import create_app
from scoreline.web.access import RULES
from scoreline.web.bodies import LARGEST
from scoreline.web.limits import Buckets
from scoreline.web.pages.login import FAILURES, TRIES

PASSWORD = "correct horse battery"
HASHED = hash_password(PASSWORD)
PUBLIC = {
    ("GET", "/"),
    ("GET", "/matches/{match_id}"),
    ("GET", "/competitions"),
    ("GET", "/competitions/{code}"),
    ("GET", "/competitions/{code}/{season}"),
    ("GET", "/bots"),
    ("GET", "/bots/leagues/{league_id}"),
    ("GET", "/bots/{name}"),
    ("GET", "/quality"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/static/{path:path}"),
    ("GET", "/health"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/predictions"),
    ("GET", "/api/matches/{match_id}/prediction"),
    ("GET", "/api/matches/{match_id}"),
    ("GET", "/api/leagues/{league_id}/table"),
    ("GET", "/api/leagues/{league_id}/table.csv"),
    *(
        ("GET", f"/api/{name}{ending}")
        for name in ("matches", "competitions", "leagues", "bots")
        for ending in ("", ".csv")
    ),
    ("GET", "/api/predictions.csv"),
    *(
        ("GET", f"/api/{path}{ending}")
        for path in (
            "matches/{match_id}/signals",
            "teams/{name}/signals",
            "leagues/{league_id}/timeline",
            "leagues/{league_id}/head-to-head",
            "bots/{name}/tips",
            "bots/{name}/bets",
        )
        for ending in ("", ".csv")
    ),
    ("GET", "/api/bots/{name}/bankroll"),
}
"""What anybody may ask for. Whoever adds to it lets the whole world in."""

GUARDED = sorted(
    (method, path) for path, rules in RULES.items() for method in rules if rules[method]
)


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        with opened.database.write() as connection:
            for name, role in (("anna", Role.ADMIN), ("ben", Role.READER)):
                users.add(connection, name, role, HASHED, at=NOW)
        yield opened


def with_settings(home: Home, **known: Any) -> Home:
    return replace(home, settings=home.settings.model_copy(update=known))


def key_for(home: Home, role: Role, *scopes: Scope, days: float = 1) -> dict[str, str]:
    """Return the header of a new key."""
    secret, now = new_key(), home.wall.now()
    with home.database.write() as connection:
        api_keys.add(
            connection, "k", secret, role, scopes, at=now, until=now + timedelta(days=days)
        )
    return {"Authorization": f"Bearer {secret}"}


def token_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def log_in(browser: TestClient, name: str, password: str = PASSWORD) -> Any:
    fields = {
        "name": name,
        "password": password,
        "csrf": token_in(browser.get("/login").text),
    }
    return browser.post("/login", data=fields, follow_redirects=False)


def path_of(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", template)


def error(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_every_route_of_the_application_is_on_the_list_and_nothing_else(home: Home) -> None:
    routes = {
        (method, context.path)
        for context in iter_route_contexts(create_app(home).routes)
        if not isinstance(context, Mount)
        for method in context.methods or ()
        if method != "HEAD"
    }
    routes |= {("GET", "/static/{path:path}")}
    listed = {(method, path) for path, rules in RULES.items() for method in rules}
    assert {(method, path) for method, path in routes if path != "/static"} == listed


def test_only_what_is_written_here_is_public() -> None:
    listed = {(method, path) for path, rules in RULES.items() for method in rules}
    assert listed - set(GUARDED) == PUBLIC


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_anybody_and_readers_are_refused_where_it_is_not_public(
    home: Home, method: str, path: str
) -> None:
    asking = client(home)
    assert error(asking.request(method, path_of(path), content=b"no JSON")) == (
        401,
        "unauthenticated",
    )
    if RULES[path][method] in Scope.of(Role.READER):
        return
    reader = key_for(home, Role.READER, *Scope.of(Role.READER))
    assert error(asking.request(method, path_of(path), headers=reader)) == (403, "forbidden")
    assert log_in(asking, "ben").status_code == 303
    assert asking.request(method, path_of(path)).status_code == 403


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_an_admin_s_key_does_only_what_it_was_made_for(home: Home, method: str, path: str) -> None:
    others = Scope.of(Role.ADMIN) - {RULES[path][method]}
    asking = client(home)
    for scopes in (others, frozenset[Scope]()):
        key = key_for(home, Role.ADMIN, *scopes)
        assert error(asking.request(method, path_of(path), headers=key)) == (403, "forbidden")


def test_a_key_that_was_revoked_has_expired_or_never_was_is_refused_everywhere(home: Home) -> None:
    revoked = key_for(home, Role.ADMIN, Scope.METRICS)
    with home.database.write() as connection:
        api_keys.revoke(connection, 1, at=NOW)
    for key in (
        revoked,
        key_for(home, Role.ADMIN, days=-1),
        {"Authorization": "Bearer scoreline_x"},
        {"Authorization": "bearer "},
    ):
        for path in ("/api/predictions", "/"):
            answer = client(home).get(path, headers=key)
            assert error(answer) == (401, "unauthenticated")
            assert answer.headers["www-authenticate"] == "Bearer"


def test_the_use_of_a_key_is_noted(home: Home) -> None:
    key = key_for(home, Role.READER)
    asking = client(home)
    for _ in range(2):
        assert asking.get("/api/predictions", headers=key).status_code == 200
    with home.database.read() as connection:
        [stored] = api_keys.listing(connection)
    assert stored.used_at is not None


def test_a_key_is_answered_while_somebody_else_writes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_for(home, Role.READER)

    def locked(*_args: object, **_known: object) -> None:
        raise StoreError("the database is locked")

    monkeypatch.setattr(api_keys, "use", locked)
    assert client(home).get("/api/predictions", headers=key).status_code == 200


def test_a_scheme_that_is_not_ours_is_none_of_our_business(home: Home) -> None:
    answer = client(home).get("/api/predictions", headers={"Authorization": "Basic abc"})
    assert answer.status_code == 200


def test_somebody_logs_in_and_out(home: Home) -> None:
    browser = client(home)
    begun = log_in(browser, "anna")
    assert (begun.status_code, begun.headers["location"]) == (303, "/")
    cookie = next(c for c in begun.headers.get_list("set-cookie") if "scoreline-session=" in c)
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    page = browser.get("/login").text
    assert "anna, admin" in page
    kept = dict(browser.cookies)
    out = browser.post("/logout", data={"csrf": token_in(page)}, follow_redirects=False)
    assert out.status_code == 303
    browser.cookies.update(kept)
    assert "anna, admin" not in browser.get("/login").text
    with home.database.read() as connection:
        acts = [(act.act, act.subject, act.address) for act in audit.latest(connection)]
    assert acts == [
        ("session.end", "user anna", "testclient"),
        ("session.begin", "user anna", "testclient"),
    ]


def test_behind_https_the_cookie_is_secure_and_browsers_are_told_to_stay(home: Home) -> None:
    app = create_app(home)
    browser = TestClient(app, base_url="https://football.example")
    cookie = next(
        c for c in log_in(browser, "anna").headers.get_list("set-cookie") if "session" in c
    )
    assert cookie.startswith("__Host-scoreline-session=")
    assert "Secure" in cookie.split("; ")
    assert "max-age" in browser.get("/").headers["strict-transport-security"]
    assert "strict-transport-security" not in TestClient(app).get("/").headers


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "wrong password"), ("nobody", PASSWORD), ("", ""), ("a\0b", PASSWORD), ("anna", "")],
)
def test_a_wrong_name_and_a_wrong_password_read_alike(home: Home, name: str, password: str) -> None:
    browser = client(home)
    refused = log_in(browser, name, password)
    assert refused.status_code == 401
    assert "Name or password is wrong." in refused.text
    assert "scoreline-session" not in browser.cookies
    with home.database.read() as connection:
        assert [act.act for act in audit.latest(connection)] == ["session.refuse"]


def test_passwords_are_not_tried_for_long(home: Home) -> None:
    browser = client(home)
    app: Any = browser.app
    app.state.login_tries = Buckets(TRIES, clock=lambda: 0.0)
    tries = [log_in(browser, "anna", "wrong password").status_code for _ in range(TRIES)]
    assert set(tries) == {401}
    refused = log_in(browser, "anna")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "6")


def test_whoever_tries_a_name_in_vain_keeps_nobody_else_with_it_out(home: Home) -> None:
    mine = client(home)
    app: Any = mine.app
    theirs = TestClient(app, client=("203.0.113.9", 50000))
    app.state.login_tries = Buckets(TRIES, clock=lambda: 0.0)
    app.state.login_failures = Buckets(FAILURES, clock=lambda: 0.0)
    seen = [log_in(theirs, "anna", "wrong password").status_code for _ in range(FAILURES)]
    assert seen == [401] * TRIES + [429] * (FAILURES - TRIES)
    assert log_in(mine, "anna").status_code == 303


def test_a_name_tried_in_vain_from_everywhere_has_to_wait(home: Home) -> None:
    browser = client(home)
    app: Any = browser.app
    app.state.login_failures = Buckets(3, clock=lambda: 0.0)
    assert log_in(browser, "anna").status_code == 303
    addresses = [TestClient(app, client=(f"203.0.113.{n}", 50000)) for n in range(1, 6)]
    tries = [log_in(each, "anna", "wrong password").status_code for each in addresses]
    assert tries == [401, 401, 401, 429, 429]
    assert log_in(addresses[4], "ben").status_code == 303


def test_a_session_ends_with_its_time(home: Home) -> None:
    browser = client(with_settings(home, session_hours=-1))
    assert log_in(browser, "anna").status_code == 303
    assert "anna, admin" not in browser.get("/login").text


def test_a_form_of_another_site_is_refused(home: Home) -> None:
    browser = client(home)
    fields = {"name": "anna", "password": PASSWORD}
    assert error(browser.post("/login", data=fields)) == (403, "csrf")
    log_in(browser, "anna")
    for given in ({}, {"csrf": "guess"}, {"csrf": "é"}):
        assert error(browser.post("/logout", data=given)) == (403, "csrf")
    token = token_in(browser.get("/login").text)
    foreign = {"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": token}
    assert error(browser.post("/logout", headers=foreign)) == (403, "cross_site")
    assert "anna, admin" in browser.get("/login").text
    own = {"X-CSRF-Token": token}
    assert browser.post("/logout", headers=own, follow_redirects=False).status_code == 303


def test_too_many_requests_are_told_when_to_come_back(home: Home) -> None:
    asking = client(with_settings(home, rate_address=3, rate_key=2))
    assert [asking.get("/api/bots").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = asking.get("/api/predictions")
    assert error(refused) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["x-content-type-options"] == "nosniff"
    for key in (key_for(home, Role.READER), key_for(home, Role.READER)):
        asked = [asking.get("/api/predictions", headers=key).status_code for _ in range(3)]
        assert asked == [200, 200, 429]


def test_wrong_keys_are_not_looked_up_without_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = client(with_settings(home, rate_address=3))
    looked, find = list[str](), api_keys.find

    def counted(connection: Connection, secret: str) -> ApiKey | None:
        looked.append(secret)
        return find(connection, secret)

    monkeypatch.setattr(api_keys, "find", counted)
    wrong = {"Authorization": "Bearer scoreline_x"}
    seen = [asking.get("/api/bots", headers=wrong).status_code for _ in range(9)]
    assert (seen, len(looked)) == ([401] * 3 + [429] * 6, 3)
    elsewhere = TestClient(asking.app, client=("192.0.2.7", 50000))
    right = key_for(home, Role.READER)
    # Whoever has read as much as anybody may still comes in with a key.
    assert [elsewhere.get("/api/bots").status_code for _ in range(4)][-1] == 429
    assert elsewhere.get("/api/bots", headers=right).status_code == 200


def test_those_who_watch_the_service_are_never_told_to_wait(home: Home) -> None:
    asking = client(with_settings(home, rate_address=2))
    assert {asking.get("/health").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    "path", ["/models/%00", "/bots/a%00b", "/api/bots/%00/tips", "/api/teams/%00/signals"]
)
def test_a_zero_byte_is_in_no_address(home: Home, path: str) -> None:
    key = key_for(home, Role.ADMIN, *Scope)
    assert error(client(home).get(path, headers=key)) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/people/keys", {"name": "evil", "role": "admin"}),
        ("/people/users", {"name": "evil", "role": "admin", "password": PASSWORD}),
    ],
)
def test_no_key_lets_others_in(home: Home, path: str, form: dict[str, str]) -> None:
    key = key_for(home, Role.ADMIN, *Scope)
    assert error(client(home).post(path, data=form, headers=key)) == (403, "forbidden")
    with home.database.read() as connection:
        assert {each.name for each in users.listing(connection)} == {"anna", "ben"}
        assert len(api_keys.listing(connection)) == 1


def test_a_key_is_made_for_what_was_ticked_and_nothing_else(home: Home) -> None:
    browser = client(home)
    log_in(browser, "anna")
    form = {"name": "ci", "role": "admin", "csrf": token_in(browser.get("/people").text)}
    refused = browser.post("/people/keys", data=form | {"scope:models:reed": "on"})
    assert error(refused) == (422, "invalid_parameter")
    assert browser.post("/people/keys", data=form | {"scope:models:read": "on"}).status_code == 200
    with home.database.read() as connection:
        [made] = api_keys.listing(connection)
        newest = audit.latest(connection)[0]
    assert made.scopes == {Scope.MODELS_READ}
    assert newest.detail.startswith("admin: models:read; until ")


@pytest.mark.parametrize("name", ["", "a\0b", "nobody"])
def test_nobody_of_that_name_is_removed(home: Home, name: str) -> None:
    browser = client(home)
    log_in(browser, "anna")
    given = {"name": name, "csrf": token_in(browser.get("/people").text)}
    assert browser.post("/people/users/remove", data=given).status_code in {404, 422}


def test_what_was_typed_in_the_place_of_a_name_is_not_written_down(home: Home) -> None:
    for name in ("anna", "my secret password"):
        log_in(client(home), name, "wrong password")
    with home.database.read() as connection:
        assert [act.subject for act in audit.latest(connection)] == [
            "nobody of that name",
            "user anna",
        ]


def test_a_body_that_is_too_large_is_refused_unread(home: Home) -> None:
    def dripping() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    for content in (b"x" * (LARGEST + 1), dripping()):
        assert error(client(home).post("/login", content=content)) == (413, "too_large")
    assert client(home).post("/login", content=b"x" * LARGEST).status_code == 403


@pytest.mark.parametrize("path", ["/nowhere", "/login/x", "/api", "/static"])
def test_what_is_not_on_the_list_does_not_exist(home: Home, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert error(client(home).request(method, path)) == (404, "not_found")


def test_what_a_host_header_says_opens_no_door(home: Home) -> None:
    asking = client(home)
    for host in ("a/health?", "a/login#", "a/static/style.css?"):
        answer = asking.get("/api/admin/audit", headers={"Host": host})
        assert error(answer) == (401, "unauthenticated")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_on_the_list_is_refused(home: Home, method: str) -> None:
    answer = client(home).request(method, "/login")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/", "/login", "/health", "/api/bots", "/api/openapi.json"])
def test_head_answers_as_get_does_without_the_body(home: Home, path: str) -> None:
    whole, head = client(home).get(path), client(home).head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "cache-control", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_head_needs_what_get_needs(home: Home) -> None:
    asking = client(home)
    assert asking.head("/api/admin/audit").status_code == 401
    assert asking.head("/logout").status_code == 405
    assert asking.head("/api/matches/7").status_code == 404


def test_a_browser_is_shown_its_errors_as_pages(home: Home) -> None:
    asking = client(home)
    for path, status, says in (
        ("/nowhere", 404, "<p>There is nothing here.</p>"),
        ("/logout", 405, "Not Allowed"),
        ("/models", 401, 'href="/login?next=/models">Log in</a>'),
        ("/bots/nobody", 404, "No bot &#39;nobody&#39;"),
    ):
        answer = asking.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert says in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    answer = asking.get("/api/nowhere", headers={"Accept": "text/html"})
    assert error(answer) == (404, "not_found")


def test_a_key_is_not_checked_while_the_database_does_not_answer(
    home: Home, tmp_path: Path
) -> None:
    key = key_for(home, Role.ADMIN, *Scope.of(Role.ADMIN))
    asking = client(home)
    home.database.close()
    for file in tmp_path.glob("scoreline.db*"):
        file.unlink()
    (tmp_path / "scoreline.db").mkdir()
    assert error(asking.get("/health", headers=key)) == (503, "unavailable")


def test_an_admin_reads_what_was_done(home: Home) -> None:
    key = key_for(home, Role.ADMIN, Scope.AUDIT)
    asking = client(home)
    for password in (PASSWORD, "wrong password"):
        log_in(client(home), "anna", password)
    answer = asking.get("/api/admin/audit?limit=1", headers=key)
    assert answer.headers["cache-control"] == "no-store"
    [newest] = answer.json()["items"]
    assert (newest["actor"], newest["act"], newest["subject"]) == (
        "anybody",
        "session.refuse",
        "user anna",
    )
    [other] = asking.get("/api/admin/audit?limit=1&offset=1", headers=key).json()["items"]
    assert other["act"] == "session.begin"


def test_a_name_that_a_command_refuses_is_refused_by_a_form_in_the_same_words(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORELINE_HOME", "what --home sets goes with this test")
    name = "b\u202een"
    with pytest.raises(SystemExit):
        main(["--home", str(home.settings.home), "users", "add", name])
    said = "a user needs a name of 1 to 60 printable characters"
    assert said in capsys.readouterr().err
    browser = client(home)
    log_in(browser, "anna")
    fields = {"name": name, "role": "reader", "password": PASSWORD}
    fields["csrf"] = token_in(browser.get("/people").text)
    answer = browser.post("/people/users", data=fields)
    assert error(answer) == (422, "invalid_parameter")
    assert answer.json()["error"]["message"] == said


@pytest.mark.parametrize("name", ["ben/jerry", "..", "100%", "a?b#c"])
def test_whoever_may_be_added_may_be_removed_by_the_page(home: Home, name: str) -> None:
    browser = client(home)
    log_in(browser, "anna")
    given = {"name": name, "csrf": token_in(browser.get("/people").text)}
    added = given | {"role": "reader", "password": PASSWORD}
    assert browser.post("/people/users", data=added).status_code == 200
    with home.database.read() as connection:
        assert name in {each.name for each in users.listing(connection)}
    assert browser.post("/people/users/remove", data=given).status_code == 200
    with home.database.read() as connection:
        assert name not in {each.name for each in users.listing(connection)}


def test_nobody_removes_themselves(home: Home) -> None:
    browser = client(home)
    log_in(browser, "anna")
    given = {"name": "anna", "csrf": token_in(browser.get("/people").text)}
    assert error(browser.post("/people/users/remove", data=given)) == (422, "invalid_parameter")
    with home.database.read() as connection:
        assert "anna" in {each.name for each in users.listing(connection)}
