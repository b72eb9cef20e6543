"""Links of which one is where the reader stands: tabs, and choices that change one parameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a parameter, and what it is called."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a choice leads, and whether the reader is there."""

    title: str
    href: str
    current: bool


def choices(request: Request, name: str, given: Sequence[Choice], current: str) -> list[Link]:
    """Return links to the same page with another value of a parameter, the others kept."""
    others = [(key, value) for key, value in request.query_params.multi_items() if key != name]
    return [
        Link(
            each.title,
            f"?{urlencode([*others, (name, each.value)])}"
            if each.value
            else f"?{urlencode(others)}",
            each.value == current,
        )
        for each in given
    ]


def places(request: Request, given: Sequence[tuple[str, str]]) -> list[Link]:
    """Return links to pages: (title, path)."""
    return [Link(title, href, request.url.path == href) for title, href in given]
