"""Artefacts in a folder of this machine."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from scoreline.errors import IntegrityError
from scoreline.registry._base import Artefact, check_names

if sys.platform != "win32":
    import fcntl

_PARTIAL = ".partial-"


class LocalArtefacts:
    """One folder an artefact; it appears under its name only once it is complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, digest: str, files: Artefact) -> None:
        """Keep an artefact: written beside, flushed to disk, then renamed.

        One that is there already and was damaged is replaced: the digest says what it has to be.
        """
        check_names(digest, {name: len(content) for name, content in files.items()})
        target = self.folder / digest
        if self._has(digest, files):
            return
        with _saying("store", target):
            self.folder.mkdir(parents=True, exist_ok=True)
            with _alone(self.folder):
                if not self._has(digest, files):  # another writer may have been faster
                    self._clear(digest)
                    self._fill(target, files)

    def get(self, digest: str) -> dict[str, bytes]:
        """Return an artefact's files, reading nothing that is not a plain file."""
        check_names(digest, {})
        folder = self.folder / digest
        with _saying("read", folder):
            if not folder.is_dir() or folder.is_symlink():
                raise IntegrityError(f"the model's files are gone from {folder}")
            return _contents(folder)

    def has(self, digest: str) -> bool:
        """Tell whether an artefact's folder is there."""
        check_names(digest, {})
        folder = self.folder / digest
        with _saying("read", folder):
            return folder.is_dir() and not folder.is_symlink()

    def written(self) -> dict[str, datetime]:
        """Return when each artefact's folder was written, also of those never completed."""
        with _saying("list", self.folder):
            if not self.folder.is_dir():
                return {}
            return {
                _digest_of(entry.name): datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                for entry in sorted(self.folder.iterdir())
                if entry.is_dir()
            }

    def remove(self, digest: str) -> None:
        """Forget an artefact, and what a writer that was killed left of it."""
        check_names(digest, {})
        with _saying("remove", self.folder / digest):
            if self.folder.is_dir():
                with _alone(self.folder):
                    self._clear(digest)

    def _has(self, digest: str, files: Artefact) -> bool:
        try:
            return self.get(digest) == dict(files)
        except IntegrityError:
            return False

    def _clear(self, digest: str) -> None:
        target = self.folder / digest
        if target.is_symlink() or target.is_file():
            target.unlink()  # something strange has its name: what a link points to is not ours
        elif target.exists():
            # Out of sight as a whole first: nobody reads half of what is left.
            target.rename(self._partial(digest) / digest)
        for left in self.folder.glob(f"{_PARTIAL}{digest}-*"):
            shutil.rmtree(left, ignore_errors=True)

    def _partial(self, digest: str) -> Path:
        # Not tempfile's: that one lets nobody else read, and a service may be somebody else.
        folder = self.folder / f"{_PARTIAL}{digest}-{token_hex(8)}"
        folder.mkdir()
        return folder

    def _fill(self, target: Path, files: Artefact) -> None:
        partial = self._partial(target.name)
        try:
            for name, content in files.items():
                _write(partial / name, content)
            _flush(partial)
            partial.rename(target)
            _flush(self.folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


@contextmanager
def _saying(what: str, where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IntegrityError(f"cannot {what} the model in {where}: {error}") from error


def _digest_of(folder: str) -> str:
    """Return the digest of an artefact's folder, or of one that never became it."""
    if not folder.startswith(_PARTIAL):
        return folder
    return folder.removeprefix(_PARTIAL).rpartition("-")[0]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one writer at a time into a folder; the lock of one that is killed goes with it."""
    if sys.platform == "win32":  # folders cannot be opened there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _contents(folder: Path) -> dict[str, bytes]:
    entries = sorted(folder.iterdir())
    strange = [entry.name for entry in entries if entry.is_symlink() or not entry.is_file()]
    if strange:
        raise IntegrityError(f"the model in {folder} has a file that is not its own: {strange[0]}")
    check_names(folder.name, {entry.name: entry.stat().st_size for entry in entries})
    return {entry.name: entry.read_bytes() for entry in entries}


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Make sure that a folder's names outlast a power cut, not only its files' contents."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
