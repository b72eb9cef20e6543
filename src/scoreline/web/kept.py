"""Forecasts as they were last answered, for as long as nothing can have changed them."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from scoreline.home import Home
from scoreline.registry import ActiveModel

AGE: Final = 1.0
"""Seconds by which an answer may be behind the clock: all else that changes it shows at once."""

MOST: Final = 2_000
"""Answers of ten kilobytes each; the one not asked for longest goes first."""

Answer = tuple[str, int]
"""JSON, and the seconds for which whoever asked may keep it."""


@dataclass(slots=True, eq=False)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    since: Hashable = None
    at: float = float("-inf")
    answer: Answer = ("", 0)


class KeptForecasts:
    """One answer a match, made anew after any write to the database and any swap of the model."""

    def __init__(self, home: Home, active: ActiveModel) -> None:
        self._database = home.database
        self._active = active
        self._lock = Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    def get(self, match_id: int, make: Callable[[], Answer]) -> Answer:
        """Return the answer for a match; of many who ask at once, one makes it."""
        # Taken first: what is written while the answer is made counts as later.
        since = (self._database.stamp(), self._active.health().version)
        kept = self._of(match_id)
        with kept.lock:
            if kept.since != since or time.monotonic() - kept.at >= AGE:
                kept.since, kept.at = None, time.monotonic()
                kept.answer = make()
                kept.since = since
            return kept.answer

    def _of(self, match_id: int) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(match_id, _Kept())
            self._kept.move_to_end(match_id)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return kept
