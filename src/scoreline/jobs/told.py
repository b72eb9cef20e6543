"""What work tells of itself while it goes on."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from scoreline.errors import LeaseLostError


class Told:
    """What work last told of its progress; refuses to go on once the lease is lost."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._latest: dict[str, Any] = {}
        self.lost = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of how far the work is.

        Raises:
            LeaseLostError: Another worker has it.
        """
        if self.lost:
            raise LeaseLostError("another worker has this run, as this one was silent for too long")
        self.set(stage=stage, done=done, total=total)

    def set(self, **facts: Any) -> None:
        """Replace what was told."""
        with self._lock:
            self._latest = facts

    def get(self) -> Mapping[str, Any]:
        """Return what was told last."""
        with self._lock:
            return self._latest
