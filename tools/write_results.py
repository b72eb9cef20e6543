"""Backtest the top-5 leagues with every information set and write docs/results.md.

Usage: python tools/write_results.py [--data DIR] [--home DIR] [--from DATE] [--to DATE]
    [--refit monthly] [--recipe ensemble] [--html DIR] [--page FILE]

What was done before is not done again: ingesting is idempotent, and steps that were walked are kept
in the home. With --html a page with plots is written for each information set too.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from rich.progress import Progress

from scoreline.domain import InformationSet
from scoreline.evaluation import page
from scoreline.evaluation.results import results_page
from scoreline.home import Home, open_home
from scoreline.jobs import run_backtest
from scoreline.models import recipe
from scoreline.sources import Selection, ingest, source_named

ROOT: Final = Path(__file__).parents[1]
LEAGUES: Final = ("E0", "SP1", "I1", "D1", "F1")
LOWER: Final = ("E1",)
"""A league that only lends ratings to the clubs that go up and down."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Ingest, walk, write."""
    asked = _parser().parse_args(arguments)
    with open_home(asked.home) as home:
        selection = Selection((*LEAGUES, *LOWER), ())
        source = source_named("football-data", home.settings)
        ingest(home.database, source, selection, location=str(asked.data), clock=home.wall)
        found = {information: _walk(home, information, asked) for information in InformationSet}
    if asked.html:
        asked.html.mkdir(parents=True, exist_ok=True)
        for information, summary in found.items():
            text = page(summary)
            (asked.html / f"{information}.html").write_text(text, encoding="utf-8")
    asked.page.write_text(results_page(found), encoding="utf-8")


def _walk(home: Home, information: InformationSet, asked: argparse.Namespace) -> dict[str, object]:
    with Progress() as bar:
        task = bar.add_task(f"{information} odds")
        return run_backtest(
            home,
            recipe(asked.recipe, information),
            leagues=LEAGUES,
            start=asked.start,
            end=asked.end,
            refit=asked.refit,
            progress=lambda _stage, done, total: bar.update(task, completed=done, total=total),
        ).summary


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Write docs/results.md from backtests.")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data" / "football-data",
        help="a folder laid out like football-data.co.uk",
    )
    parser.add_argument("--home", type=Path, default=ROOT / ".scoreline" / "results")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, default=date(2012, 7, 1))
    parser.add_argument("--to", dest="end", type=date.fromisoformat, default=date(2023, 6, 30))
    parser.add_argument("--refit", default="monthly")
    parser.add_argument("--recipe", default="ensemble")
    parser.add_argument("--html", type=Path, help="a folder for the pages with plots")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "results.md")
    return parser


if __name__ == "__main__":
    main()
