"""Artefacts in a bucket: Amazon S3, Azure Blob Storage, Google Cloud Storage."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store

from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.registry._base import Artefact, check_names, manifest_of, text_of

_MANIFESTS: Final = "manifests"
_FILES: Final = "files"
_LARGEST_MANIFEST: Final = 2**20

# Known to type checkers only.
if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# A server that looks for its model must not hang for the three minutes that are the default.
_RETRY: "Final[RetryConfig]" = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
_WHOLE_REQUEST: Final = timedelta(minutes=5)
_LONGEST_REASON: Final = 200
_STORES: Final[Mapping[str, Callable[..., ObjectStore]]] = MappingProxyType(
    {"s3": S3Store, "az": AzureStore, "gs": GCSStore}
)


class CloudArtefacts:
    """One manifest an artefact, written when all its files are there.

    Without its manifest an artefact is not seen, so an upload that was broken off leaves nothing
    visible. Nothing here depends on who writes first: whatever is kept under a digest has the same
    bytes, whoever writes it.
    """

    def __init__(self, bucket: ObjectStore, where: str) -> None:
        """Take a bucket, and the address that messages call it by."""
        self._bucket = bucket
        self._where = where

    def put(self, digest: str, files: Artefact) -> None:
        """Keep an artefact; one that is there already and was damaged is written again."""
        check_names(digest, {name: len(content) for name, content in files.items()})
        try:
            if self.get(digest) == dict(files):
                return
        except IntegrityError:
            pass
        with self._saying("store"):
            for name, content in files.items():
                self._write(_file(digest, name), content)
            self._write(_manifest(digest), text_of(manifest_of(files)).encode())

    def get(self, digest: str) -> dict[str, bytes]:
        """Return an artefact's files: those that its manifest names, and that are there."""
        check_names(digest, {})
        with self._saying("read"):
            try:
                manifest = self._read(_manifest(digest), _LARGEST_MANIFEST)
            except FileNotFoundError as error:
                raise IntegrityError(f"the model's files are gone from {self._where}") from error
            lines = manifest.decode(errors="replace").splitlines()
            return self._contents(digest, [line.partition("  ")[2] for line in lines])

    def has(self, digest: str) -> bool:
        """Tell whether an artefact's manifest is there."""
        check_names(digest, {})
        with self._saying("read"):
            try:
                self._bucket.head(_manifest(digest))
            except FileNotFoundError:
                return False
            return True

    def written(self) -> dict[str, datetime]:
        """Return when the newest part of each artefact was written, also of broken-off ones."""
        newest: dict[str, datetime] = {}
        with self._saying("list"):
            for folder in (_MANIFESTS, _FILES):
                for each in (each for found in self._bucket.list(folder) for each in found):
                    digest = each["path"].partition(f"{folder}/")[2].partition("/")[0]
                    at = each["last_modified"]
                    newest[digest] = max(at, newest.get(digest, at))
        return dict(sorted(newest.items()))

    def remove(self, digest: str) -> None:
        """Forget an artefact, and what an upload that was broken off left of it."""
        check_names(digest, {})
        with self._saying("remove"):
            # The manifest goes first: what is half removed is not seen either.
            self._delete(_manifest(digest))
            for found in self._bucket.list(f"{_FILES}/{digest}"):
                for each in found:
                    self._delete(each["path"])

    def _contents(self, digest: str, names: Iterable[str]) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        sizes: dict[str, int] = {}
        for name in names:
            check_names(digest, {name: 0})
            with suppress(FileNotFoundError):
                found = self._bucket.get(_file(digest, name))
                sizes[name] = found.meta["size"]
                check_names(digest, sizes)
                files[name] = bytes(found.bytes())
        return files

    def _write(self, path: str, content: bytes) -> None:
        # In one request: parts of a broken upload would stay, unseen and paid for.
        self._bucket.put(path, content, use_multipart=False)

    def _read(self, path: str, largest: int) -> bytes:
        found = self._bucket.get(path)
        if found.meta["size"] > largest:
            raise IntegrityError(f"{path} in {self._where} is larger than {largest} bytes")
        return bytes(found.bytes())

    def _delete(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._bucket.delete(path)

    @contextmanager
    def _saying(self, what: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise IntegrityError(
                f"cannot {what} models in {self._where}: {_reason(error)}"
            ) from error


def open_bucket(scheme: str, bucket: str, prefix: str, endpoint: str | None) -> CloudArtefacts:
    """Open a bucket; credentials come from the environment, as each cloud's own tools read them.

    Args:
        scheme: ``s3``, ``az`` or ``gs``.
        bucket: The bucket, Azure's container.
        prefix: What all names begin with.
        endpoint: Address of a server other than the cloud's own.

    Raises:
        ConfigurationError: The credentials or the endpoint make no sense.
    """
    where = f"{scheme}://{bucket}/{prefix}"
    try:
        return CloudArtefacts(_store(scheme, bucket, prefix, endpoint), where)
    except (BaseError, OSError, ValueError) as error:
        raise ConfigurationError(f"cannot open {where}: {_reason(error)}") from error


def _store(scheme: str, bucket: str, prefix: str, endpoint: str | None) -> ObjectStore:
    client: ClientConfig = {"timeout": _WHOLE_REQUEST}
    if endpoint is not None and endpoint.startswith("http://"):
        client["allow_http"] = True
    given: dict[str, Any] = {"prefix": prefix, "client_options": client, "retry_config": _RETRY}
    if endpoint is not None:
        given["base_url" if scheme == "gs" else "endpoint"] = endpoint
    return _STORES[scheme](bucket, **given)


def _manifest(digest: str) -> str:
    return f"{_MANIFESTS}/{digest}"


def _file(digest: str, name: str) -> str:
    return f"{_FILES}/{digest}/{name}"


def _reason(error: Exception) -> str:
    """Return an error's first line without what follows a `?`: it may be a signature."""
    line = str(error).partition("\n")[0]
    return re.sub(r"\?\S*", "", line)[:_LONGEST_REASON]
