"""Versions: published once, checked whenever they are loaded, active one at a time."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from scoreline.clock import Clock
from scoreline.domain import ModelVersion
from scoreline.errors import IntegrityError, NotFoundError
from scoreline.registry._base import ArtefactStore, check, digest_of, manifest_of
from scoreline.store import Connection, Database, versions

# Listing versions takes none of what making and reading models takes seconds to import.
if TYPE_CHECKING:
    import polars as pl

    from scoreline.models import ScoreModel, Trained


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A model that was read, checked and may serve."""

    version: ModelVersion
    model: "ScoreModel"


@dataclass(frozen=True, slots=True)
class Prunable:
    """A version whose files may go.

    Attributes:
        forecasts: How many stored forecasts it has made: they stay with their grids and reasons,
            but nobody can ask the model again.
    """

    version: ModelVersion
    forecasts: int


class Registry:
    """The versions of one home: rows in the database, files in the artefact store."""

    def __init__(self, database: Database, artefacts: ArtefactStore, wall: Clock) -> None:
        self._database = database
        self._artefacts = artefacts
        self._wall = wall

    def publish(
        self, trained: "Trained", *, trained_until: date, sample: "pl.DataFrame", once: bool = False
    ) -> ModelVersion:
        """Store a trained model as a new version; it does not serve yet.

        The artefact is kept under the hash of its manifest and is whole before the row that names
        it lands. A run that is killed in between leaves files that nobody names, nothing else.

        Args:
            trained: What training handed on.
            trained_until: Nothing known after this day's first instant was learnt from.
            sample: Feature rows, of which the last become the golden forecasts.
            once: Return the version that has the very same files, where there is one: whoever was
                killed after publishing does not publish twice.
        """
        from scoreline.models import dump  # noqa: PLC0415
        from scoreline.registry import golden, metadata  # noqa: PLC0415

        files = dump(trained.model) | golden.record(trained.model, sample)
        files |= metadata.record(trained, trained_until)
        manifest = manifest_of(files)
        artefact = digest_of(manifest)
        self._artefacts.put(artefact, files)
        now = self._wall.now()
        with self._database.write() as connection:
            # Read back before a row names it: whoever prunes waits for this transaction, and may
            # have taken the same artefact away before it.
            self._artefacts.put(artefact, files)
            if once and (same := versions.with_artefact(connection, artefact)) is not None:
                return same
            version = ModelVersion(
                name=versions.next_name(connection, now.date()),
                created_at=now,
                competitions=trained.competitions,
                trained_from=trained.trained_from,
                trained_until=trained_until,
                samples=trained.samples,
                information=trained.recipe.information,
                features=trained.model.features,
                config=trained.recipe.to_plain(),
                metrics=trained.metrics,
                manifest=manifest,
                artefact=artefact,
            )
            versions.add(connection, version)
        return version

    def load(self, name: str) -> Bundle:
        """Read a version, compare its hashes and let it reproduce its golden forecasts.

        Raises:
            NotFoundError: There is no such version, or it was pruned.
            IntegrityError: It is damaged or was tampered with.
        """
        from scoreline.models import restore  # noqa: PLC0415
        from scoreline.registry import golden  # noqa: PLC0415

        version = self.get(name)
        versions.require_files(version)
        files = self._artefacts.get(version.artefact)
        check(name, files, version.manifest)
        try:
            model = restore(files)
            golden.reproduce(name, model, files)
        except IntegrityError:
            raise
        except Exception as error:
            # Hostile files make libraries raise whatever they like; none of it may end a server.
            raise IntegrityError(f"model {name} cannot be read: {error}") from error
        return Bundle(version, model)

    def load_active(self) -> Bundle:
        """Load the version that serves.

        Raises:
            NotFoundError: None does yet.
        """
        return self.load(self.serving())

    def activate(self, name: str, *, note: str = "") -> ModelVersion:
        """Make a version the one that serves, once it has proved to be whole."""
        self.load(name)
        with self._database.write() as connection:
            versions.activate(connection, name, at=self._wall.now(), note=note)
        return self.get(name)

    def rollback(self, *, note: str = "") -> ModelVersion:
        """Make the version that served before this one serve again, once it proved to be whole.

        Raises:
            NotFoundError: There is none.
        """
        while True:
            with self._database.read() as connection:
                name = versions.before_active(connection)
            bundle = self.load(name)
            with self._database.write() as connection:
                # Others may have activated or rolled back meanwhile: what was checked then is not
                # what would serve now.
                if versions.before_active(connection) == name:
                    versions.roll_back(connection, at=self._wall.now(), note=note)
                    return replace(bundle.version, active=True)

    def prune(self, *, keep: int, rollbacks: int, dry_run: bool = False) -> list[Prunable]:
        """Remove the files of old versions; what is known of them stays, and so do their forecasts.

        Two steps, each under the writer's lock: first the versions are marked, then the files go
        that no other version has. Killed in between, the next call takes the files away.

        Args:
            keep: How many of the newest versions stay.
            rollbacks: How many rollbacks stay possible, the active version aside.
            dry_run: Only tell.

        Returns:
            What was removed, or would be, the newest first.
        """
        with self._database.read() as connection:
            found = self._prunable(connection, keep, rollbacks)
        if dry_run:
            return found
        with self._database.write() as connection:
            found = self._prunable(connection, keep, rollbacks)
            names = [each.version.name for each in found]
            versions.mark_pruned(connection, names, at=self._wall.now())
        with self._database.write() as connection:
            known = versions.listing(connection)
            wanted = {each.artefact for each in known if each.pruned_at is None}
            unwanted = {each.artefact for each in known} - wanted
            for digest in unwanted.intersection(self._artefacts.digests()):
                self._artefacts.remove(digest)
        return found

    @staticmethod
    def _prunable(connection: Connection, keep: int, rollbacks: int) -> list[Prunable]:
        there = [each for each in versions.listing(connection) if each.pruned_at is None]
        stay = {each.name for each in there[:keep]}
        stay.update(versions.served(connection)[-1 - rollbacks :])
        made = versions.forecasts_by(connection)
        return [Prunable(each, made.get(each.name, 0)) for each in there if each.name not in stay]

    def listing(self) -> list[ModelVersion]:
        """Return every version, the newest first."""
        with self._database.read() as connection:
            return versions.listing(connection)

    def get(self, name: str) -> ModelVersion:
        """Return what is known of one version."""
        with self._database.read() as connection:
            return versions.get(connection, name)

    def serving(self) -> str:
        """Return the version that serves.

        Raises:
            NotFoundError: None does yet.
        """
        name = self.active_name()
        if name is None:
            raise NotFoundError("no model is active; make one with: scoreline train")
        return name

    def active_name(self) -> str | None:
        """Return the version that serves, or None."""
        with self._database.read() as connection:
            return versions.active_name(connection)
