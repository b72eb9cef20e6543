"""Ask every route of the service as everybody, and print who may: ``python tools/who_may.py``.

Over an empty home: 404 and 422 are answers of an endpoint, so whoever gets one was let in.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from starlette.testclient import TestClient

from scoreline.credentials import new_key
from scoreline.domain.access import Role, Scope
from scoreline.home import Home, open_home
from scoreline.store import api_keys
from scoreline.web import create_app
from scoreline.web.access import RULES

SAMPLES: Final = {"version": "v2026-05-01-001", "path:path": "style.css"}
ASKED: Final = {"POST": b"no JSON", "GET": None}


def main() -> None:
    """Print a table: a line a route and method, a column for everybody who asks."""
    with tempfile.TemporaryDirectory() as folder, open_home(Path(folder)) as home:
        unlimited = home.settings.model_copy(update={"rate_address": 0, "rate_key": 0})
        app = create_app(
            Home(unlimited, home.clock, home.wall, home.database, home.registry, "live")
        )
        rows = [
            [
                method,
                path,
                scope.value if scope else "public",
                *_asked(home, app, method, path, scope),
            ]
            for path, rules in RULES.items()
            for method, scope in rules.items()
        ]
    heads = ["", "route", "needs", "anybody", "reader", "admin", "expired", "other scopes"]
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
    for row in [heads, *rows]:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _asked(home: Home, app: object, method: str, path: str, scope: Scope | None) -> Iterator[str]:
    other = Scope.of(Role.ADMIN) - {scope}
    for headers in (
        {},
        _key(home, Role.READER, Scope.of(Role.READER)),
        _key(home, Role.ADMIN, Scope.of(Role.ADMIN)),
        _key(home, Role.ADMIN, Scope.of(Role.ADMIN), days=-1),
        _key(home, Role.ADMIN, other),
    ):
        asking = TestClient(app, follow_redirects=False)  # type: ignore[arg-type]
        answer = asking.request(method, _filled(path), headers=headers, content=ASKED[method])
        yield str(answer.status_code)


def _key(home: Home, role: Role, scopes: frozenset[Scope], *, days: float = 1) -> Mapping[str, str]:
    secret, now = new_key(), home.wall.now()
    with home.database.write() as connection:
        until = now + timedelta(days=days)
        api_keys.add(connection, "k", secret, role, scopes, at=now, until=until)
    return {"Authorization": f"Bearer {secret}"}


def _filled(path: str) -> str:
    return re.sub(r"\{([^}]+)\}", lambda found: SAMPLES.get(found[1], "1"), path)


if __name__ == "__main__":
    main()
