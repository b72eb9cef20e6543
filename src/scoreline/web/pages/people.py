"""Who may use the service: users, keys of programs, and the record of what they did."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse

from scoreline.credentials import hash_password, new_key
from scoreline.domain.access import LONGEST_NAME, Role, Scope, granted
from scoreline.home import Home
from scoreline.names import require_name
from scoreline.store import api_keys, audit, users
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.dependencies import TheActor, TheHome
from scoreline.web.errors import InvalidParameterError
from scoreline.web.guard import Actor
from scoreline.web.pages.tables import Column, Row, Table, table
from scoreline.web.pages.templates import render
from scoreline.web.recording import record
from scoreline.web.sessions import form_of

router = APIRouter(include_in_schema=False)

ACTS: Final = 500
"""Entries of the audit log that are shown."""

LASTS: Final = {"30": "30 days", "90": "90 days", "365": "a year", "": "for good"}


@router.get("/people")
def show_people(request: Request, home: TheHome) -> Response:
    """Show users, keys and what was done."""
    return _page(request, home)


@router.post("/people/users")
def add_user(request: Request, home: TheHome, actor: TheActor) -> Response:
    """Let somebody log in."""
    _require_person(actor)
    form = form_of(request)
    name, role = _named(form, "a user"), _role(form)
    hashed = hash_password(form.get("password", ""))
    with home.database.write() as connection:
        users.add(connection, name, role, hashed, at=home.wall.now())
        record(home, connection, "user.add", name, actor=actor, detail=role.value)
    return _back()


@router.post("/people/users/remove")
def remove_user(request: Request, home: TheHome, actor: TheActor) -> Response:
    """Remove somebody and end their sessions."""
    # Not a part of the path: a name may have a slash in it.
    name = _named(form_of(request), "a user")
    if actor.name == f"user {name}":
        raise InvalidParameterError("name: nobody removes themselves; another admin can")
    with home.database.write() as connection:
        users.remove(connection, name)
        record(home, connection, "user.remove", name, actor=actor)
    return _back()


@router.post("/people/keys")
def create_key(request: Request, home: TheHome, actor: TheActor) -> Response:
    """Make a key for a program and show it, this once."""
    _require_person(actor)
    form = form_of(request)
    name, role, secret = _named(form, "a key"), _role(form), new_key()
    lasts = form.get("lasts", "90")
    if lasts not in LASTS:
        raise InvalidParameterError(f"lasts: choose one of {', '.join(filter(None, LASTS))} days")
    scopes = _scopes(form) or Scope.of(role)
    now = home.wall.now()
    until = now + timedelta(days=int(lasts)) if lasts else None
    with home.database.write() as connection:
        number = api_keys.add(
            connection,
            name,
            secret,
            role,
            scopes,
            at=now,
            until=until,
        )
        subject, detail = f"key {number} ({name})", granted(role, scopes, until)
        record(home, connection, "key.create", subject, actor=actor, detail=detail)
    return _page(request, home, made=subject, secret=secret)


@router.post("/people/keys/{key_id}/revoke")
def revoke_key(
    home: TheHome, actor: TheActor, key_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]
) -> Response:
    """Let a key open nothing any more."""
    with home.database.write() as connection:
        key = api_keys.revoke(connection, key_id, at=home.wall.now())
        record(home, connection, "key.revoke", f"key {key.id} ({key.name})", actor=actor)
    return _back()


def _page(request: Request, home: Home, **made: Any) -> Response:
    tables = [_users(request, home), _keys(request, home), _acts(request, home)]
    context = {"made": "", "secret": "", **made}
    return render(
        request,
        "people.html",
        tables=tables,
        roles=[each.value for each in Role],
        scopes=sorted(scope.value for scope in Scope),
        lasts=LASTS,
        longest=LONGEST_NAME,
        **context,
    )


def _back() -> Response:
    return RedirectResponse("/people", status_code=303)


def _named(form: dict[str, str], what: str) -> str:
    name = form.get("name", "").strip()
    require_name(what, name, LONGEST_NAME)
    return name


def _require_person(actor: Actor) -> None:
    """Refuse a key: one that makes others could do all that it was not made for."""
    if actor.session is None:
        raise HTTPException(403, "only somebody who is logged in lets others in")


def _scopes(form: dict[str, str]) -> frozenset[Scope]:
    given = {name.removeprefix("scope:") for name in form if name.startswith("scope:")}
    unknown = sorted(given - {scope.value for scope in Scope})
    if unknown:
        raise InvalidParameterError(f"scope: no scope '{unknown[0]}'; known are {', '.join(Scope)}")
    return frozenset(map(Scope, given))


def _role(form: dict[str, str]) -> Role:
    given = form.get("role", "")
    if given not in set(Role):
        raise InvalidParameterError(f"role: choose one of {', '.join(Role)}")
    return Role(given)


def _users(request: Request, home: Home) -> Table:
    with home.database.read() as connection:
        found = users.listing(connection)
    rows: list[Row] = [
        {
            "name": each.name,
            "role": each.role.value,
            "role_kind": "good" if each.role is Role.ADMIN else "",
            "since": each.created_at,
        }
        for each in found
    ]
    columns = (
        Column("name", "Name", head=True),
        Column("role", "Role", "badge"),
        Column("since", "Since", "day", style="nowrap"),
    )
    return table(request, "users", "Users", columns, rows, sort="name")


def _keys(request: Request, home: Home) -> Table:
    now = home.wall.now()
    with home.database.read() as connection:
        found = api_keys.listing(connection)
    rows: list[Row] = [
        {
            "id": each.id,
            "name": each.name,
            "state": "holds"
            if each.holds(now)
            else ("revoked" if each.revoked_at else "has expired"),
            "state_kind": "good" if each.holds(now) else "",
            "scopes": " ".join(sorted(each.scopes)),
            "expires": each.expires_at,
            "used": each.used_at,
        }
        for each in found
    ]
    columns = (
        Column("id", "No.", "number"),
        Column("name", "Name", head=True),
        Column("state", "State", "badge"),
        Column("scopes", "May", wide=True, style="dim"),
        Column("expires", "Until", "day", wide=True, style="nowrap"),
        Column("used", "Last used", "time", style="nowrap"),
    )
    empty = "No program has a key yet."
    return table(request, "keys", "Keys of programs", columns, rows, sort="id", empty=empty)


def _acts(request: Request, home: Home) -> Table:
    with home.database.read() as connection:
        found = audit.latest(connection, limit=ACTS)
    rows: list[Row] = [
        {
            "at": each.at,
            "actor": each.actor,
            "act": each.act,
            "subject": each.subject,
            "address": each.address,
            "detail": each.detail,
        }
        for each in found
    ]
    columns = (
        Column("at", "When", "time", style="nowrap"),
        Column("actor", "Who", head=True),
        Column("act", "Did", "code"),
        Column("subject", "To"),
        Column("address", "From", wide=True),
        Column("detail", "Detail", wide=True, style="dim"),
    )
    return table(
        request,
        "acts",
        "What was done",
        columns,
        rows,
        sort="-at",
        search=("actor", "act", "subject", "detail"),
        size=25,
    )
