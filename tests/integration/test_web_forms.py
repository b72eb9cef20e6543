"""What forms may say: a wrong field is the reader's affair, and never the service's failure."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from web_world import VERSION, client, empty_home

from scoreline.credentials import new_key
from scoreline.domain.access import Role, Scope
from scoreline.home import Home
from scoreline.store import api_keys, teams


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "form", "named"),
    [
        ("/models/train", {"tune": "many"}, "tune"),
        ("/models/train", {"tune": "501"}, "tune"),
        ("/models/train", {"until": "2026-02-31"}, "until"),
        ("/models/train", {"odds": "all"}, "odds"),
        (f"/models/{VERSION}/activate", {"note": "x" * 301}, "notes"),
        ("/models/rollback", {"note": "a\0b"}, "notes"),
        (
            "/data/aliases",
            {"source": "football-data", "club": "Arsenal", "spelling": "x" * 121},
            "spelling",
        ),
        (
            "/data/aliases",
            {"source": "football-data", "club": "Arsenal", "spelling": "a\0b"},
            "spelling",
        ),
        ("/people/users", {"name": "a/b", "role": "reader"}, "name"),
        ("/people/keys", {"name": "ops", "role": "king"}, "role"),
    ],
)
def test_a_wrong_field_is_named(home: Home, path: str, form: dict[str, str], named: str) -> None:
    secret, now = new_key(), home.wall.now()
    with home.database.write() as connection:
        until = now + timedelta(days=1)
        scopes = Scope.of(Role.ADMIN)
        api_keys.add(connection, "ops", secret, Role.ADMIN, scopes, at=now, until=until)
    answer = client(home).post(path, data=form, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 422
    assert answer.json()["error"]["message"].startswith(f"{named}: ")
    with home.database.read() as connection:
        assert not teams.aliases(connection)
