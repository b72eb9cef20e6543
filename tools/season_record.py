"""Hold simulated seasons against how they ended and write docs/simulation.md.

Usage: python tools/season_record.py HOME [KEPT]

HOME holds the top-5 leagues of 2000/01 to 2022/23, taken in by
scoreline --home HOME ingest football-data --from DIR --seasons 2000-2022 --league E0 ...
The folder KEPT keeps what was judged: where it is there, only the page is written anew.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from scipy.optimize import minimize_scalar

from scoreline import reference
from scoreline.domain import ScoreGrid
from scoreline.domain.frames import Evidence, result_known
from scoreline.evaluation import CHANCES, MatchDays, SeasonSimulation, mean_of
from scoreline.evaluation.season_ahead import SeasonAhead, season_ahead
from scoreline.evaluation.simulation import LEVEL, RUNS, UNCERTAINTY, play_season
from scoreline.features import FeatureEngine
from scoreline.features.ranking import POINTS
from scoreline.features.standings import Standing, standing
from scoreline.home import open_home
from scoreline.models import Floats, Ints, ScoreModel, fit
from scoreline.store import matches

PAGE: Final = Path(__file__).parents[1] / "docs" / "simulation.md"
LEAGUES: Final = ("E0", "SP1", "I1", "D1", "F1")
CHOSEN_ON, TESTED_ON = range(2005, 2012), range(2012, 2023)
INSTANTS: Final = {
    "20 July": (0, 7, 20),
    "1 November": (0, 11, 1),
    "15 January": (1, 1, 15),
    "20 March": (1, 3, 20),
}
TRIED: Final = (0.0, 0.05, 0.1, 0.125, 0.15, 0.175, 0.2, 0.25)
ALIKE: Final = (0.0, 0.15, 0.3, 0.45)
"""Uncertainties tried where only points tell clubs apart."""
ZONES: Final = ("title", "champions_league", "relegation")
BINS: Final = (0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99)
TEXT: Final = """# Simulated seasons, and how they ended

Written by `tools/season_record.py`. Top-5 leagues, each season simulated from four instants with
grids of the default recipe, trained on all that was known before the season began; {runs:,} runs
each. Seasons that were broken off are left out. In every measure less is better, but for the
interval, which should hold as often as it says. What the uncertainty is:
[decision 0085](decisions/0085-clubs-differ-between-runs.md).

## Chosen on 2005/06 to 2011/12

Continuous ranked probability score of a club's final points, in points, by uncertainty. Where
clubs are `alike`, every match is drawn from the mean of all the grids, so that only the points
gained so far tell them apart.

{chosen}

## Tested on 2012/13 to 2022/23

{seasons} seasons. Where clubs are certain, the uncertainty is 0. Points only: {best}, the best of
its kind above.

{tested}
### Differences

Scoreline less the other, mean over clubs and instants, with a 95 % interval from drawing whole
seasons.

{gained}

### Shares and what came

Of the title, the Champions League and relegation together, but for shares of exactly 0 or 1.

{reliability}

### Matches far ahead

1X2 forecasts of every match that was left at an instant. The best exponent, found afterwards, would
be below 1 if forecasts of matches months ahead were too sure.

