"""Every kind of forecaster by its name, and forecasters from and to plain files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.models._base import Artefact, ScoreModel, read_json, to_json
from scoreline.models._plugins import plugin, plugin_names
from scoreline.models.ensemble import Ensemble

ENTRY_POINTS: Final = "scoreline.forecasters"
"""Group of entry points by which a third party adds a forecaster: a ``ScoreModel`` class."""

FILE: Final = "model.json"
"""The one file that every artefact has: it names the kind that reads the others."""

_OWN: Final[Mapping[str, type[ScoreModel]]] = MappingProxyType({Ensemble.kind: Ensemble})


def forecaster_names() -> list[str]:
    """Return the kinds of all forecasters: ours, then those of plug-ins by name."""
    return [*_OWN, *(name for name in plugin_names(ENTRY_POINTS) if name not in _OWN)]


def forecaster_named(name: str) -> type[ScoreModel]:
    """Return a kind of forecaster; a plug-in cannot take the place of one of ours.

    Raises:
        ConfigurationError: There is none of this name, or its plug-in does not load.
    """
    kind: type[ScoreModel] | None = _OWN.get(name) or plugin(ENTRY_POINTS, name)
    if kind is None:
        known = ", ".join(forecaster_names())
        raise ConfigurationError(f"no forecaster '{name}'; known are {known}")
    if kind.kind != name:
        raise ConfigurationError(
            f"the forecaster '{name}' calls itself '{kind.kind}'; the two names must agree"
        )
    return kind


def dump(model: ScoreModel) -> dict[str, bytes]:
    """Return the files that :func:`restore` makes the model of again.

    Raises:
        ConfigurationError: Nobody here could restore a forecaster of this kind.
        ScorelineError: A part of it cannot be stored.
    """
    forecaster_named(model.kind)
    return {**model.dump(), FILE: to_json({"kind": model.kind})}


def restore(files: Artefact) -> ScoreModel:
    """Return the forecaster that :func:`dump` described.

    Raises:
        ConfigurationError: No forecaster of its kind is installed here.
        IntegrityError: A file is missing or damaged.
    """
    kind = read_json(files, FILE).get("kind")
    if not isinstance(kind, str):
        raise IntegrityError(f"the model's {FILE} does not name its kind")
    return forecaster_named(kind).restore(files)
