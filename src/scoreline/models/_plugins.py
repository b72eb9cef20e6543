"""What installed packages add to the kinds of forecasters and members."""

from importlib.metadata import entry_points
from typing import Any

from scoreline.errors import ConfigurationError


def plugin_names(group: str) -> list[str]:
    """Return the names of a group's entry points."""
    return sorted(entry_points(group=group).names)


def plugin(group: str, name: str) -> Any | None:
    """Return what an entry point stands for, or None where there is none of this name.

    Raises:
        ConfigurationError: It does not load.
    """
    for entry in entry_points(group=group, name=name):
        try:
            return entry.load()
        except Exception as error:  # what a plug-in raises is anybody's guess
            raise ConfigurationError(
                f"the plug-in '{name}' ({entry.value}) of {group} does not load: {error}"
            ) from error
    return None