{sharpness}
"""
SMALLEST: Final = 0.5 / RUNS
"""What a share of 0 counts as in the log score: half a run."""


def aheads(evidence: Evidence, season: int, model: ScoreModel) -> Iterator[tuple[str, SeasonAhead]]:
    """Yield every league's season as it stood at each instant, with the instant's name."""
    for name, (year, month, day) in INSTANTS.items():
        as_of = datetime(season + year, month, day, tzinfo=UTC)
        for code in LEAGUES:
            yield name, season_ahead(evidence, model, code, season, as_of=as_of)


def ending(evidence: Evidence, ahead: SeasonAhead) -> Standing | None:
    """Return how a season ended, None where it was broken off."""
    league = reference.competition(ahead.competition)
    winter = datetime(ahead.season + 1, 12, 1, tzinfo=UTC)
    end = standing(evidence.matches, league, ahead.season, as_of=winter)
    return end if (end.totals[:, 5] >= end.rules.matches).all() else None


def taken_later(ahead: SeasonAhead) -> list[int]:
    """Return the points that each club lost after the instant; nobody could know."""
    made = reference.competition(ahead.competition).deductions
    later = [fine for fine in made if fine.season == ahead.season and fine.known_at > ahead.as_of]
    return [sum(fine.points for fine in later if fine.club == club) for club in ahead.now.clubs]


def judged(season: SeasonSimulation, end: Standing) -> pl.DataFrame:
    """Return a row a club: the score of its points, and its shares beside what happened."""
    points = np.sort(season.points, axis=0)
    real = end.totals[:, POINTS] + np.array(taken_later(season.ahead))
    rank = (2 * np.arange(len(points)) + 1 - len(points))[:, None]
    # Energy form of the continuous ranked probability score, Gneiting & Raftery (2007).
    spread = (rank * points).sum(axis=0) / len(points) ** 2
    low, high = season.interval().T
    shares, zones = season.zones(), season.ahead.zones
    return pl.DataFrame(
        {
            "crps": np.abs(points - real).mean(axis=0) - spread,
            "inside": (low <= real) & (real <= high),
            "width": high - low,
            **{zone: shares[zone] for zone in ZONES},
            **{f"{zone}_came": np.isin(end.place, list(zones[zone])) for zone in ZONES},
        }
    )


def matches_ahead(evidence: Evidence, ahead: SeasonAhead) -> pl.DataFrame:
    """Return the 1X2 probabilities of the matches ahead and what came, 0 to 2."""
    goals = ahead.left.matches.select("match_id").join(
        evidence.matches.select("match_id", "home_goals", "away_goals"),
        on="match_id",
        how="left",
        maintain_order="left",
    )
    chances = dict(zip(CHANCES, ahead.grid.outcomes().T, strict=True))
    margin = pl.col("home_goals") - pl.col("away_goals")
    return goals.with_columns(**chances, outcome=1 - margin.sign()).drop_nulls("outcome")


def judge_all(evidence: Evidence) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a row a club, season, instant and way of forecasting; and a row a match ahead."""
    engine = FeatureEngine()
    rows = engine.compute(evidence)
    clubs, games = [], []
    for season in (*CHOSEN_ON, *TESTED_ON):
        start = datetime(season, 7, 15, tzinfo=UTC)
        known = evidence.matches.filter(result_known() <= start)["match_id"]
        model = fit(rows.filter(pl.col("match_id").is_in(known.implode())), features=engine.names)
        for instant, ahead in aheads(evidence, season, model):
            when = {"instant": pl.lit(instant), "season": pl.lit(season)}
            games.append(matches_ahead(evidence, ahead).with_columns(**when))
            end = ending(evidence, ahead)
            if end is None:
                continue
            group = pl.lit(f"{ahead.competition} {season}")
            clubs += [
                judged(drawn, end).with_columns(**when, way=pl.lit(way), group=group)
                for way, drawn in ways(ahead)
            ]
        print(f"{season} done", file=sys.stderr, flush=True)
    return pl.concat(clubs), pl.concat(games)


def ways(ahead: SeasonAhead) -> Iterator[tuple[str, SeasonSimulation]]:
    """Yield every way of simulating a season."""
    for uncertainty in TRIED:
        yield f"{uncertainty:g}", play_season(ahead, uncertainty=uncertainty)
    mean = np.broadcast_to(ahead.grid.values.mean(axis=0), ahead.grid.values.shape)
    alike = replace(ahead, grid=ScoreGrid(mean))
    for uncertainty in ALIKE:
        yield f"alike {uncertainty:g}", play_season(alike, uncertainty=uncertainty)


def log_score(zone: str) -> pl.Expr:
    """Return the log score of a share, in nats."""
    share = pl.col(zone).clip(SMALLEST, 1 - SMALLEST)
    return -pl.when(f"{zone}_came").then(share).otherwise(1 - share).log()


def brier(zone: str) -> pl.Expr:
    """Return the squared error of a share."""
    return (pl.col(zone) - pl.col(f"{zone}_came").cast(pl.Float64)) ** 2


def chosen(rows: pl.DataFrame, ways: list[str]) -> list[str]:
    """Return a table of mean CRPS by instant for each way, on the seasons of the choice."""
    part = rows.filter(pl.col("season").is_in(CHOSEN_ON))
    grouped = part.group_by("way", "instant").agg(pl.col("crps").mean())
    found = {(way, instant): mean for way, instant, mean in grouped.iter_rows()}
    lines = ["| uncertainty | " + " | ".join(INSTANTS) + " | mean |", "|---" * 6 + "|"]
    for way in ways:
        means = [found[way, instant] for instant in INSTANTS]
        cells = [f"{value:.3f}" for value in (*means, np.mean(means))]
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    return lines


