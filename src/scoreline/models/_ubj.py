"""Reading UBJSON, the binary JSON that XGBoost keeps its models in."""

import struct
from typing import Any, Final

import numpy as np

from scoreline.errors import IntegrityError

NUMBERS: Final[dict[bytes, "np.dtype[Any]"]] = {
    b"i": np.dtype("i1"),
    b"U": np.dtype("u1"),
    b"I": np.dtype(">i2"),
    b"l": np.dtype(">i4"),
    b"L": np.dtype(">i8"),
    b"d": np.dtype(">f4"),
    b"D": np.dtype(">f8"),
}
CONSTANTS: Final = {b"Z": None, b"T": True, b"F": False}

DEEPEST: Final = 50
"""Arrays and objects within each other; XGBoost needs a dozen."""


def read_ubj(content: bytes) -> Any:
    """Return plain values; arrays of one type of number come as NumPy arrays.

    Nothing outside of the given bytes is touched, whatever they hold.

    Source: https://ubjson.org, draft 12.

    Raises:
        IntegrityError: These bytes are no UBJSON.
    """
    reader = _Reader(content)
    try:
        value = reader.value(reader.take(1))
    except (struct.error, KeyError, ValueError, UnicodeDecodeError, MemoryError) as error:
        raise IntegrityError(f"no UBJSON: {error!r} at byte {reader.place}") from error
    if reader.place != len(content):
        raise IntegrityError(f"no UBJSON: something follows behind byte {reader.place}")
    return value


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.place, self.depth = content, 0, 0

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        end = self.place + size
        if size < 0 or end > len(self.content):
            raise ValueError("the end comes too early")
        self.place, taken = end, self.content[self.place : end]
        return taken

    def value(self, mark: bytes) -> Any:
        """Return the value whose mark was read."""
        if mark in CONSTANTS:
            return CONSTANTS[mark]
        if mark in NUMBERS:
            return self.numbers(mark, 1)[0].item()
        if mark in {b"S", b"C"}:
            return self.take(self.size() if mark == b"S" else 1).decode()
        if mark not in {b"[", b"{"} or self.depth == DEEPEST:
            raise ValueError(f"no value begins with {mark!r}")
        self.depth += 1
        found = self.array() if mark == b"[" else self.mapping()
        self.depth -= 1
        return found

    def numbers(self, mark: bytes, count: int) -> "np.ndarray[Any, Any]":
        """Return so many numbers of one type, in this machine's order of bytes."""
        kind = NUMBERS[mark]
        found = np.frombuffer(self.take(count * kind.itemsize), dtype=kind)
        return found.astype(kind.newbyteorder("="))

    def size(self) -> int:
        """Return a length."""
        mark = self.take(1)
        if NUMBERS[mark].kind == "f":
            raise ValueError("a length is a whole number")
        return int(self.numbers(mark, 1)[0])

    def array(self) -> Any:
        """Return what stands in brackets."""
        mark = self.take(1)
        if mark == b"$":
            kind, _ = self.take(1), self.take(1)
            return self.numbers(kind, self.size())
        if mark == b"#":
            return [self.value(self.take(1)) for _ in range(self.size())]
        found = []
        while mark != b"]":
            found.append(self.value(mark))
            mark = self.take(1)
        return found

    def mapping(self) -> dict[str, Any]:
        """Return what stands in braces, as XGBoost writes it: without a count."""
        found = {}
        while self.content[self.place : self.place + 1] != b"}":
            name = self.take(self.size()).decode()
            found[name] = self.value(self.take(1))
        self.place += 1
        return found
