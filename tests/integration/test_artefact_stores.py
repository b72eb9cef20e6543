"""One contract for every artefact store, against servers that speak each cloud's protocol.

No server that can be had here speaks all of Google's own protocol as its clients use it. Its XML
interface is Amazon's in all that is used, so Google's client talks to the S3 server.
"""

import sys
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import cloud_servers
from models_world import LINEAR
from registry_world import FRAME, UNTIL
from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.home import open_home
from scoreline.models import train
from scoreline.registry import ArtefactStore, _base, cloud, local, open_artefacts
from scoreline.registry.cloud import CloudArtefacts
from scoreline.testing.artefacts import FILES, check_artefact_store

pytestmark = pytest.mark.long

DIGEST = "d" * 64
KINDS = ("local", "s3", "az", "gs")
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_REGION": "us-east-1",
    "AZURE_STORAGE_ACCOUNT_NAME": cloud_servers.ACCOUNT,
    "AZURE_STORAGE_ACCOUNT_KEY": cloud_servers.KEY,
    "GOOGLE_BEARER_TOKEN": "token",
}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    with cloud_servers.s3_server() as address:
        yield address


@pytest.fixture(scope="module")
def azure_server() -> Iterator[str]:
    with cloud_servers.azure_server() as address:
        yield address


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str | None]:
    """Give the address of an empty store of each kind, and its server's."""
    # Plain letters: moto does not read what Google's client escapes in a bucket's name.
    name = f"models{zlib.crc32(request.node.nodeid.encode()):x}"
    if request.param == "local":
        return str(tmp_path / "artefacts"), None
    kind = "azure" if request.param == "az" else "s3"
    server: str = request.getfixturevalue(f"{kind}_server")
    make = cloud_servers.make_container if kind == "azure" else cloud_servers.make_bucket
    make(server, name)
    return f"{request.param}://{name}/some/where", server


@pytest.fixture
def store(place: tuple[str, str | None]) -> ArtefactStore:
    address, endpoint = place
    return open_artefacts(address, endpoint=endpoint)


def test_every_store_keeps_the_contract(store: ArtefactStore) -> None:
    check_artefact_store(store)


def test_an_upload_that_is_broken_off_is_not_seen_and_goes_when_it_is_tried_again(
    place: tuple[str, str | None], store: ArtefactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _break_off_after_two(patch)
        with pytest.raises(KeyboardInterrupt):
            store.put(DIGEST, FILES)
    assert not store.has(DIGEST)
    with pytest.raises(IntegrityError, match="gone"):
        open_artefacts(place[0], endpoint=place[1]).get(DIGEST)
    store.put(DIGEST, FILES)
    assert store.get(DIGEST) == FILES


@pytest.mark.parametrize("place", ["s3", "az", "gs"], indirect=True)
def test_what_an_upload_left_that_nobody_tries_again_is_found_and_removed(
    store: ArtefactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _break_off_after_two(patch)
        with pytest.raises(KeyboardInterrupt):
            store.put(DIGEST, FILES)
    assert list(store.written()) == [DIGEST]
    store.remove(DIGEST)
    assert store.written() == {}


@pytest.mark.parametrize("place", ["s3", "az", "gs"], indirect=True)
@pytest.mark.parametrize("harm", ["other bytes", "a file gone"])
def test_a_damaged_artefact_is_healed_by_putting_it_again(store: ArtefactStore, harm: str) -> None:
    assert isinstance(store, CloudArtefacts)
    store.put(DIGEST, FILES)
    if harm == "other bytes":
        store._bucket.put(f"files/{DIGEST}/trees.ubj", b"other")
    else:
        store._bucket.delete(f"files/{DIGEST}/trees.ubj")
    assert store.get(DIGEST) != FILES
    store.put(DIGEST, FILES)
    assert store.get(DIGEST) == FILES


@pytest.mark.parametrize("place", ["s3", "az", "gs"], indirect=True)
@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b"hash  ../../secret\n", "is no name"),
        (b"no manifest at all", "is no name"),
        (bytes(range(256)), "is no name"),
        (b"x" * (2**20 + 1), "is larger than"),
    ],
    ids=["a way out", "one word", "noise", "too long"],
)
def test_a_hostile_manifest_is_refused(store: ArtefactStore, manifest: bytes, reason: str) -> None:
    assert isinstance(store, CloudArtefacts)
    store._bucket.put(f"manifests/{DIGEST}", manifest)
    with pytest.raises(IntegrityError, match=reason):
        store.get(DIGEST)


