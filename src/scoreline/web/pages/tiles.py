"""Tiles: single figures at the head of a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name, and what it stands beside.

    Attributes:
        words: Whether the value is words, which need more room than figures.
    """

    name: str
    value: str
    note: str = ""
    words: bool = False
