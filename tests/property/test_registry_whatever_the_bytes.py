"""A model whose files and hashes somebody has rewritten: our own error or a model, nothing else."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models_world import LINEAR
from registry_world import FRAME, UNTIL, registry_in
from scoreline.errors import IntegrityError
from scoreline.models import train
from scoreline.registry import Registry
from scoreline.registry import versions as loading

HOSTILE: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1e308,
    float("nan"),
    "",
    "os.system",
    [],
    [[]],
    {},
    {"": 0},
]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Registry, str, dict[str, bytes]]]:
    with registry_in(tmp_path_factory.mktemp("fuzz"), sqlite_template) as registry:
        version = registry.publish(train(FRAME, LINEAR), trained_until=UNTIL, sample=FRAME)
        yield registry, version.name, registry._artefacts.get(version.artefact)


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_files_say_loading_ends_in_a_model_or_in_our_own_error(
    published: tuple[Registry, str, dict[str, bytes]], data: st.DataObject
) -> None:
    registry, version, files = published
    name = data.draw(st.sampled_from([each for each in sorted(files) if each != "metadata.json"]))
    changed = files | {name: data.draw(_changed(files[name]))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(registry._artefacts), "get", lambda *_: changed)
        patch.setattr(loading, "check", lambda *_: None)
        with suppress(IntegrityError):
            registry.load(version)


def _changed(content: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(
        st.integers(0, len(content)).map(lambda end: content[:end]),
        st.tuples(st.integers(0, len(content) - 1), st.integers(1, 255)).map(
            lambda at: content[: at[0]] + bytes([content[at[0]] ^ at[1]]) + content[at[0] + 1 :]
        ),
        st.binary(max_size=200),
        st.just(b"[" * 100_000),
        _rewritten(json.loads(content)),
    )


@st.composite
def _rewritten(draw: st.DrawFn, plain: Any) -> bytes:
    """Put something hostile anywhere into a JSON file."""
    copy = json.loads(json.dumps(plain))
    inside, steps = copy, draw(st.integers(0, 6))
    for _ in range(steps):
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        key = draw(st.sampled_from(keys))
        if not isinstance(inside[key], dict | list) or not inside[key]:
            break
        inside = inside[key]
    keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
    inside[draw(st.sampled_from(keys))] = draw(st.sampled_from(HOSTILE))
    return json.dumps(copy).encode()
