"""Steps of backtests that were taken before, so that one that was killed goes on."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

import scoreline
from scoreline.domain import MAX_GOALS, ScoreGrid
from scoreline.errors import ConfigurationError
from scoreline.models import to_json
from scoreline.registry.metadata import libraries

AGE: Final = timedelta(days=60)
"""Steps that nobody has asked for in this time are forgotten."""

_SIDE: Final = MAX_GOALS + 1
_GRID: Final = "grid"
_ROOMS: Final = ("domain", "ratings", "models", "evaluation/walk.py", "evaluation/kept.py")
"""The code that makes a step's forecasts of its feature rows."""


class Kept:
    """A folder with a file for each step, named after everything that decides what is in it.

    Args:
        folder: Made when the first step is kept.
        anew: Read nothing, so that every step is taken and kept anew.
    """

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        self._folder = folder
        self._anew = anew

    def read(self, name: str) -> pl.DataFrame | None:
        """Return what was kept under a name; None where there is nothing, or nothing whole."""
        if self._anew:
            return None
        path = self._path(name)
        try:
            found = pl.read_parquet(path)
            os.utime(path)
        except (OSError, pl.exceptions.PolarsError):
            return None
        return found

    def write(self, name: str, rows: pl.DataFrame) -> None:
        """Keep a step: written beside its place and moved there, so that it is whole or absent.

        Raises:
            ConfigurationError: The folder cannot be written.
        """
        path = self._path(name)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(partial)
            partial.replace(path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise ConfigurationError(
                f"cannot keep steps of the backtest in {self._folder}: {error.strerror or error}"
            ) from error

    def forget(self, now: datetime) -> None:
        """Remove what nobody has asked for in a long time, and halves that somebody left."""
        for path in self._folder.glob("*.p*"):
            with suppress(FileNotFoundError):  # another process forgot it, or moved it to its place
                if now.timestamp() - path.stat().st_mtime > AGE.total_seconds():
                    path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"


def grid_column(grid: ScoreGrid) -> pl.Series:
    """Return grids as one column."""
    return pl.Series(_GRID, grid.values.reshape(-1, _SIDE**2), pl.Array(pl.Float64, _SIDE**2))


def grid_of(rows: pl.DataFrame) -> ScoreGrid:
    """Return the grids that :func:`grid_column` wrote, to the last bit."""
    return ScoreGrid(np.array(rows[_GRID].to_numpy()).reshape(-1, _SIDE, _SIDE))


@cache
def code_digest() -> str:
    """Return the digest of the code and the libraries that forecasts depend on."""
    root = Path(scoreline.__file__).parent
    digest = sha256(to_json(libraries()))
    for room in _ROOMS:
        for path in sorted([root / room] if room.endswith(".py") else (root / room).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