@pytest.mark.parametrize("place", ["s3", "az", "gs"], indirect=True)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    store: ArtefactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(DIGEST, FILES)
    monkeypatch.setattr(_base, "LARGEST", len(FILES["trees.ubj"]))
    with pytest.raises(IntegrityError, match="is larger"):
        store.get(DIGEST)


@pytest.mark.parametrize("scheme", ["s3", "az", "gs"])
def test_a_server_that_does_not_answer_is_one_line_without_secrets(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "_RETRY", {"max_retries": 0})
    monkeypatch.setenv("AZURE_STORAGE_SAS_KEY", "sv=2023&sig=secret")
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_KEY")
    closed = open_artefacts(f"{scheme}://models", endpoint="http://127.0.0.1:1")
    for attempt in (
        closed.written,
        partial(closed.has, DIGEST),
        partial(closed.get, DIGEST),
        partial(closed.put, DIGEST, FILES),
    ):
        with pytest.raises(IntegrityError, match=rf"^cannot \w+ models in {scheme}://models") as e:
            attempt()
        assert "\n" not in str(e.value)
        assert "secret" not in str(e.value)


@pytest.mark.parametrize("place", ["s3", "az", "gs"], indirect=True)
def test_a_bucket_that_is_not_there_is_one_line(place: tuple[str, str | None]) -> None:
    scheme = place[0].partition(":")[0]
    absent = open_artefacts(f"{scheme}://not-made", endpoint=place[1])
    with pytest.raises(IntegrityError, match=r"cannot store models in .*://not-made"):
        absent.put(DIGEST, FILES)


def test_a_home_keeps_its_models_where_its_setting_says(
    place: tuple[str, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, endpoint = place
    monkeypatch.setenv("SCORELINE_ARTEFACTS_URL", address)
    if endpoint:
        monkeypatch.setenv("SCORELINE_ARTEFACTS_ENDPOINT", endpoint)
    with open_home(tmp_path / "home") as home:
        published = home.registry.publish(train(FRAME, LINEAR), trained_until=UNTIL, sample=FRAME)
        assert home.registry.activate(published.name).active
    assert not (tmp_path / "home" / "artefacts").exists()
    with open_home(tmp_path / "home") as home:
        assert home.registry.load_active().version.name == published.name
    assert open_artefacts(address, endpoint=endpoint).has(published.artefact)


@pytest.mark.parametrize(
    "address",
    ["ftp://models", "s3://", "s3://UPPER/a", "s3://models/../up", "gs://models/a//b", "az://a b"],
)
def test_an_address_that_means_no_store_is_refused_with_those_that_do(address: str) -> None:
    with pytest.raises(ConfigurationError, match="s3://bucket/prefix"):
        open_artefacts(address)


def test_a_folder_can_be_written_as_an_address(tmp_path: Path) -> None:
    open_artefacts(f"file://{tmp_path}/models").put(DIGEST, FILES)
    assert open_artefacts(tmp_path / "models").get(DIGEST) == FILES


def test_without_the_library_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "scoreline.registry.cloud", raising=False)
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'scoreline\[cloud\]'"):
        open_artefacts("s3://models")


def test_credentials_that_cannot_be_read_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key.json").write_text("{}")
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(tmp_path / "key.json"))
    with pytest.raises(ConfigurationError, match=r"^cannot open gs://models/: [^\n]+$"):
        open_artefacts("gs://models")


def _break_off_after_two(patch: pytest.MonkeyPatch) -> None:
    write, put, done = local._write, CloudArtefacts._write, list[str]()

    def failing(name: str) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(name)

    def failing_write(path: Path, content: bytes) -> None:
        failing(path.name)
        write(path, content)

    def failing_put(store: CloudArtefacts, path: str, content: bytes) -> None:
        failing(path)
        put(store, path, content)

    patch.setattr(local, "_write", failing_write)
    patch.setattr(CloudArtefacts, "_write", failing_put)
