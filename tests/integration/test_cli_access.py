"""Users and keys by command, and the record of it."""

import io

import pytest
from season_world import Shell

from scoreline.credentials import KEY_PREFIX, hash_password, is_password
from scoreline.home import open_home
from scoreline.store import api_keys, users

pytest_plugins = ("season_fixtures",)

PASSWORD = "correct horse battery"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return monkeypatch


def test_somebody_is_added_listed_and_removed(shell: Shell, typed: pytest.MonkeyPatch) -> None:
    assert shell("users", "add", "anna", "--role", "admin").out == "anna may log in as admin\n"
    assert [(row["user"], row["role"]) for row in shell("users", "list", "--json").json] == [
        ("anna", "admin")
    ]
    with open_home() as home, home.database.read() as connection:
        hashed = users.password_of(connection, "anna")
    assert hashed is not None
    assert PASSWORD not in hashed
    assert is_password(PASSWORD, hashed)
    typed.setattr("sys.stdin", io.StringIO("another password\n"))
    assert "logged out everywhere" in shell("users", "password", "anna").out
    with open_home() as home, home.database.read() as connection:
        assert is_password("another password", users.password_of(connection, "anna"))
    assert shell("users", "remove", "anna").code == 0
    assert shell("users", "list", "--json").json == []
    acts = [row["act"] for row in shell("audit", "--json").json]
    assert acts == ["user.remove", "user.password", "user.add"]


def test_a_short_password_is_refused(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    ended = shell("users", "add", "anna")
    assert ended.code == 1
    assert "12 to 200 characters" in ended.err


def test_a_key_is_shown_once_and_kept_hashed(shell: Shell) -> None:
    secret = shell("keys", "create", "--role", "admin", "--name", "ci").out.strip()
    assert secret.startswith(KEY_PREFIX)
    listed = shell("keys", "list", "--json")
    assert secret not in listed.out
    [row] = listed.json
    assert (row["name"], row["role"], row["holds"]) == ("ci", "admin", True)
    with open_home() as home, home.database.read() as connection:
        key = api_keys.find(connection, secret)
    assert key is not None
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days == 90
    assert "opens nothing" in shell("keys", "revoke", str(key.id)).out
    assert shell("keys", "list", "--json").json[0]["holds"] is False
    assert secret not in shell("audit").out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--expires", "soon"), "--expires 'soon': write it like 12h, 90d or 52w, or never"),
        (("--expires", "0d"), "--expires '0d'"),
        (("--expires", "999999w"), "--expires '999999w'"),
        (("--role", "reader", "--scope", "models:train"), "may not have the scope models:train"),
        (("--name", ""), "a key needs a name"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(
    shell: Shell, options: tuple[str, ...], says: str
) -> None:
    ended = shell("keys", "create", *options)
    assert (ended.code, ended.out) == (1, "")
    assert says in ended.err
    assert shell("keys", "list", "--json").json == []


def test_a_hash_says_no_to_everything_else() -> None:
    hashed = hash_password(PASSWORD)
    assert is_password(PASSWORD, hashed)
    assert not is_password(PASSWORD + " ", hashed)
    assert not is_password("x" * 1000, hashed)
    assert not is_password(PASSWORD, None)
    assert not is_password(PASSWORD, "no hash at all")
