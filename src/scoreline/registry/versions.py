"""Versions: published once, checked whenever they are loaded, active one at a time."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from scoreline.clock import Clock
from scoreline.domain import ModelVersion
from scoreline.domain.access import Local, Who
from scoreline.errors import IntegrityError, NotFoundError
from scoreline.registry._base import ArtefactStore, check, digest_of, manifest_of
from scoreline.store import Connection, Database, audit, versions

# Listing versions takes none of what making and reading models takes seconds to import.
if TYPE_CHECKING:
    import polars as pl

    from scoreline.models import ScoreModel, Trained


PROGRAM: Final = Local("a program")
"""Whoever calls without saying who it is."""

PATIENCE: Final = timedelta(days=1)
"""After so long, files that no version names are not of a publication that goes on."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


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
        version = ModelVersion(
            name="",
            created_at=self._wall.now(),
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
        self._artefacts.put(artefact, files)
        added = self._add(version, once=once)
        # Read back once a row names it: whoever prunes may have been taking the same artefact away
        # until then, and leaves it from now on.
        self._artefacts.put(artefact, files)
        return added

    def _add(self, version: ModelVersion, *, once: bool) -> ModelVersion:
        """Give a version a name and a row."""
        with self._database.write() as connection:
            if once and (same := versions.with_artefact(connection, version.artefact)) is not None:
                return same
            name = versions.next_name(connection, version.created_at.date())
            named = replace(version, name=name)
            versions.add(connection, named)
        return named

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

    def activate(self, name: str, *, note: str = "", by: Who = PROGRAM) -> ModelVersion:
        """Make a version the one that serves, once it has proved to be whole.

        Args:
            name: The version.
            note: Why.
            by: Whom the audit log names.
        """
        self.load(name)
        with self._database.write() as connection:
            before = versions.active_name(connection)
            if versions.activate(connection, name, at=self._wall.now(), note=note):
                self._record(connection, "model.activate", name, by, _instead(before, note))
        return self.get(name)

    def can_roll_back(self) -> bool:
        """Tell whether another version served before and has its files."""
        with self._database.read() as connection:
            return len(versions.served(connection)) > 1

    def rollback(self, *, note: str = "", by: Who = PROGRAM) -> ModelVersion:
        """Make the version that served before this one serve again, once it proved to be whole.

        Args:
            note: Why.
            by: Whom the audit log names.

        Raises:
            NotFoundError: There is none.
        """
        while True:
            with self._database.read() as connection:
                name = versions.before_active(connection)
            self.load(name)
            with self._database.write() as connection:
                # Others may have activated or rolled back meanwhile: what was checked then is not
                # what would serve now.
                if versions.before_active(connection) == name:
                    before = versions.active_name(connection)
                    versions.roll_back(connection, at=self._wall.now(), note=note)
                    self._record(connection, "model.rollback", name, by, _instead(before, note))
                    break
        return self.get(name)

    def prune(
        self,
        *,
        keep: int,
        rollbacks: int,
        dry_run: bool = False,
        unnamed: bool = False,
        by: Who = PROGRAM,
    ) -> list[Prunable]:
        """Remove the files of old versions; what is known of them stays, and so do their forecasts.

        First the versions are marked, then the files go that no other version has, and what uploads
        that were broken off have left. Killed in between, the next call takes the files away.

        Args:
            keep: How many of the newest versions stay.
            rollbacks: How many rollbacks stay possible, the active version aside.
            dry_run: Only tell.
            unnamed: Remove also what is whole and no version of this home names: a publication was
                killed before its row was written, or another home keeps its models there.
            by: Whom the audit log names.

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
            for name in names:
                self._record(connection, "model.prune", name, by)
        for digest, since in self._artefacts.written().items():
            if _DIGEST.fullmatch(digest):  # what else somebody keeps there is not ours
                self._remove_unwanted(digest, since, unnamed=unnamed)
        return found

    def _remove_unwanted(self, digest: str, since: datetime, *, unnamed: bool) -> None:
        # Asked before the lock: a bucket may be slow.
        old = self._wall.now() - since >= PATIENCE
        left = old and (unnamed or not self._artefacts.has(digest))
        # Removed under the writer's lock, one artefact at a time: no row begins to name it.
        with self._database.write() as connection:
            pruned = versions.pruned(connection, digest)
            if left if pruned is None else pruned:
                self._artefacts.remove(digest)

    def _record(
        self, connection: Connection, act: str, name: str, by: Who, detail: str = ""
    ) -> None:
        audit.record(connection, act, name, by=by, at=self._wall.now(), detail=detail)

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


def _instead(before: str | None, note: str) -> str:
    return f"instead of {before}. {note}".strip() if before else note
