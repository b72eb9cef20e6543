"""A file from a folder, or over HTTP where it is newer than the one that is kept."""

import errno
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from scoreline.errors import AbsentError, NotFoundError, SourceError
from scoreline.sources._base import Access, RawFile
from scoreline.sources._http import MOST_BYTES, Answer, Manners, fetch, is_address


def read_file(
    source: str,
    file: str,
    root: str,
    access: Access,
    manners: Manners,
    *,
    path: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawFile:
    """Read a file below a folder or an address.

    Args:
        source: The source's name.
        file: The file's.
        root: A folder or an address.
        access: With what to read.
        manners: How a host is asked.
        path: Where it lies below ``root``, where its name says something else.
        headers: What a host is sent along.

    Raises:
        AbsentError: It is not there.
        SourceError: It did not arrive whole.
    """
    where = path or file
    if not is_address(root):
        return RawFile(source, file, _content(Path(root) / where), access.clock.now())
    address = f"{root.rstrip('/')}/{where}"
    return fetched(source, file, address, access, manners, headers=headers)[0]


def fetched(
    source: str,
    file: str,
    address: str,
    access: Access,
    manners: Manners,
    *,
    headers: Mapping[str, str] | None = None,
    permit: Callable[[], None] | None = None,
) -> tuple[RawFile, Answer]:
    """Fetch a file from an address, or take the kept one where nothing has changed since.

    Raises:
        AbsentError: It is not there.
        SourceError: It did not arrive whole.
    """
    kept = access.kept(file)
    if kept is not None and kept.address != address:
        kept = None
    answer = fetch(address, manners, {**(headers or {}), **_conditions(kept)}, permit)
    if answer.content is not None:
        told = answer.headers
        raw = RawFile(
            source,
            file,
            answer.content,
            access.clock.now(),
            address=address,
            etag=told.get("etag"),
            modified=told.get("last-modified"),
        )
        return raw, answer
    if kept is None:
        raise SourceError(f"{address} answers that nothing has changed, but nothing is kept")
    return replace(kept, fetched_at=access.clock.now()), answer


def require_folder(root: str, example: str) -> Path:
    """Return the folder that stands for a source's root.

    Raises:
        NotFoundError: It is not there.
    """
    folder = Path(root)
    if not folder.is_dir():
        raise NotFoundError(f"no folder '{root}'; --from takes the folder that holds {example}")
    return folder


def _conditions(kept: RawFile | None) -> dict[str, str]:
    if kept is None:
        return {}
    conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: text for name, text in conditions.items() if text}


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"'{path}' is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        absent = error.errno in {errno.ENOENT, errno.ENOTDIR}
        kind = AbsentError if absent else SourceError
        raise kind(f"cannot read '{path}': {error.strerror}") from error
