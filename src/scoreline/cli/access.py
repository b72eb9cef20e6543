"""Commands about who may use the service: users, keys, and the record of what they did."""

import getpass
import re
import sys
from datetime import timedelta
from typing import Annotated, Any

import typer

from scoreline.cli._home import command_line, opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import note, say, show, show_json
from scoreline.credentials import hash_password, new_key
from scoreline.domain.access import LONGEST_NAME, ApiKey, Role, Scope, granted
from scoreline.errors import ConfigurationError
from scoreline.home import Home
from scoreline.names import require_name
from scoreline.store import Connection, api_keys, audit, users

app = typer.Typer()
users_app = typer.Typer(help="Who may log in.")
keys_app = typer.Typer(help="Keys of programs.")
app.add_typer(users_app, name="users", no_args_is_help=True)
app.add_typer(keys_app, name="keys", no_args_is_help=True)

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=3650)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What they log in as.")]
AsRole = Annotated[
    Role,
    typer.Option("--role", help="admin may do all, reader reads metrics beside what anybody may."),
]


@users_app.command("add")
def add_user(name: Name, role: AsRole = Role.READER) -> None:
    """Let somebody log in; asks for the password, or reads a line of standard input."""
    require_name("a user", name, LONGEST_NAME)
    hashed = hash_password(_password())
    with opened() as home, home.database.write() as connection:
        users.add(connection, name, role, hashed, at=home.wall.now())
        _record(home, connection, "user.add", name, role.value)
    say(f"{name} may log in as {role.value}")


@users_app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List who may log in."""
    with opened() as home, home.database.read() as connection:
        found = users.listing(connection)
    rows = [
        {"user": each.name, "role": each.role.value, "since": f"{each.created_at:%Y-%m-%d}"}
        for each in found
    ]
    show(rows, as_json=as_json, empty="nobody yet: scoreline users add NAME --role admin")


@users_app.command("remove")
def remove_user(name: Name) -> None:
    """Remove somebody and end their sessions."""
    with opened() as home, home.database.write() as connection:
        users.remove(connection, name)
        _record(home, connection, "user.remove", name)
    say(f"{name} may not log in any more")


@users_app.command("password")
def change_password(name: Name) -> None:
    """Give somebody another password and end their sessions."""
    hashed = hash_password(_password())
    with opened() as home, home.database.write() as connection:
        users.set_password(connection, name, hashed)
        users.log_out_everywhere(connection, name)
        _record(home, connection, "user.password", name)
    say(f"{name} has a new password and is logged out everywhere")


@keys_app.command("create")
def create_key(
    role: AsRole = Role.READER,
    name: Annotated[str, typer.Option(help="What it is for.")] = "key",
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it may do; give it repeatedly. All that the role may, by default."),
    ] = None,
    expires: Annotated[
        str, typer.Option(metavar="SPAN", help="Like 12h, 90d or 52w; or never.")
    ] = "90d",
    as_json: AsJson = False,
) -> None:
    """Make a key for a program and show it, this once."""
    require_name("a key", name, LONGEST_NAME)
    lasts, secret = _span(expires), new_key()
    scopes = frozenset(scope or Scope.of(role))
    with opened() as home, home.database.write() as connection:
        now = home.wall.now()
        until = None if lasts is None else now + lasts
        number = api_keys.add(connection, name, secret, role, scopes, at=now, until=until)
        _record(
            home, connection, "key.create", f"key {number} ({name})", granted(role, scopes, until)
        )
    if as_json:
        show_json({"id": number, "name": name, "key": secret, "expires_at": until})
        return
    note(f"key {number}, {f'until {until:%Y-%m-%d}' if until else 'for good'}; not shown again:")
    say(secret)


@keys_app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, without their secrets."""
    with opened() as home, home.database.read() as connection:
        now = home.wall.now()
        rows = [_key_row(key, holds=key.holds(now)) for key in api_keys.listing(connection)]
    show(rows, as_json=as_json, empty="no keys yet: scoreline keys create --role reader")


@keys_app.command("revoke")
def revoke_key(number: Annotated[int, typer.Argument(metavar="ID", min=1)]) -> None:
    """Let a key open nothing any more."""
    with opened() as home, home.database.write() as connection:
        key = api_keys.revoke(connection, number, at=home.wall.now())
        _record(home, connection, "key.revoke", f"key {key.id} ({key.name})")
    say(f"key {key.id} ({key.name}) opens nothing any more")


@app.command("audit")
def show_audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what was done by those who may, the newest first."""
    with opened() as home, home.database.read() as connection:
        acts = audit.latest(connection, limit=limit)
    rows = [
        {
            "at": f"{each.at:%Y-%m-%d %H:%M:%S}",
            "who": each.actor,
            "act": each.act,
            "subject": each.subject,
            "from": each.address,
            "detail": each.detail,
        }
        for each in acts
    ]
    show(rows, as_json=as_json, empty="nothing was done yet")


def _key_row(key: ApiKey, *, holds: bool) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role.value,
        "scopes": " ".join(sorted(key.scopes)),
        "holds": holds,
        "created": f"{key.created_at:%Y-%m-%d}",
        "expires": f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never",
        "last_used": f"{key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "",
    }


def _record(home: Home, connection: Connection, act: str, subject: str, detail: str = "") -> None:
    audit.record(connection, act, subject, by=command_line(), at=home.wall.now(), detail=detail)


def _span(text: str) -> timedelta | None:
    if text == "never":
        return None
    found = re.fullmatch(r"(\d{1,6})([hdw])", text)
    span = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    if not timedelta() < span <= _LONGEST:
        raise ConfigurationError(f"--expires '{text}': write it like 12h, 90d or 52w, or never")
    return span


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass.getpass("password: ")
    if getpass.getpass("again: ") != given:
        raise ConfigurationError("the two differ; nothing was changed")
    return given
