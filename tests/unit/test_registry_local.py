"""Artefacts in a folder: whole or not there, and nothing but plain files of allowed names."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scoreline.errors import IntegrityError
from scoreline.registry import LocalArtefacts, local
from scoreline.registry._base import check_names

FILES = {"ensemble.json": b"{}", "trees.ubj": b"\x00\x01"}
DAMAGES: dict[str, Callable[[Path, Path], object]] = {
    "a file gone": lambda at, _: (at / "trees.ubj").unlink(),
    "other bytes": lambda at, _: (at / "trees.ubj").write_bytes(b"\x00\x02"),
    "a file more": lambda at, _: (at / "more").write_bytes(b""),
    "a folder in it": lambda at, _: (at / "more").mkdir(),
    "all files gone": lambda at, _: shutil.rmtree(at),
    "a link in its place": lambda at, elsewhere: _move_and_link(at, elsewhere / "elsewhere"),
    "a link to nowhere": lambda at, elsewhere: _move_and_link(at, elsewhere / "gone").rename(
        elsewhere / "further"
    ),
    "a file in its place": lambda at, _: _replace_by_file(at),
}
HOSTILE = ["../up", "a/b", "", ".hidden", "with space", "new\nline", "a" * 101, "~", "/etc/passwd"]


@pytest.fixture
def store(tmp_path: Path) -> LocalArtefacts:
    return LocalArtefacts(tmp_path / "artefacts")


def test_what_was_put_is_what_is_got(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    assert store.get("v1") == FILES
    assert list(store.written()) == ["v1"]


def test_a_store_that_was_never_written_to_holds_nothing(store: LocalArtefacts) -> None:
    assert store.written() == {}
    with pytest.raises(IntegrityError, match="gone"):
        store.get("v1")


def test_what_is_there_whole_is_not_written_again(
    store: LocalArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("v1", FILES)
    monkeypatch.setattr(local, "_write", None)
    store.put("v1", FILES)
    assert store.get("v1") == FILES


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_copy_is_healed_by_putting_it_again(
    store: LocalArtefacts, tmp_path: Path, name: str
) -> None:
    store.put("v1", FILES)
    DAMAGES[name](store.folder / "v1", tmp_path)
    store.put("v1", FILES)
    assert store.get("v1") == FILES
    assert list(store.written()) == ["v1"]


def test_a_removed_version_is_gone_and_removing_it_again_is_no_error(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    store.remove("v1")
    store.remove("v1")
    assert store.written() == {}


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
    assert store.written() == {}
    assert list(store.folder.iterdir()) == []


def test_what_a_killed_writer_left_is_not_seen_and_goes_with_the_version(
    store: LocalArtefacts,
) -> None:
    left = store.folder / ".partial-v1-abc"
    left.mkdir(parents=True)
    (left / "trees.ubj").write_bytes(b"half")
    assert not store.has("v1")
    assert list(store.written()) == ["v1"]
    store.remove("v1")
    assert not left.exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IntegrityError, match=r"^cannot store the model in [^\n]+: [^\n]+$"):
        LocalArtefacts(tmp_path / "file").put("v1", FILES)


def test_a_file_that_cannot_be_read_is_one_line(
    store: LocalArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("v1", FILES)

    def unreadable(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(IntegrityError, match=r"^cannot read the model in [^\n]+: [^\n]+$"):
        store.get("v1")


def test_a_version_that_is_a_symbolic_link_is_refused(
    store: LocalArtefacts, tmp_path: Path
) -> None:
    store.put("v1", FILES)
    (store.folder / "v2").symlink_to(store.folder / "v1")
    (store.folder / "v3").symlink_to(tmp_path / "nowhere")
    for name in ("v2", "v3"):
        with pytest.raises(IntegrityError, match="gone"):
            store.get(name)


def test_removing_a_link_leaves_what_it_points_to(store: LocalArtefacts) -> None:
    store.put("v1", FILES)
    (store.folder / "v2").symlink_to(store.folder / "v1")
    store.remove("v2")
    assert not (store.folder / "v2").is_symlink()
    assert store.get("v1") == FILES


def _replace_by_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_bytes(b"")


def _move_and_link(path: Path, elsewhere: Path) -> Path:
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere)
    return elsewhere


def test_folders_can_be_read_by_whom_the_umask_lets(store: LocalArtefacts) -> None:
    before = os.umask(0o027)
    try:
        store.put("v1", FILES)
    finally:
        os.umask(before)
    assert (store.folder / "v1").stat().st_mode & 0o777 == 0o750


def test_a_folder_that_may_not_be_looked_into_is_one_line(
    store: LocalArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("v1", FILES)

    def closed(_path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", closed)
    attempts: list[Callable[[], object]] = [
        lambda: store.get("v1"),
        lambda: store.has("v1"),
        lambda: store.remove("v1"),
        store.written,
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match=r"^cannot \w+ the model in [^\n]+: [^\n]+$"):
            attempt()
