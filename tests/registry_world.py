"""A trained model and registries to put it into."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from models_world import MIXED, simulated_frame
from scoreline.clock import Clock, FixedClock
from scoreline.domain import ModelVersion
from scoreline.models import Trained, train
from scoreline.registry import LocalArtefacts, Registry
from scoreline.store import Database

NOW: Final = datetime(2026, 5, 1, 12, tzinfo=UTC)
UNTIL: Final = date(2026, 4, 1)
FRAME: Final = simulated_frame(400)


@cache
def trained() -> Trained:
    """Train a model with a member of every kind, once per worker."""
    return train(FRAME, MIXED)


@contextmanager
def registry_in(home: Path, template: Path, wall: Clock | None = None) -> Iterator[Registry]:
    """Open a registry over a folder, made from an empty database on first use."""
    path = home / "scoreline.db"
    if not path.exists():
        shutil.copy(template, path)
    database = Database.open(f"sqlite:///{path}")
    try:
        yield Registry(database, LocalArtefacts(home / "artefacts"), wall or FixedClock(NOW))
    finally:
        database.close()


def publish(registry: Registry, later: int = 0) -> ModelVersion:
    """Publish the trained model, as known so many days later: other days, other artefacts."""
    until = UNTIL + timedelta(days=later)
    return registry.publish(trained(), trained_until=until, sample=FRAME)


def folder_of(registry: Registry, home: Path, name: str) -> Path:
    """Return where the files of a version lie."""
    return home / "artefacts" / registry.get(name).artefact
