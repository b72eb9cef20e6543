"""Workers that help with a search for better settings: Optuna's study lies in the database."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from scoreline.clock import in_utc
from scoreline.home import Home
from scoreline.jobs.rows import feature_rows
from scoreline.jobs.told import Told
from scoreline.models import Recipe, Tuning, tune_frame
from scoreline.store import Connection, jobs

HELP: Final = "tuning help"

HELPERS: Final = 3
"""So many are asked; one that begins late finds less to do, or nothing."""


@contextmanager
def helpers(
    home: Home,
    recipe: Recipe,
    *,
    as_of: datetime,
    competitions: Sequence[str],
    seasons: Sequence[int],
    tune: int,
) -> Iterator[None]:
    """Ask the workers to try settings for the same study as whoever calls, as long as he does.

    Nobody waits for them: a study ends when enough has been tried, by whomever. Those who have not
    begun by then are not needed any more, or were killed with whoever asked for them before.
    """
    order = {
        "recipe": recipe.to_plain(),
        "as_of": as_of.isoformat(),
        "competitions": list(competitions),
        "seasons": list(seasons),
        "tune": tune,
    }
    now = home.wall.now()
    with home.database.write() as connection:
        _dismiss(connection, now)
        for number in range(HELPERS):
            jobs.enter(
                connection,
                HELP,
                lock=f"{HELP} {number}",
                period=f"{now.isoformat()} {number}",
                due_at=now,
                order=order,
            )
    try:
        yield
    finally:
        with home.database.write() as connection:
            _dismiss(connection, home.wall.now())


def _dismiss(connection: Connection, at: datetime) -> None:
    jobs.skip(connection, HELP, at=at, detail="the search ended before anybody helped")


def help_tune(home: Home, told: Told, order: Mapping[str, Any]) -> str:
    """Try settings for a study until it has enough."""
    recipe = Recipe.from_plain(order["recipe"])
    frame = feature_rows(
        home,
        as_of=in_utc(datetime.fromisoformat(order["as_of"])),
        competitions=order["competitions"],
        seasons=order["seasons"],
        information=recipe.information,
    )
    tune_frame(frame, recipe, Tuning(order["tune"], home.settings.database), progress=told)
    return "the study has enough"
