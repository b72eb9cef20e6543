"""Backtests on what a home knows."""

import os
from collections.abc import Sequence
from datetime import date

from scoreline.evaluation import Backtest, Kept, backtest
from scoreline.home import Home
from scoreline.jobs import fan_out
from scoreline.models import Progress, Recipe
from scoreline.store import matches


def run_backtest(
    home: Home,
    recipe: Recipe,
    *,
    leagues: Sequence[str] = (),
    start: date,
    end: date,
    refit: str = "monthly",
    jobs: int | None = None,
    fresh: bool = False,
    on_workers: bool = False,
    progress: Progress | None = None,
) -> Backtest:
    """Walk through the matches of a span that are known by the home's clock.

    Each step is kept in the home as soon as it is taken, so that a backtest that was interrupted
    goes on where it stopped.

    Args:
        home: Where the matches and their odds are.
        recipe: What to fit.
        leagues: Whose matches; all of the home's where empty.
        start: First day.
        end: Last day.
        refit: How often, as :func:`scoreline.evaluation.backtest` takes it.
        jobs: Processes, as many as there are processors where not given.
        fresh: Take every step anew.
        on_workers: Let the workers of the queue take the steps, and keep them in the database.
        progress: Told what is going on.
    """
    with home.database.read() as connection:
        evidence = matches.evidence(connection, as_of=home.clock.now(), with_odds=True)
    walker = fan_out.on_workers(home) if on_workers else None
    kept = Kept(home.settings.backtests, anew=fresh)
    kept.forget(home.wall.now())
    return backtest(
        evidence,
        leagues=leagues,
        start=start,
        end=end,
        recipe=recipe,
        refit=refit,
        jobs=jobs or os.cpu_count() or 1,
        kept=kept,
        walker=walker,
        progress=progress,
        seed=home.settings.seed,
    )
