"""JSON from strangers: read as a whole or refused, and looked into without trust."""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from scoreline.errors import SourceError
from scoreline.sources._base import RawFile

_MOST_TEXT: Final = 120
_MOST_BYTES: Final = 10_000_000
"""A season has some 2 million; empty lists take thirty times their text in memory."""


def read_json(raw: RawFile, text: str | None = None) -> Any:
    """Return what a file, or a text out of it, holds.

    Raises:
        SourceError: It is no JSON, or not whole.
    """
    if len(raw.content) > _MOST_BYTES:
        raise SourceError(f"{raw.name} is larger than {_MOST_BYTES:,} bytes: too much for a season")
    try:
        content = raw.content.decode("utf-8-sig") if text is None else text
        return json.loads(content, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise SourceError(f"{raw.name} is not UTF-8 text; fetch it again") from error
    except (ValueError, RecursionError) as error:
        what = "a web page" if raw.content.lstrip()[:1] == b"<" else "no whole JSON"
        raise SourceError(f"{raw.name} is {what}; fetch it again later") from error


def at(node: Any, *path: str | int) -> Any:
    """Return what lies at a path of names and places, None where there is nothing."""
    for step in path:
        if isinstance(step, str) and isinstance(node, dict):
            node = node.get(step)
        elif isinstance(step, int) and isinstance(node, list) and -len(node) <= step < len(node):
            node = node[step]
        else:
            return None
    return node


def text_at(node: Any, *path: str | int) -> str | None:
    """Return a text at a path, stripped; None where there is none or an endless one."""
    found = at(node, *path)
    if not isinstance(found, str):
        return None
    stripped = found.strip().replace("\0", "")
    return stripped if 0 < len(stripped) <= _MOST_TEXT else None


def number_at(node: Any, *path: str | int) -> float | None:
    """Return a number at a path, written as such or as a text; NaN where it makes none."""
    found = at(node, *path)
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return float("nan")
    try:
        return float(found)
    except (ValueError, OverflowError):
        return float("nan")


def items(raw: RawFile, node: Any, what: str) -> Iterator[tuple[int, Any]]:
    """Yield a list's items with their numbers from 1.

    Raises:
        SourceError: It is no list.
    """
    if not isinstance(node, list):
        raise SourceError(f"{raw.name} has no list of {what}; the source has changed its form")
    yield from enumerate(node, start=1)


def shown(node: Any) -> str:
    """Return a node in one line, for people to look at."""
    return json.dumps(node, ensure_ascii=False, default=str)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
