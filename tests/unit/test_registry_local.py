"""Artefacts in a folder: whole or not there, and nothing but plain files of allowed names."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from scoreline.errors import IntegrityError
from scoreline.registry import LocalArtefacts, local
from scoreline.registry._base import check_names

FILES = {"ensemble.json": b"{}", "trees.ubj": b"\x00\x01"}
HOSTILE = ["../up", "a/b", "", ".hidden", "with space", "new\nline", "a" * 101, "~", "/etc/passwd"]


@pytest.fixture
def store(tmp_path: Path) -> LocalArtefacts:
    return LocalArtefacts(tmp_path / "artefacts")


def test_what_was_put_is_what_is_got(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    assert store.get("v1") == FILES
    assert store.versions() == ["v1"]


def test_a_store_that_was_never_written_to_holds_nothing(store: LocalArtefacts) -> None:
    assert store.versions() == []
    with pytest.raises(IntegrityError, match="gone"):
        store.get("v1")


def test_a_version_is_never_written_twice(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    with pytest.raises(IntegrityError, match="there already"):
        store.put("v1", {"other": b""})
    assert store.get("v1") == FILES


def test_a_removed_version_is_gone_and_removing_it_again_is_no_error(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    store.remove("v1")
    store.remove("v1")
    assert store.versions() == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_before_anything_is_touched(
    store: LocalArtefacts, name: str, tmp_path: Path
) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: store.put("v1", {name: b"x"}),
        lambda: store.put(name, FILES),
        lambda: store.get(name),
        lambda: store.remove(name),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="is no name"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_largest_size_is_refused() -> None:
    with pytest.raises(IntegrityError, match="larger than 512 MB"):
        check_names("v1", {"a": 2**29, "b": 1})


@pytest.mark.parametrize("breaks", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_an_interrupted_put_leaves_nothing(
    store: LocalArtefacts, monkeypatch: pytest.MonkeyPatch, breaks: BaseException
) -> None:
    write, written = local._write, list[Path]()

    def failing(path: Path, content: bytes) -> None:
        if written:
            raise breaks
        written.append(path)
        write(path, content)

    monkeypatch.setattr(local, "_write", failing)
    expected = IntegrityError if isinstance(breaks, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        store.put("v1", FILES)
    assert store.versions() == []
    assert list(store.folder.iterdir()) == []


def test_what_a_killed_writer_left_is_not_seen_and_goes_with_the_version(
    store: LocalArtefacts,
) -> None:
    left = store.folder / ".partial-v1-abc"
    left.mkdir(parents=True)
    (left / "trees.ubj").write_bytes(b"half")
    assert store.versions() == []
    store.remove("v1")
    assert not left.exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IntegrityError, match=r"^cannot store model v1: [^\n]+$"):
        LocalArtefacts(tmp_path / "file").put("v1", FILES)


def test_a_file_that_cannot_be_read_is_one_line(
    store: LocalArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("v1", FILES)

    def unreadable(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(IntegrityError, match=r"^cannot read model v1: [^\n]+$"):
        store.get("v1")


def test_a_version_that_is_a_symbolic_link_is_refused(
    store: LocalArtefacts, tmp_path: Path
) -> None:
    store.put("v1", FILES)
    (store.folder / "v2").symlink_to(store.folder / "v1")
    (store.folder / "v3").symlink_to(tmp_path / "nowhere")
    with pytest.raises(IntegrityError, match="gone"):
        store.get("v2")
    for taken in ("v2", "v3"):
        with pytest.raises(IntegrityError, match="there already"):
            store.put(taken, FILES)
