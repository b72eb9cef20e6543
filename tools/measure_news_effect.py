"""Measure what availability and news do to forecasts and write it into docs/news.md.

Usage: python tools/measure_news_effect.py [--home DIR] [--data DIR] [--recipe xgboost]
    [--from 2018-07-01] [--to 2022-06-30] [--refit yearly] [--page FILE]

The home holds the Premier League of those years with the absences that the package brings; it is
only read. News are FPL's own notes, which the bundled absences come from too, so that news adds
how bad they sound and nothing else.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from measured_page import put, table
from scoreline.domain.frames import ABSENCES, SIGNALS, Evidence
from scoreline.domain.news import Document
from scoreline.evaluation import Backtest, backtest
from scoreline.evaluation.comparison import MODEL, compare
from scoreline.home import open_home
from scoreline.models import goals_of, outcomes_of, recipe
from scoreline.news import Reader, language_of, reader_of
from scoreline.store import matches

ROOT: Final = Path(__file__).parents[1]
NOTES: Final = "fpl-availability-2017-2022.parquet"
LEAGUE: Final = "E0"
LEAGUES: Final = (LEAGUE, "E1")
"""The second one lends its ratings to clubs that go up."""

WITHOUT: Final = "neither"


def main(arguments: Sequence[str] | None = None) -> None:
    """Walk three times and write the differences."""
    asked = _parser().parse_args(arguments)
    with open_home(asked.home) as home:
        reader = reader_of(home.database)
        with home.database.read() as connection:
            known = matches.evidence(
                connection, as_of=home.clock.now(), competitions=LEAGUES, with_odds=True
            )
    told = signals_of(reader, pl.read_parquet(asked.data / NOTES))
    seen = {
        WITHOUT: replace(
            known, absences=pl.DataFrame(schema=ABSENCES), signals=pl.DataFrame(schema=SIGNALS)
        ),
        "availability": replace(known, signals=pl.DataFrame(schema=SIGNALS)),
        "availability and news": replace(known, signals=told),
    }
    walked = {name: _walk(evidence, asked) for name, evidence in seen.items()}
    put(asked.page, "effect", "\n\n".join(_account(walked, len(told), asked)))


def signals_of(reader: Reader, notes: pl.DataFrame) -> pl.DataFrame:
    """Return what FPL's notes say, ``SIGNALS`` columns, each from the instant it was told."""
    told = (
        notes.filter(pl.col("news").fill_null("") != "")
        .select("team_name", "code", "news", at=pl.coalesce("news_added", "snapshot"))
        .sort("at", "team_name", "code")
        .unique(["team_name", "code", "news"], keep="first", maintain_order=True)
    )
    rows = []
    for name, code, text, at in told.iter_rows():
        club = reader.gazetteer.club_called(name)
        document = Document(
            "notes", str(code), text, at, club=club, player=str(code), language=language_of(text)
        )
        rows += [
            (each.club, at, each.kind.value, each.value) for each in reader.read(document).signals
        ]
    return pl.DataFrame(rows, schema=SIGNALS, orient="row").sort(*SIGNALS)


def _walk(evidence: Evidence, asked: argparse.Namespace) -> Backtest:
    return backtest(
        evidence,
        leagues=[LEAGUE],
        start=asked.start,
        end=asked.end,
        recipe=recipe(asked.recipe),
        refit=asked.refit,
        jobs=1,
    )


def _account(walked: Mapping[str, Backtest], signals: int, asked: argparse.Namespace) -> list[str]:
    first = walked[WITHOUT]
    if any(walk.match_ids != first.match_ids for walk in walked.values()):
        raise ValueError("the walks have not forecast the same matches")
    happened = outcomes_of(goals_of(first.frame))
    rows = []
    for name, walk in walked.items():
        chances = {MODEL: walk.grid.outcomes(), WITHOUT: first.grid.outcomes()}
        found = compare(chances, happened, first.frame["date"].to_list())
        figures, apart = found["forecasters"][MODEL], found["differences"][WITHOUT]
        gaps = ["-" if name == WITHOUT else _gap(apart[loss]) for loss in ("log_loss", "rps")]
        rows.append([name, f"{figures['log_loss']:.5f}", f"{figures['rps']:.5f}", *gaps])
    told = (
        f"{len(happened):,} matches of {LEAGUE} from {asked.start} to {asked.end}, recipe"
        f" {asked.recipe} without odds, refits {asked.refit}; {signals:,} signals. Differences to"
        " the walk that sees neither, with 95 % intervals by match days; below 0 is better."
    )
    return [
        told,
        table(("Sees", "Log loss", "RPS", "Difference in log loss", "Difference in RPS"), rows),
    ]


def _gap(difference: Mapping[str, float]) -> str:
    mean, low, high = (difference[name] for name in ("mean", "low", "high"))
    return f"{mean:+.5f} ({low:+.5f} to {high:+.5f})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--recipe", default="xgboost")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, default=date(2018, 7, 1))
    parser.add_argument("--to", dest="end", type=date.fromisoformat, default=date(2022, 6, 30))
    parser.add_argument("--refit", default="yearly")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "news.md")
    return parser


if __name__ == "__main__":
    main()
