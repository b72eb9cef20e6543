"""Run every benchmark and print its table; ``--write`` appends it to docs/benchmarks.md."""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from scoreline.clock import SystemClock

from . import feature_rows, grids, rating_kernels

BENCHMARKS = (feature_rows, rating_kernels, grids)
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Measure, print and, where asked, write down."""
    heading = (
        f"## {SystemClock().now():%Y-%m-%d}, scoreline {version('scoreline')},"
        f" Python {platform.python_version()}"
    )
    lines = [heading, "", "| what | ours | rival | its time | ratio |", "|---|---|---|---|---|"]
    for benchmark in BENCHMARKS:
        lines.extend("| " + " | ".join(row) + " |" for row in benchmark.measure())
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv[1:]:
        with PAGE.open("a", encoding="utf-8") as page:
            page.write("\n" + text)


if __name__ == "__main__":
    main()
