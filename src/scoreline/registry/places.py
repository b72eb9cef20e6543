"""Which artefact store an address means."""

import re
from pathlib import Path
from typing import Final

from scoreline.errors import ConfigurationError
from scoreline.registry._base import ArtefactStore
from scoreline.registry.local import LocalArtefacts

_CLOUD: Final = re.compile(
    r"(?P<scheme>s3|az|gs)://(?P<bucket>[a-z0-9][a-z0-9._-]{1,221})"
    r"/?(?P<prefix>[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?/?"
)


def open_artefacts(address: str | Path, *, endpoint: str | None = None) -> ArtefactStore:
    """Open the store of an address.

    Args:
        address: A folder, ``file:///folder``, ``s3://bucket/prefix``, ``az://container/prefix`` or
            ``gs://bucket/prefix``.
        endpoint: Address of a server that speaks a cloud's protocol and is not the cloud's own.

    Raises:
        ConfigurationError: It is none of these, or what reads that cloud is not installed.
    """
    said = str(address)
    if isinstance(address, Path) or "://" not in said:
        return LocalArtefacts(Path(address).expanduser())
    if said.startswith("file:///"):
        return LocalArtefacts(Path(said.removeprefix("file://")))
    found = _CLOUD.fullmatch(said)
    if found is None:
        raise ConfigurationError(
            f"'{said}' is no place for models; write a folder, s3://bucket/prefix,"
            " az://container/prefix or gs://bucket/prefix"
        )
    try:
        from scoreline.registry.cloud import open_bucket  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            f"{said} needs a library: pip install 'scoreline[cloud]'"
        ) from error
    return open_bucket(found["scheme"], found["bucket"], found["prefix"] or "", endpoint)
