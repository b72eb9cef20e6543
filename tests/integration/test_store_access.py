"""Users, sessions, keys and the audit log, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from scoreline.domain.access import Local, Role, Scope
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.store import Database, api_keys, audit, sessions, users

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOKEN = "a token that nobody guesses"


def test_a_session_opens_until_it_ends_by_itself_or_by_hand(database: Database) -> None:
    with database.write() as connection:
        users.add(connection, "anna", Role.ADMIN, "hashed", at=NOW)
        for token in (TOKEN, "another"):
            sessions.begin(connection, "anna", token, at=NOW, until=NOW + HOUR)
        anna = sessions.holder(connection, TOKEN, at=NOW)
        assert anna is not None
        assert (anna.name, anna.role) == ("anna", Role.ADMIN)
        assert sessions.holder(connection, TOKEN, at=NOW + HOUR) is None
        assert sessions.holder(connection, "a third", at=NOW) is None
        sessions.end(connection, TOKEN)
        sessions.end(connection, TOKEN)
        assert sessions.holder(connection, TOKEN, at=NOW) is None
        assert sessions.holder(connection, "another", at=NOW) == anna


def test_what_the_store_holds_opens_nothing(database: Database) -> None:
    with database.write() as connection:
        users.add(connection, "anna", Role.ADMIN, "hashed", at=NOW)
        sessions.begin(connection, "anna", TOKEN, at=NOW, until=NOW + HOUR)
        assert sessions.holder(connection, sessions.digest(TOKEN), at=NOW) is None
        api_keys.add(connection, "ci", TOKEN, Role.READER, [], at=NOW, until=None)
        assert api_keys.find(connection, sessions.digest(TOKEN)) is None
        assert api_keys.find(connection, TOKEN) is not None


def test_who_is_removed_has_no_session_any_more(database: Database) -> None:
    with database.write() as connection:
        for name in ("anna", "ben"):
            users.add(connection, name, Role.READER, "hashed", at=NOW)
            sessions.begin(connection, name, name, at=NOW, until=NOW + HOUR)
        users.remove(connection, "anna")
        assert users.log_out_everywhere(connection, "ben") == 1
        assert [sessions.holder(connection, name, at=NOW) for name in ("anna", "ben")] == [None] * 2
        assert [user.name for user in users.listing(connection)] == ["ben"]
        assert users.password_of(connection, "anna") is None
        users.set_password(connection, "ben", "other")
        assert users.password_of(connection, "ben") == "other"


def test_names_are_given_once_and_nobody_is_nobody(database: Database) -> None:
    with database.write() as connection:
        users.add(connection, "anna", Role.READER, "hashed", at=NOW)
        with pytest.raises(ConfigurationError, match="a user 'anna' already"):
            users.add(connection, "anna", Role.ADMIN, "hashed", at=NOW)
        with pytest.raises(NotFoundError, match="no user 'ben'"):
            users.remove(connection, "ben")
        with pytest.raises(NotFoundError, match="no key 7"):
            api_keys.revoke(connection, 7, at=NOW)


def test_a_key_holds_until_it_expires_or_is_revoked(database: Database) -> None:
    with database.write() as connection:
        number = api_keys.add(
            connection, "ci", TOKEN, Role.ADMIN, [Scope.MODELS_TRAIN], at=NOW, until=NOW + HOUR
        )
        [key] = api_keys.listing(connection)
        assert (key.id, key.scopes, key.used_at) == (
            number,
            frozenset({Scope.MODELS_TRAIN}),
            None,
        )
        assert key.holds(NOW)
        assert not key.holds(NOW + HOUR)
        assert key.principal.may(Scope.MODELS_TRAIN)
        assert not key.principal.may(Scope.MODELS_ACTIVATE)
        api_keys.use(connection, key, at=NOW)
        api_keys.revoke(connection, number, at=NOW)
        api_keys.revoke(connection, number, at=NOW + HOUR)
        [key] = api_keys.listing(connection)
        assert (key.used_at, key.revoked_at) == (NOW, NOW)
        assert not key.holds(NOW)
        assert not api_keys.is_due(key, NOW + timedelta(seconds=59))
        assert api_keys.is_due(key, NOW + timedelta(minutes=1))


def test_a_reader_s_key_gets_no_scope_of_an_admin(database: Database) -> None:
    with (
        pytest.raises(ConfigurationError, match="reader may not have the scope models:train"),
        database.write() as connection,
    ):
        api_keys.add(connection, "ci", TOKEN, Role.READER, [Scope.MODELS_TRAIN], at=NOW, until=None)


def test_acts_are_read_back_newest_first_and_cut_to_fit(database: Database) -> None:
    with database.write() as connection:
        for number in range(3):
            audit.record(
                connection,
                "model.activate",
                f"v{number}",
                by=Local("user anna", "192.0.2.7"),
                at=NOW + number * HOUR,
                detail="x" * 1000,
            )
        newest, *_ = audit.latest(connection, limit=2)
        assert (newest.subject, newest.at, newest.actor) == ("v2", NOW + 2 * HOUR, "user anna")
        assert len(newest.detail) == 300
        assert [each.subject for each in audit.latest(connection, limit=2, offset=1)] == [
            "v1",
            "v0",
        ]
