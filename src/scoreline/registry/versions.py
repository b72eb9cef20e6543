"""Versions: published once, checked whenever they are loaded, active one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from scoreline.clock import Clock
from scoreline.domain import InformationSet, ModelVersion
from scoreline.errors import IntegrityError, NotFoundError, ScorelineError
from scoreline.models import Ensemble, Trained
from scoreline.registry import golden, metadata
from scoreline.registry._base import ArtefactStore, check, manifest_of
from scoreline.store import Database, versions


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A model that was read, checked and may serve."""

    version: ModelVersion
    model: Ensemble


class Registry:
    """The versions of one home: rows in the database, files in the artefact store."""

    def __init__(self, database: Database, artefacts: ArtefactStore, clock: Clock) -> None:
        self._database = database
        self._artefacts = artefacts
        self._clock = clock

    def publish(
        self,
        trained: Trained,
        *,
        competitions: Sequence[str],
        information: InformationSet,
        sample: pl.DataFrame,
    ) -> ModelVersion:
        """Store a trained model as a new version; it does not serve yet.

        The files are complete before the row that names them lands; files without a row, left
        by a run that was killed in between, are replaced by the next version of that name.
        """
        files = trained.model.dump() | golden.record(trained.model, sample)
        files |= metadata.record(trained, information)
        now = self._clock.now()
        with self._database.write() as connection:
            name = versions.reserve_name(connection, now.date())
            version = ModelVersion(
                name=name,
                created_at=now,
                competitions=tuple(competitions),
                trained_from=trained.trained_from,
                trained_until=trained.trained_until,
                samples=trained.samples,
                information=information,
                features=trained.model.features,
                config=trained.recipe.to_plain(),
                metrics=trained.metrics,
                manifest=manifest_of(files),
            )
            self._artefacts.remove(name)
            self._artefacts.put(name, files)
            versions.add(connection, version)
        return version

    def load(self, name: str) -> Bundle:
        """Read a version, compare its hashes and let it reproduce its golden forecasts.

        Raises:
            NotFoundError: There is no such version.
            IntegrityError: It is damaged or was tampered with.
        """
        version = self.get(name)
        files = self._artefacts.get(name)
        check(name, files, version.manifest)
        try:
            model = Ensemble.restore(files)
            golden.reproduce(name, model, files)
        except IntegrityError:
            raise
        except (ScorelineError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(f"model {name} cannot be read: {error}") from error
        return Bundle(version, model)

    def load_active(self) -> Bundle:
        """Load the version that serves.

        Raises:
            NotFoundError: None does yet.
        """
        name = self.active_name()
        if name is None:
            raise NotFoundError("no model is active; make one with: scoreline train")
        return self.load(name)

    def activate(self, name: str, *, note: str = "") -> ModelVersion:
        """Make a version the one that serves, once it has proved to be whole."""
        self.load(name)
        with self._database.write() as connection:
            versions.activate(connection, name, at=self._clock.now(), note=note)
        return self.get(name)

    def rollback(self) -> ModelVersion:
        """Make the version that served before this one serve again.

        Raises:
            NotFoundError: There is none.
        """
        with self._database.read() as connection:
            name = versions.previous_name(connection)
        if name is None:
            raise NotFoundError("no earlier version to roll back to; see: scoreline models list")
        return self.activate(name, note="rollback")

    def listing(self) -> list[ModelVersion]:
        """Return every version, the newest first."""
        with self._database.read() as connection:
            return versions.listing(connection)

    def get(self, name: str) -> ModelVersion:
        """Return what is known of one version."""
        with self._database.read() as connection:
            return versions.get(connection, name)

    def active_name(self) -> str | None:
        """Return the version that serves, or None."""
        with self._database.read() as connection:
            return versions.active_name(connection)
