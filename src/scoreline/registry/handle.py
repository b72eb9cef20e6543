"""The model that serves, swapped while requests go on."""

import threading
import time
from dataclasses import dataclass
from typing import Final

from scoreline.errors import StoreError
from scoreline.log import warn
from scoreline.registry.versions import Bundle, Registry
from scoreline.store import SQLAlchemyError

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at which version is active."""

TRY_AGAIN_AFTER: Final = 30.0
"""Seconds after which a version that did not load is tried again: its files may be back."""


@dataclass(frozen=True, slots=True)
class Health:
    """What serves, and why a newer version does not, where that is so."""

    version: str | None
    problem: str | None


class ActiveModel:
    """Hands out the active bundle.

    A version that does not load leaves the old one serving, and so does a database that does not
    answer.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._bundle: Bundle | None = None
        self._refused: str | None = None
        self._problem: str | None = None
        self._begun = False
        self._looked = self._tried = float("-inf")

    def bundle(self) -> Bundle | None:
        """Return the bundle that serves, or None while none is active."""
        # Everybody waits for the first look; afterwards one looks, the others go on, with a bundle
        # or without.
        first = not self._begun
        if (first or self._due()) and self._lock.acquire(blocking=first):
            try:
                self._look()
            finally:
                self._begun = True
                self._lock.release()
        return self._bundle

    def health(self) -> Health:
        """Return what serves and what went wrong."""
        bundle = self.bundle()
        return Health(bundle.version.name if bundle else None, self._problem)

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= LOOK_EVERY

    def _look(self) -> None:
        if not self._due():
            return
        self._looked = time.monotonic()
        try:
            name = self._registry.active_name()
            if name is None:
                self._refused = self._problem = None
            elif not self._serves(name) and not self._still_refuses(name):
                self._swap(name)
        except (SQLAlchemyError, StoreError) as error:
            # What was refused is forgotten: once the database is back, it says anew what is wrong.
            self._refused, self._problem = None, "the database does not answer"
            warn("database does not answer", reason=str(error))

    def _swap(self, name: str) -> None:
        try:
            self._bundle = self._registry.load(name)
            self._refused = self._problem = None
        except (SQLAlchemyError, StoreError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a store raises, the old one serves on
            self._refused, self._tried = name, time.monotonic()
            self._problem = f"{name} does not serve: {error}"
            warn("model refused", version=name, reason=str(error))

    def _still_refuses(self, name: str) -> bool:
        return name == self._refused and time.monotonic() - self._tried < TRY_AGAIN_AFTER

    def _serves(self, name: str) -> bool:
        same = self._bundle is not None and self._bundle.version.name == name
        if same:
            self._refused = self._problem = None
        return same
