"""Run benchmarks and print their table: all of them, or those named.

``--write`` appends the table to docs/benchmarks.md.
"""

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from scoreline.clock import SystemClock

from . import (
    coming_match,
    dixon_coles,
    fan_out,
    feature_rows,
    forecasts,
    grids,
    ingest,
    pages,
    rating_kernels,
    scale,
    service,
    simulated_seasons,
)

BENCHMARKS = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        feature_rows,
        coming_match,
        rating_kernels,
        dixon_coles,
        grids,
        forecasts,
        ingest,
        simulated_seasons,
        service,
        pages,
        scale,
        fan_out,
    )
}
WRITE = "--write"
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main(arguments: Sequence[str]) -> None:
    """Measure, print and, where asked, write down."""
    chosen = [name for name in arguments if name != WRITE] or list(BENCHMARKS)
    heading = (
        f"## {SystemClock().now():%Y-%m-%d}, scoreline {version('scoreline')},"
        f" Python {platform.python_version()}"
    )
    lines = [heading, "", "| what | ours | rival | its time | ratio |", "|---|---|---|---|---|"]
    for name in chosen:
        lines.extend("| " + " | ".join(row) + " |" for row in BENCHMARKS[name].measure())
    text = "\n".join(lines) + "\n"
    print(text)
    if WRITE in arguments:
        with PAGE.open("a", encoding="utf-8") as page:
            page.write("\n" + text)


if __name__ == "__main__":
    main(sys.argv[1:])
