"""Where the files of model versions live."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from scoreline.errors import IntegrityError

Artefact = Mapping[str, bytes]
Manifest = Mapping[str, str]

LARGEST: Final = 512 * 1024 * 1024
"""The most bytes an artefact may have in all."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class ArtefactStore(Protocol):
    """Keeps whole artefacts by their digest; a half-written one is never seen."""

    def put(self, digest: str, files: Artefact) -> None:
        """Keep an artefact; one that is there already stays as it is.

        Raises:
            IntegrityError: A name or the size is not allowed.
        """

    def get(self, digest: str) -> dict[str, bytes]:
        """Return an artefact's files.

        Raises:
            IntegrityError: It is not there, or a name or the size is not allowed.
        """

    def has(self, digest: str) -> bool:
        """Tell whether an artefact is there, without reading it."""

    def written(self) -> dict[str, datetime]:
        """Return since when there is something of each artefact, by digest.

        Of one that is whole or was broken off: :meth:`remove` forgets either.
        """

    def remove(self, digest: str) -> None:
        """Forget an artefact and what was broken off of it; none there is no error."""


def manifest_of(files: Artefact) -> dict[str, str]:
    """Return the SHA-256 of every file."""
    return {name: sha256(content).hexdigest() for name, content in sorted(files.items())}


def digest_of(manifest: Manifest) -> str:
    """Return the SHA-256 of a manifest, by which an artefact is kept."""
    return sha256(text_of(manifest).encode()).hexdigest()


def text_of(manifest: Manifest) -> str:
    """Write a manifest as ``sha256sum`` does: a line a file, in order of their names."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(manifest.items()))


def check(version: str, files: Artefact, manifest: Manifest) -> None:
    """Compare an artefact with what was written.

    Raises:
        IntegrityError: A file is missing, was added or has other bytes.
    """
    found = manifest_of(files)
    for name in sorted(set(found) | set(manifest)):
        if name not in found:
            raise IntegrityError(f"model {version} lacks its file {name}; train a new version")
        if name not in manifest:
            raise IntegrityError(f"model {version} has a file that is not its own: {name}")
        if found[name] != manifest[name]:
            raise IntegrityError(
                f"model {version} was changed: {name} has other bytes than were written;"
                " activate another version or train a new one"
            )


def check_names(version: str, names: Mapping[str, int]) -> None:
    """Refuse names that could leave their folder, and sizes beyond ``LARGEST``.

    Args:
        version: The artefact's name.
        names: Size in bytes by file name.

    Raises:
        IntegrityError: A name or the size is not allowed.
    """
    for name in (version, *names):
        if _NAME.fullmatch(name) is None:
            raise IntegrityError(f"'{name}' is no name for a part of a model")
    if sum(names.values()) > LARGEST:
        raise IntegrityError(f"model {version} is larger than {LARGEST // 2**20} MB")
