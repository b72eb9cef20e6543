"""How often somebody may ask: token buckets in this process's memory."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Final

MOST: Final = 10_000
"""Buckets kept; whoever has not asked for longest is forgotten first."""

MINUTE: Final = 60.0


class Buckets:
    """A bucket for everybody who asks: it holds a minute's requests and fills up steadily.

    Every process counts for itself: with several workers, one may ask that many times as often.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many requests a minute; 0 is without a limit."""
        self._size = per_minute
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> float:
        """Take one request from somebody's bucket.

        Returns:
            0.0 where there was one; otherwise the seconds until there is.
        """
        return self._ask(who, takes=1)

    def pause(self, who: str) -> float:
        """Return the seconds until there is one in somebody's bucket, and take none."""
        return self._ask(who, takes=0)

    def _ask(self, who: str, *, takes: int) -> float:
        if not self._size:
            return 0.0
        with self._lock:
            now = self._clock()
            level = self._level(who, now)
            enough = level >= 1
            self._keep(who, level - takes if enough else level, now)
        return 0.0 if enough else (1 - level) * MINUTE / self._size

    def _level(self, who: str, now: float) -> float:
        level, at = self._levels.get(who, (float(self._size), now))
        return min(float(self._size), level + (now - at) * self._size / MINUTE)

    def _keep(self, who: str, level: float, now: float) -> None:
        self._levels[who] = level, now
        self._levels.move_to_end(who)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)


def neighbourhood(address: str) -> str:
    """Return who counts as one: an IPv4 address, or the /64 that one subscriber has of IPv6.

    An IPv4 address written as IPv6 does, as a socket for both sees it, is one of IPv4.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), 64), strict=False))
    return str(found)
