"""Who may ask for what. What is not written here does not exist; what is not public needs a scope.

The one allow-list of the service: a test holds it against every route of the application.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.routing import compile_path

from scoreline.domain.access import Scope

PUBLIC: Final = None
"""Anybody may."""

Rules = Mapping[str, Scope | None]
"""What a method needs, by method; HEAD needs what GET does."""

RULES: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "/": {"GET": PUBLIC},
        "/matches/{match_id}": {"GET": PUBLIC},
        "/competitions": {"GET": PUBLIC},
        "/competitions/{code}": {"GET": PUBLIC},
        "/competitions/{code}/{season}": {"GET": PUBLIC},
        "/bots": {"GET": PUBLIC},
        "/bots/leagues/{league_id}": {"GET": PUBLIC},
        "/bots/{name}": {"GET": PUBLIC},
        "/quality": {"GET": PUBLIC},
        "/models": {"GET": Scope.MODELS_READ},
        "/models/compare": {"GET": Scope.MODELS_READ},
        "/models/rollback": {"POST": Scope.MODELS_ACTIVATE},
        "/models/train": {"POST": Scope.MODELS_TRAIN},
        "/models/{version}": {"GET": Scope.MODELS_READ},
        "/models/{version}/activate": {"POST": Scope.MODELS_ACTIVATE},
        "/jobs": {"GET": Scope.MODELS_READ},
        "/jobs/{job_id}": {"GET": Scope.MODELS_READ},
        "/data": {"GET": Scope.DATA},
        "/data/aliases": {"POST": Scope.DATA},
        "/people": {"GET": Scope.ACCESS},
        "/people/users": {"POST": Scope.ACCESS},
        "/people/users/remove": {"POST": Scope.ACCESS},
        "/people/keys": {"POST": Scope.ACCESS},
        "/people/keys/{key_id}/revoke": {"POST": Scope.ACCESS},
        "/login": {"GET": PUBLIC, "POST": PUBLIC},
        "/logout": {"POST": PUBLIC},
        "/static/{path:path}": {"GET": PUBLIC},
        "/health": {"GET": PUBLIC},
        "/metrics": {"GET": Scope.METRICS},
        "/api/openapi.json": {"GET": PUBLIC},
        "/api/predictions": {"GET": PUBLIC},
        "/api/predictions.csv": {"GET": PUBLIC},
        "/api/matches": {"GET": PUBLIC},
        "/api/matches.csv": {"GET": PUBLIC},
        "/api/matches/{match_id}": {"GET": PUBLIC},
        "/api/matches/{match_id}/prediction": {"GET": PUBLIC},
        "/api/matches/{match_id}/signals": {"GET": PUBLIC},
        "/api/matches/{match_id}/signals.csv": {"GET": PUBLIC},
        "/api/teams/{name}/signals": {"GET": PUBLIC},
        "/api/teams/{name}/signals.csv": {"GET": PUBLIC},
        "/api/competitions": {"GET": PUBLIC},
        "/api/competitions.csv": {"GET": PUBLIC},
        "/api/leagues": {"GET": PUBLIC},
        "/api/leagues.csv": {"GET": PUBLIC},
        "/api/leagues/{league_id}/table": {"GET": PUBLIC},
        "/api/leagues/{league_id}/table.csv": {"GET": PUBLIC},
        "/api/leagues/{league_id}/timeline": {"GET": PUBLIC},
        "/api/leagues/{league_id}/timeline.csv": {"GET": PUBLIC},
        "/api/leagues/{league_id}/head-to-head": {"GET": PUBLIC},
        "/api/leagues/{league_id}/head-to-head.csv": {"GET": PUBLIC},
        "/api/bots": {"GET": PUBLIC},
        "/api/bots.csv": {"GET": PUBLIC},
        "/api/bots/{name}/tips": {"GET": PUBLIC},
        "/api/bots/{name}/tips.csv": {"GET": PUBLIC},
        "/api/bots/{name}/bankroll": {"GET": PUBLIC},
        "/api/bots/{name}/bets": {"GET": PUBLIC},
        "/api/bots/{name}/bets.csv": {"GET": PUBLIC},
        "/api/admin/ml/models": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/models.csv": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/models/{version}/activate": {"POST": Scope.MODELS_ACTIVATE},
        "/api/admin/ml/models/{version}/features": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/models/{version}/features.csv": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/rollback": {"POST": Scope.MODELS_ACTIVATE},
        "/api/admin/ml/train": {"POST": Scope.MODELS_TRAIN},
        "/api/admin/ml/compare": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/compare.csv": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/accuracy": {"GET": Scope.MODELS_READ},
        "/api/admin/ml/accuracy.csv": {"GET": Scope.MODELS_READ},
        "/api/admin/jobs/{job_id}": {"GET": Scope.MODELS_READ},
        "/api/admin/audit": {"GET": Scope.AUDIT},
        "/api/admin/audit.csv": {"GET": Scope.AUDIT},
    }
)
"""By path, as the routes are written."""

_COMPILED: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (compile_path(path)[0], path) for path in RULES
)


def find(path: str) -> tuple[str, Rules] | None:
    """Return a path's route and what its methods need, or None where there is no such path."""
    route = next((route for pattern, route in _COMPILED if pattern.match(path)), None)
    return None if route is None else (route, RULES[route])
