"""What every artefact store holds to, for anybody who writes one.

In the tests, with a store that holds nothing yet::

    from scoreline.testing.artefacts import check_artefact_store


    def test_my_store_keeps_the_contract() -> None:
        check_artefact_store(MyStore())
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Final

from scoreline.clock import SystemClock
from scoreline.errors import IntegrityError
from scoreline.registry import LARGEST, Artefact, ArtefactStore, digest_of, manifest_of

FILES: Final = {"ensemble.json": b"{}", "trees.ubj": bytes(range(256)) * 400, "empty.json": b""}
OTHERS: Final = {"ensemble.json": b"[]"}
HOSTILE: Final = (
    "../up",
    "a/b",
    "/etc/passwd",
    "",
    "..",
    ".hidden",
    "with space",
    "new\nline",
    "~",
)
WRITERS: Final = 4


class _Huge(bytes):
    """Bytes that say they are many."""

    __slots__ = ()

    def __len__(self) -> int:
        return LARGEST


def check_artefact_store(store: ArtefactStore) -> None:
    """Run every check below; leaves the store empty.

    Raises:
        AssertionError: The store breaks the contract; the message says where.
    """
    check_gives_back_what_it_got(store)
    check_forgets(store)
    check_refuses(store)
    check_takes_many_writers(store)


def check_gives_back_what_it_got(store: ArtefactStore) -> None:
    """Check that artefacts come back byte for byte, each under its own digest."""
    assert store.written() == {}, "the checks begin with an empty store"
    one, other = _digest(FILES), _digest(OTHERS)
    assert not store.has(one), "what is not there is not had"
    assert _refuses(lambda: store.get(one)), "what is not there is an IntegrityError"
    store.put(one, FILES)
    store.put(other, OTHERS)
    store.put(one, FILES)
    assert store.get(one) == FILES, "an artefact comes back as it was put"
    assert store.get(other) == OTHERS, "artefacts do not mix"
    assert store.has(one), "what was put is had"
    assert set(store.written()) == {one, other}, "what is there is listed by its digest"
    lately = SystemClock().now() - timedelta(hours=1)
    assert min(store.written().values()) > lately, "with the instant at which it was written"


def check_forgets(store: ArtefactStore) -> None:
    """Check that removing takes one artefact and no other, and may be done twice."""
    one, other = _digest(FILES), _digest(OTHERS)
    store.put(one, FILES)
    store.put(other, OTHERS)
    store.remove(one)
    store.remove(one)
    assert _refuses(lambda: store.get(one)), "what was removed is gone"
    assert store.get(other) == OTHERS, "the others stay"
    store.remove(other)
    assert not store.has(one), "what was removed is not had"
    assert store.written() == {}, "nothing is left"


def check_refuses(store: ArtefactStore) -> None:
    """Check that names which could lead elsewhere, and too many bytes, are refused."""
    digest = _digest(OTHERS)
    for name in HOSTILE:
        attempts: dict[str, Callable[[], object]] = {
            "a file named": partial(store.put, digest, {name: b"x"}),
            "putting": partial(store.put, name, OTHERS),
            "getting": partial(store.get, name),
            "removing": partial(store.remove, name),
            "looking for": partial(store.has, name),
        }
        for what, attempt in attempts.items():
            assert _refuses(attempt), f"{what} {name!r} is refused"
    assert _refuses(lambda: store.put("large", {"a": _Huge(), "b": b"1"})), "too many bytes"
    assert store.written() == {}, "nothing of it is kept"


def check_takes_many_writers(store: ArtefactStore) -> None:
    """Check that whoever reads while several write the same sees all of it or nothing."""
    digest = _digest(FILES)
    with ThreadPoolExecutor(2 * WRITERS) as pool:
        written = [pool.submit(store.put, digest, FILES) for _ in range(WRITERS)]
        read = [pool.submit(_found, store, digest) for _ in range(WRITERS)]
        for each in written:
            each.result()
        assert all(each.result() in (None, FILES) for each in read), "half an artefact was seen"
    assert store.get(digest) == FILES, "the last writer spoils nothing"
    store.remove(digest)


def _digest(files: Artefact) -> str:
    return digest_of(manifest_of(files))


def _found(store: ArtefactStore, digest: str) -> dict[str, bytes] | None:
    try:
        return store.get(digest)
    except IntegrityError:
        return None


def _refuses(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except IntegrityError:
        return True
    return False