def tested(rows: pl.DataFrame, named: dict[str, str]) -> list[str]:
    """Return a table of all measures by instant and way, on the seasons of the test."""
    head = ["forecast", "CRPS of points", f"{LEVEL:.0%} interval holds", "its width"]
    head += [f"{zone.replace('_', ' ')}: log score, Brier" for zone in ZONES]
    lines = []
    for instant in INSTANTS:
        lines += [f"### {instant}", "", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
        for way, name in named.items():
            part = rows.filter(pl.col("season").is_in(TESTED_ON), way=way, instant=instant)
            means = part.select(
                "crps",
                pl.col("inside").cast(pl.Float64),
                pl.col("width").cast(pl.Float64),
                *(log_score(zone).alias(f"{zone}_log") for zone in ZONES),
                *(brier(zone).alias(f"{zone}_brier") for zone in ZONES),
            ).mean()
            value = means.row(0, named=True)
            cells = [
                name,
                f"{value['crps']:.3f}",
                f"{value['inside']:.1%}",
                f"{value['width']:.1f}",
            ]
            cells += [f"{value[f'{zone}_log']:.4f}, {value[f'{zone}_brier']:.4f}" for zone in ZONES]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return lines


def gained(rows: pl.DataFrame, rivals: dict[str, str]) -> list[str]:
    """Return the differences to rivals over all instants, drawn by season."""
    part = rows.filter(pl.col("season").is_in(TESTED_ON))
    ours = part.filter(way=f"{UNCERTAINTY:g}")
    measures = {"CRPS of points": pl.col("crps")}
    measures |= {f"{zone.replace('_', ' ')}, log score": log_score(zone) for zone in ZONES}
    lines = ["| measure | " + " | ".join(f"against {name}" for name in rivals.values()) + " |"]
    lines.append("|---" * (len(rivals) + 1) + "|")
    drawn = MatchDays(ours["group"].to_numpy())
    for name, measure in measures.items():
        mine = ours.select(measure).to_series().to_numpy()
        cells = []
        for way in rivals:
            its = part.filter(way=way).select(measure).to_series().to_numpy()
            found = drawn.difference(mean_of(mine), mean_of(its))
            assert found is not None, "a mean of seasons that are there has a meaning"
            cells.append(f"{found.mean:+.4f} ({found.low:+.4f} to {found.high:+.4f})")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def reliability(rows: pl.DataFrame, named: dict[str, str]) -> list[str]:
    """Return what came of shares of each size, all instants and zones together."""
    part = rows.filter(pl.col("season").is_in(TESTED_ON))
    shares = pl.concat(
        part.select("way", share=zone, came=pl.col(f"{zone}_came").cast(pl.Float64))
        for zone in ZONES
    ).filter(pl.col("share").is_between(0, 1, closed="none"))
    ends = [f"{edge:.0%}" for edge in (0, *BINS, 1)]
    sizes = [f"{low} to {high}" for low, high in pairwise(ends)]
    binned = shares.with_columns(size=pl.col("share").cut(list(BINS), labels=sizes))
    lines = ["| share | " + " | ".join(f"{name}: share, came" for name in named.values()) + " |"]
    lines.append("|---" * (len(named) + 1) + "|")
    for size in sizes:
        cells = []
        for way in named:
            found = binned.filter(pl.col("way") == way, pl.col("size") == size)
            mean = found.select("share", "came").mean().row(0)
            cells.append(f"{mean[0]:.1%}, {mean[1]:.1%} of {found.height}")
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
    return lines


def sharpness(games: pl.DataFrame) -> list[str]:
    """Return by instant how well matches ahead were forecast, and what would have been better."""
    lines = ["| from | matches | log loss | best exponent | log loss with it |", "|---" * 5 + "|"]
    for instant in INSTANTS:
        part = games.filter(pl.col("season").is_in(TESTED_ON), instant=instant)
        chances, came = part.select(CHANCES).to_numpy(), part["outcome"].to_numpy()

        def loss(exponent: float, chances: Floats = chances, came: Ints = came) -> float:
            powered = chances**exponent
            return float(-np.log(powered[np.arange(len(came)), came] / powered.sum(axis=1)).mean())

        best = minimize_scalar(loss, bounds=(0.5, 1.5), method="bounded")
        cells = [instant, f"{len(came)}", f"{loss(1):.4f}", f"{best.x:.2f}", f"{best.fun:.4f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def page(rows: pl.DataFrame, games: pl.DataFrame) -> str:
    """Return the page."""
    apart = [f"alike {uncertainty:g}" for uncertainty in ALIKE]
    tuning = rows.filter(pl.col("season").is_in(CHOSEN_ON))
    means = dict(tuning.group_by("way").agg(pl.col("crps").mean()).iter_rows())
    best = min(apart, key=lambda way: means[way])
    ours = {f"{UNCERTAINTY:g}": "scoreline", "0": "clubs certain"}
    rivals = {"0": "clubs certain", best: "points only"}
    return TEXT.format(
        runs=RUNS,
        seasons=rows.filter(pl.col("season").is_in(TESTED_ON))["group"].n_unique(),
        best=best,
        chosen="\n".join(chosen(rows, [f"{uncertainty:g}" for uncertainty in TRIED] + apart)),
        tested="\n".join(tested(rows, ours | rivals)),
        gained="\n".join(gained(rows, rivals)),
        reliability="\n".join(reliability(rows, ours)),
        sharpness="\n".join(sharpness(games)),
    )


def main() -> None:
    """Judge, or read what was judged before, and write the page."""
    home_folder, *kept = sys.argv[1:]
    store = [Path(kept[0]) / f"{name}.parquet" for name in ("clubs", "games")] if kept else []
    if store and all(path.exists() for path in store):
        rows, games = (pl.read_parquet(path) for path in store)
    else:
        with open_home(home_folder) as home, home.database.read() as connection:
            now = home.clock.now()
            evidence = matches.evidence(connection, as_of=now, competitions=LEAGUES)
        rows, games = judge_all(evidence)
        for path, frame in zip(store, (rows, games), strict=False):
            frame.write_parquet(path)
    PAGE.write_text(page(rows, games), encoding="utf-8")


if __name__ == "__main__":
    main()
