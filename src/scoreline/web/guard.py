"""The door: who asks, how often, and whether they may. It stands before every route."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPMethod
from math import ceil
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from scoreline.domain.access import ApiKey, Principal, Scope
from scoreline.errors import StoreError
from scoreline.home import Home
from scoreline.log import warn
from scoreline.store import api_keys
from scoreline.store import sessions as kept
from scoreline.web import access, errors, heads, sessions
from scoreline.web.limits import Buckets, neighbourhood

SAFE: Final = frozenset({HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS})
HEALTH: Final = "/health"
"""Those who watch the service may share an address with many."""

_ACTOR: Final = "scoreline.actor"
_DUE: Final = "scoreline.key_to_note"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks.

    Attributes:
        principal: Who it is, None for anybody.
        session: What the session's cookie holds, where there is a session.
        address: Where the request comes from.
    """

    principal: Principal | None
    session: str | None
    address: str

    @property
    def name(self) -> str:
        """Return how the audit log calls them."""
        return self.principal.name if self.principal else "anybody"


class _RefusedError(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = {name.replace("_", "-"): text for name, text in headers.items()}


class Guard:
    """Lets through what :data:`scoreline.web.access.RULES` allows, and nothing else."""

    def __init__(self, app: ASGIApp, *, home: Home) -> None:
        self._app = app
        self._home = home
        self._addresses = Buckets(home.settings.rate_address)
        self._wrong = Buckets(home.settings.rate_address)
        self._keys = Buckets(home.settings.rate_key)
        self._tried: dict[int, datetime] = {}

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        try:
            needed = await self._admit(request)
        except _RefusedError as refused:
            answer = errors.refuse(
                request, refused.status, refused.code, refused.message, refused.headers
            )
            await answer(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send if needed is None else _never_stored(send))
        finally:
            # Once the answer is out: another writer may hold the database for long.
            if key := scope.get(_DUE):
                await run_in_threadpool(self._note, key)

    async def _admit(self, request: Request) -> Scope | None:
        """Return the scope that a request needs and has.

        Raises:
            _RefusedError: It goes no further.
        """
        actor = await self._actor(request)
        request.scope[_ACTOR] = actor
        found = access.find(request.scope["path"])
        # No database holds a zero byte, and PostgreSQL does not even let one ask.
        if found is None or "\0" in request.scope["path"]:
            raise _RefusedError(404, "not_found", "there is nothing here")
        _, rules = found
        method = heads.written(request.method)
        if method not in rules:
            allowed = ", ".join(sorted({*rules, "HEAD"} if "GET" in rules else rules))
            raise _RefusedError(405, "method_not_allowed", f"allowed is {allowed}", Allow=allowed)
        _require_own_form(request, actor)
        needed = rules[method]
        _require(actor.principal, needed)
        return needed

    async def _actor(self, request: Request) -> Actor:
        address = request.client.host if request.client else "unknown"
        secret, token = _bearer(request), sessions.session_token(request)
        try:
            if secret is not None:
                return await self._program(request, secret, address)
            if request.scope["path"] != HEALTH:
                self._take(self._addresses, neighbourhood(address))
            if token is not None:
                principal = await run_in_threadpool(self._person, token)
                return Actor(principal, token if principal else None, address)
        except StoreError as error:
            raise _RefusedError(503, "unavailable", "the database does not answer") from error
        return Actor(None, None, address)

    async def _program(self, request: Request, secret: str, address: str) -> Actor:
        hood = neighbourhood(address)
        if self._wrong.pause(hood):  # whoever tries keys does not keep the database busy
            self._take(self._wrong, hood)
        key = await run_in_threadpool(self._key, secret)
        if key is None:
            self._take(self._wrong, hood)
            raise _unknown("this key opens nothing; it may be revoked or have expired")
        self._take(self._keys, str(key.id))
        if self._is_due(key):
            request.scope[_DUE] = key
        return Actor(key.principal, None, address)

    def _take(self, buckets: Buckets, who: str) -> None:
        wait = buckets.wait(who)
        if wait:
            raise _RefusedError(
                429, "too_many_requests", "too many requests", Retry_After=str(ceil(wait))
            )

    def _person(self, token: str) -> Principal | None:
        with self._home.database.read() as connection:
            user = kept.holder(connection, token, at=self._home.wall.now())
        if user is None:
            return None
        return Principal(f"user {user.name}", user.role, Scope.of(user.role))

    def _key(self, secret: str) -> ApiKey | None:
        now = self._home.wall.now()
        with self._home.database.read() as connection:
            key = api_keys.find(connection, secret)
        return key if key is not None and key.holds(now) else None

    def _is_due(self, key: ApiKey) -> bool:
        now = self._home.wall.now()
        tried = self._tried.get(key.id)
        if not api_keys.is_due(key, now) or (tried and now - tried < api_keys.TO_THE):
            return False
        self._tried[key.id] = now
        return True

    def _note(self, key: ApiKey) -> None:
        try:
            with self._home.database.write() as connection:
                api_keys.use(connection, key, at=self._home.wall.now())
        except StoreError as error:
            warn("use of a key not noted", key=key.id, reason=str(error))


def actor_of(request: Request) -> Actor:
    """Return who asks; the guard has found it out."""
    actor: Actor = request.scope.get(_ACTOR) or Actor(None, None, "unknown")
    return actor


def _bearer(request: Request) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    # Another scheme belongs to a proxy in front.
    return secret.strip() if kind.lower() == "bearer" else None


def _require(principal: Principal | None, needed: Scope | None) -> None:
    if needed is None:
        return
    if principal is None:
        raise _unknown("log in, or send a key as «Authorization: Bearer …»")
    if not principal.may(needed):
        raise _RefusedError(403, "forbidden", f"this needs the scope {needed.value}")


def _require_own_form(request: Request, actor: Actor) -> None:
    """Refuse what another site lets a browser send in somebody's name."""
    if request.method in SAFE or (actor.principal and not actor.session):
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise _RefusedError(403, "cross_site", "sent by another site")
    if actor.session and not sessions.carries(request, sessions.csrf_token(actor.session)):
        raise _RefusedError(
            403, "csrf", "the form's token is missing or outdated; load the page again"
        )


def _unknown(message: str) -> _RefusedError:
    return _RefusedError(401, "unauthenticated", message, WWW_Authenticate="Bearer")


def _never_stored(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sent
