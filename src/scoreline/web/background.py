"""What takes too long for a request: made beside it, and kept until what it is made of changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

from scoreline.errors import ScorelineError
from scoreline.log import warn

MOST: Final = 64
"""Things kept; what was asked for longest ago goes first."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What there is by now.

    Attributes:
        value: The newest one, None before the first was made.
        fresh: Whether it is made of what is known now; else the next one is being made.
        problem: Why there is none, in one line.
    """

    value: T | None
    fresh: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    state: Hashable
    value: T | None
    problem: str


class Background(Generic[T]):
    """Makes one thing at a time in a thread, and never the same one twice.

    Args:
        patience: Seconds for which whoever asks first waits, so that what is quick is there.
    """

    def __init__(self, *, patience: float = 0.0) -> None:
        self._patience = patience
        self._lock = Lock()
        self._turn = Lock()
        self._made: OrderedDict[Hashable, _Made[T]] = OrderedDict()
        self._making: dict[Hashable, Thread] = {}

    def get(self, key: Hashable, state: Hashable, make: Callable[[], T]) -> Kept[T]:
        """Return what was last made of a key, and begin to make it anew where it is outdated.

        Args:
            key: What is wanted.
            state: What it is made of; another state makes it outdated.
            make: Makes it, in a thread of its own.
        """
        with self._lock:
            made = self._made.get(key)
            if made is not None and made.state == state:
                self._made.move_to_end(key)
                return Kept(made.value, fresh=True, problem=made.problem)
            thread = self._making.get(key)
            if thread is None:
                thread = Thread(target=self._make, args=(key, state, make), daemon=True)
                self._making[key] = thread
                thread.start()
        thread.join(self._patience)
        with self._lock:
            made = self._made.get(key)
        if made is None:
            return Kept(None, fresh=False)
        return Kept(made.value, made.state == state, made.problem)

    def _make(self, key: Hashable, state: Hashable, make: Callable[[], T]) -> None:
        value: T | None = None
        problem = "it could not be made; the service's log says why"
        try:
            with self._turn:
                value, problem = make(), ""
        except ScorelineError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - a thread that dies would leave readers waiting
            warn("not made beside a request", key=str(key), reason=repr(error))
        finally:
            with self._lock:
                self._making.pop(key, None)
                self._made[key] = _Made(state, value, problem)
                if len(self._made) > MOST:
                    self._made.popitem(last=False)
