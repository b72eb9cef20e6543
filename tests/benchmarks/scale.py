"""A match day of a home with a million matches and ten thousand bots, beside a tenth of both.

The machine may be busy: what a step took by the clock stands beside the processor's time of the
program, without that of PostgreSQL. The ratio is that of the processor's times; ten is linear.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import Any, Final

from .ingest import postgresql

STEPS: Final = (
    ("ingest", "{matches} matches and {quotes} quotes taken in"),
    ("train", "glm trained on two seasons: features of all, a fifth learnt from"),
    ("desk", "all read, features made ready"),
    ("forecast", "{today} matches of a day forecast and stored"),
    ("enter", "{bots} bots let into a league"),
    ("tip", "their tips on {tipped matches} matches ({tips})"),
    ("settle", "these settled, accuracy brought up to date"),
    ("standings", "the league's table"),
)
WORLD: Final = (sys.executable, "-m", "tests.benchmarks.scale_world")
SMALL, LARGE = (1, 1000), (10, 10_000)


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row a step and database."""
    with TemporaryDirectory() as folder:
        # Elsewhere: a process is told the memory of the one that it came from as its own.
        subprocess.run([*WORLD, folder], check=True)
        yield from _rows("SQLite", *(_live(folder, *size, None) for size in (SMALL, LARGE)))
        found = []
        for size in (SMALL, LARGE):
            with postgresql() as url:
                if url is not None:
                    found.append(_live(folder, *size, url))
        if found:
            yield from _rows("PostgreSQL", *found)


def _live(folder: str, copies: int, bots: int, url: str | None) -> dict[str, Any]:
    command = [*WORLD, folder, str(copies), str(bots)]
    answer = subprocess.run(
        [*command, *([url] if url else [])], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _rows(kind: str, small: dict[str, Any], large: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for step, what in STEPS:
        yield (
            f"{kind}: {what.format_map(large)}",
            f"{large[step]:.2f} s, {large[f'{step} busy']:.2f} s busy",
            "a tenth of it",
            f"{small[step]:.2f} s, {small[f'{step} busy']:.2f} s busy",
            f"{large[f'{step} busy'] / small[f'{step} busy']:.1f}x",
        )
    for name, what in (("page", "the page of the league"), ("table", "its table over HTTP")):
        yield (
            f"{kind}: {what}",
            f"{large[name]:.2f} s",
            "a tenth of it",
            f"{small[name]:.2f} s",
            f"{large[name] / small[name]:.1f}x",
        )
    for name, what in (("train memory", "peak memory"), ("bytes", "database")):
        yield (
            f"{kind}: {what}",
            f"{large[name] / 1e9:.2f} GB",
            "a tenth of it",
            f"{small[name] / 1e9:.2f} GB",
            f"{large[name] / small[name]:.1f}x",
        )
