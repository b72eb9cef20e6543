"""A trained model and registries to put it into."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from models_world import MIXED, simulated_frame

from scoreline.clock import Clock, FixedClock
from scoreline.domain import InformationSet, ModelVersion
from scoreline.models import Trained, train
from scoreline.registry import LocalArtefacts, Registry
from scoreline.store import Database

NOW: Final = datetime(2026, 5, 1, 12, tzinfo=UTC)
FRAME: Final = simulated_frame(400)


@cache
def trained() -> Trained:
    """Train a model with a member of every kind, once per worker."""
    return train(FRAME, MIXED)


@contextmanager
def registry_in(home: Path, template: Path, clock: Clock | None = None) -> Iterator[Registry]:
    """Open a registry over a folder, made from an empty database on first use."""
    path = home / "scoreline.db"
    if not path.exists():
        shutil.copy(template, path)
    database = Database.open(f"sqlite:///{path}")
    try:
        yield Registry(database, LocalArtefacts(home / "artefacts"), clock or FixedClock(NOW))
    finally:
        database.close()


def publish(registry: Registry) -> ModelVersion:
    """Publish the trained model once more."""
    return registry.publish(
        trained(), competitions=("SIM",), information=InformationSet.NONE, sample=FRAME
    )
