"""Logging in and out."""

from http import HTTPMethod
from math import ceil
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from scoreline.credentials import SHORTEST, hash_password, is_outdated, is_password, new_token
from scoreline.domain.access import LONGEST_NAME
from scoreline.home import Home
from scoreline.names import is_name
from scoreline.store import sessions as kept
from scoreline.store import users
from scoreline.web import access, errors
from scoreline.web.dependencies import TheActor, TheHome
from scoreline.web.guard import Actor
from scoreline.web.limits import neighbourhood
from scoreline.web.pages.templates import render
from scoreline.web.recording import record
from scoreline.web.sessions import (
    carries,
    csrf_token,
    drop_cookie,
    form_of,
    session_token,
    set_cookie,
)
from scoreline.web.sessions import cookie_name as named

router = APIRouter(include_in_schema=False)

TRIES: Final = 10
"""A minute, from one address."""

FAILURES: Final = 100
"""A minute, with one name from all addresses together: nobody alone keeps somebody out."""

HALF_AN_HOUR: Final = 1800
_FORM: Final = "login"


@router.get("/login")
def show_login(request: Request, actor: TheActor) -> Response:
    """Show the form, or who is logged in."""
    return _page(request, actor)


@router.post("/login")
def log_in(request: Request, home: TheHome, actor: TheActor) -> Response:
    """Begin a session."""
    form = form_of(request)
    name, password = _plain(form.get("name", "")), form.get("password", "")
    expected = request.cookies.get(named(request, _FORM), "")
    if not expected or not carries(request, expected):
        return errors.refuse(request, 403, "csrf", "the form is outdated; load the page again")
    tries, failures = request.app.state.login_tries, request.app.state.login_failures
    wait = tries.wait(neighbourhood(actor.address)) or failures.pause(name)
    if wait:
        answer = _page(request, actor, "Too many tries; wait a minute.", status=429)
        answer.headers["Retry-After"] = str(ceil(wait))
        return answer
    token = _begin(home, actor, name, password)
    if token is None:
        failures.wait(name)
        return _page(request, actor, "Name or password is wrong.", status=401)
    answer = RedirectResponse(_own(form.get("next", "")), status_code=303)
    drop_cookie(answer, request, _FORM)
    set_cookie(answer, request, token, seconds=int(home.settings.session.total_seconds()))
    return answer


@router.post("/logout")
def log_out(request: Request, home: TheHome, actor: TheActor) -> Response:
    """End the session."""
    token = session_token(request)
    if actor.session and token:
        with home.database.write() as connection:
            kept.end(connection, token)
            record(home, connection, "session.end", actor.name, actor=actor)
    answer = RedirectResponse("/login", status_code=303)
    drop_cookie(answer, request)
    return answer


def _page(request: Request, actor: Actor, problem: str = "", *, status: int = 200) -> Response:
    form = new_token()
    answer = render(
        request,
        "login.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        problem=problem,
        csrf=csrf_token(actor.session) if actor.session else form,
        next=_own(form_of(request).get("next") or request.query_params.get("next", "")),
    )
    if not actor.session:
        set_cookie(answer, request, form, seconds=HALF_AN_HOUR, what=_FORM)
    return answer


def _own(path: str) -> str:
    """Return a path of this service; what leads elsewhere leads to the first page."""
    known = access.find(path)
    return path if known is not None and HTTPMethod.GET in known[1] else "/"


def _begin(home: Home, actor: Actor, name: str, password: str) -> str | None:
    """Return the token of a new session, or None where the name and password do not fit."""
    with home.database.read() as connection:
        hashed = users.password_of(connection, name)
    fits = is_password(password, hashed)
    renewed = hash_password(password) if fits and hashed and _is_renewable(password, hashed) else ""
    token = new_token()
    with home.database.write() as connection:
        # Once more: the password may have been changed while it was compared.
        if not fits or hashed is None or users.password_of(connection, name) != hashed:
            # What was typed in the place of a name may be a password.
            who = f"user {name}" if hashed else "nobody of that name"
            record(home, connection, "session.refuse", who, actor=actor)
            return None
        if renewed:
            users.set_password(connection, name, renewed)
        now = home.wall.now()
        kept.begin(connection, name, token, at=now, until=now + home.settings.session)
        record(home, connection, "session.begin", f"user {name}", actor=actor)
    return token


def _is_renewable(password: str, hashed: str) -> bool:
    return is_outdated(hashed) and len(password) >= SHORTEST


def _plain(name: str) -> str:
    """Return a name that somebody could have; no database has users of other ones."""
    return name if is_name(name, LONGEST_NAME) else ""
