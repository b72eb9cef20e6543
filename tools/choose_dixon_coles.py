"""Measure the constants of Dixon and Coles' model on seasons up to 2011/12.

Usage: python tools/choose_dixon_coles.py

It reads the matches of a home (``SCORELINE_HOME``) that holds leagues since 2000/01:
scoreline ingest football-data --league E0 --league SP1 --league I1 --league D1 --league F1
--seasons 2000-2011
"""

from typing import Final

import polars as pl

from scoreline.evaluation import weekly_dixon_coles
from scoreline.home import open_home
from scoreline.models import goals_of, outcomes_of
from scoreline.models.metrics import log_losses, ranked_probability_scores
from scoreline.ratings import DIXON_COLES, DixonColesSettings
from scoreline.store.matches import evidence

SEASONS: Final = (2003, 2011)
"""Measured; those before only teach."""

TRIED: Final[dict[str, tuple[float, ...]]] = {
    "decay": (0.001, 0.0014, 0.0018, 0.0022, 0.003),
    "ridge": (0.0, 2.0, 4.0, 7.0, 10.0, 20.0),
    "newcomer": (0.0, -0.1, -0.15, -0.2, -0.3),
}


def main() -> None:
    """Print log loss and RPS as each constant moves and the others stay."""
    with open_home() as home, home.database.read() as connection:
        known = evidence(connection, as_of=home.clock.now()).matches
    measured = known.filter(
        pl.col("season").is_between(*SEASONS), pl.col("home_goals").is_not_null()
    )
    leagues = ", ".join(measured["competition"].unique().sort())
    print(f"{len(measured)} matches of {leagues}, seasons {SEASONS[0]} to {SEASONS[1]}\n")
    print("| decay | ridge | newcomer | log loss | RPS |\n|---|---|---|---|---|")
    for name, values in TRIED.items():
        for value in values:
            row(known, measured, DIXON_COLES._replace(**{name: value}))


def row(known: pl.DataFrame, measured: pl.DataFrame, settings: DixonColesSettings) -> None:
    """Print a line of the table."""
    chances = weekly_dixon_coles(known, measured["match_id"], settings).outcomes()
    outcomes = outcomes_of(goals_of(measured))
    loss = log_losses(chances, outcomes).mean()
    score = ranked_probability_scores(chances, outcomes).mean()
    cells = [*map(str, settings), f"{loss:.5f}", f"{score:.5f}"]
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
